"""The sheets of what is done for children, one file a sheet."""

from data.sheets.safeguarding.education import EDUCATION
from data.sheets.safeguarding.not_applicable import NOT_APPLICABLE
from data.sheets.safeguarding.panels import (
    PANEL_ACTIONS,
    PANEL_ATTENDANCE,
    PANEL_LIST,
    PANEL_MEETINGS,
    TOOLKITS,
)
from data.sheets.safeguarding.searches import SEARCHES

__all__ = [
    "EDUCATION",
    "NOT_APPLICABLE",
    "PANEL_ACTIONS",
    "PANEL_ATTENDANCE",
    "PANEL_LIST",
    "PANEL_MEETINGS",
    "SEARCHES",
    "TOOLKITS",
]
