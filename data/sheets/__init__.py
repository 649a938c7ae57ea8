"""The sheets that can be imported. To add one, see "Add a sheet" in CONTRIBUTING.md."""

from data.sheets.annotations import ANNOTATIONS
from data.sheets.changes import CHANGES
from data.sheets.declaration import Field, Sheet
from data.sheets.intelligence import INTELLIGENCE
from data.sheets.meetings import MEETINGS
from data.sheets.nsd_stages import NSD_STAGES
from data.sheets.safeguarding import SAFEGUARDING
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
        *SAFEGUARDING,
    )
}
