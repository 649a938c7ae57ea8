"""The sheets that can be imported. To add one, see "Add a sheet" in CONTRIBUTING.md."""

from data.sheets.annotations import ANNOTATIONS
from data.sheets.changes import CHANGES
from data.sheets.declaration import Field, Sheet
from data.sheets.intelligence import INTELLIGENCE
from data.sheets.meetings import MEETINGS
from data.sheets.nsd_stages import NSD_STAGES
from data.sheets.safeguarding import (
    EDUCATION,
    ENCOUNTERS,
    MISSING,
    NOT_APPLICABLE,
    NRM,
    PANEL_ACTIONS,
    PANEL_ATTENDANCE,
    PANEL_LIST,
    PANEL_MEETINGS,
    REFERRALS,
    SCA_IN,
    SEARCHES,
    TOOLKITS,
    VISITS,
)
from data.sheets.tracker import TRACKER

SHEETS = {
    sheet.name: sheet
    for sheet in (
        TRACKER,
        CHANGES,
        INTELLIGENCE,
        NSD_STAGES,
        MEETINGS,
        ANNOTATIONS,
        SEARCHES,
        VISITS,
        REFERRALS,
        NRM,
        SCA_IN,
        ENCOUNTERS,
        MISSING,
        EDUCATION,
        NOT_APPLICABLE,
        PANEL_MEETINGS,
        PANEL_ATTENDANCE,
        TOOLKITS,
        PANEL_LIST,
        PANEL_ACTIONS,
    )
}

__all__ = [
    "ANNOTATIONS",
    "CHANGES",
    "EDUCATION",
    "ENCOUNTERS",
    "INTELLIGENCE",
    "MEETINGS",
    "MISSING",
    "NOT_APPLICABLE",
    "NRM",
    "NSD_STAGES",
    "PANEL_ACTIONS",
    "PANEL_ATTENDANCE",
    "PANEL_LIST",
    "PANEL_MEETINGS",
    "REFERRALS",
    "SCA_IN",
    "SEARCHES",
    "SHEETS",
    "TOOLKITS",
    "TRACKER",
    "VISITS",
    "Field",
    "Sheet",
]
