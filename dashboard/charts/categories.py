"""The categories that charts tell apart, in the order in which they are drawn."""

STATUSES = ["Open to the County Lines team", "Vulnerable to County Lines"]
GENDERS = ["Male", "Female", "Other", "Unknown"]
FLOWS = ["Added", "Removed: reached 18", "Removed: other reasons"]
LANES = ["On the tracker", "Open", "Vulnerable", "Steps", "Intelligence"]
STEPS = ["Proposed", "Ratified", "PND recorded", "Removed"]
SEARCHES = ["In time", "Late", "Not searched"]
PROVISION = ["Full time", "Part time", "None", "Not recorded"]
STAGES = ["Not started", "Planned", "Preparing", "Live"]
