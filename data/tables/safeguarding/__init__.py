"""What is done for children on the tracker, one file for each subject."""

from data.tables.safeguarding.duties import duty_standard, not_applicable
from data.tables.safeguarding.duty_days import duty_days
from data.tables.safeguarding.education import education
from data.tables.safeguarding.encounters import encounter
from data.tables.safeguarding.missing import missing_episode
from data.tables.safeguarding.nrm import nrm_referral, sca_referral
from data.tables.safeguarding.panels import (
    panel_action,
    panel_attendance,
    panel_listing,
    panel_meeting,
    toolkit,
)
from data.tables.safeguarding.referrals import referral
from data.tables.safeguarding.searches import daily_search, daily_search_child
from data.tables.safeguarding.visits import visit

__all__ = [
    "daily_search",
    "daily_search_child",
    "duty_days",
    "duty_standard",
    "education",
    "encounter",
    "missing_episode",
    "not_applicable",
    "nrm_referral",
    "panel_action",
    "panel_attendance",
    "panel_listing",
    "panel_meeting",
    "referral",
    "sca_referral",
    "toolkit",
    "visit",
]
