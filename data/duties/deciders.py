"""Who decides on a child in the National Referral Mechanism."""

SCA, PANEL = DECIDERS = "SCA", "Local authority panel"
PANEL_NEEDS = 100
"""The least days left to the 18th birthday for a local authority panel to decide (the rule of the
pilot of devolved decisions)."""
