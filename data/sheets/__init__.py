"""The sheets that an import understands. To add one: its table in `data.tables`, a file here that
declares it, and its place in `SHEETS`.
"""

from data.sheets.changes import CHANGES
from data.sheets.declaration import Field, Sheet
from data.sheets.intelligence import INTELLIGENCE
from data.sheets.meetings import MEETINGS
from data.sheets.nsd_stages import NSD_STAGES
from data.sheets.safeguarding import (
    EDUCATION,
    MISSING,
    NOT_APPLICABLE,
    REFERRALS,
    SEARCHES,
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
        SEARCHES,
        VISITS,
        REFERRALS,
        MISSING,
        EDUCATION,
        NOT_APPLICABLE,
    )
}

__all__ = [
    "CHANGES",
    "EDUCATION",
    "INTELLIGENCE",
    "MEETINGS",
    "MISSING",
    "NOT_APPLICABLE",
    "NSD_STAGES",
    "REFERRALS",
    "SEARCHES",
    "SHEETS",
    "TRACKER",
    "VISITS",
    "Field",
    "Sheet",
]
