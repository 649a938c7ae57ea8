"""The sheets about what is done for children, one file each."""

from data.sheets.safeguarding.education import EDUCATION
from data.sheets.safeguarding.encounters import ENCOUNTERS
from data.sheets.safeguarding.missing import MISSING
from data.sheets.safeguarding.not_applicable import NOT_APPLICABLE
from data.sheets.safeguarding.nrm import NRM
from data.sheets.safeguarding.panels import (
    PANEL_ACTIONS,
    PANEL_ATTENDANCE,
    PANEL_LIST,
    PANEL_MEETINGS,
    TOOLKITS,
)
from data.sheets.safeguarding.referrals import REFERRALS
from data.sheets.safeguarding.sca_in import SCA_IN
from data.sheets.safeguarding.searches import SEARCHES
from data.sheets.safeguarding.visits import VISITS

__all__ = [
    "EDUCATION",
    "ENCOUNTERS",
    "MISSING",
    "NOT_APPLICABLE",
    "NRM",
    "PANEL_ACTIONS",
    "PANEL_ATTENDANCE",
    "PANEL_LIST",
    "PANEL_MEETINGS",
    "REFERRALS",
    "SCA_IN",
    "SEARCHES",
    "TOOLKITS",
    "VISITS",
]
