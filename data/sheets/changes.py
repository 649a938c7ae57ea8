"""Each status and home area of a child within an entry on the tracker."""

from __future__ import annotations

from data.sheets.declaration import Field, Sheet
from data.tables import tracker_spell

CHANGES = Sheet(
    "changes",
    tracker_spell,
    (
        Field("Tracker ref", tracker_spell.c.child_ref, required=True, filled=True),
        Field("Date added", tracker_spell.c.added_on, required=True, filled=True),
        Field("From", tracker_spell.c.starts_on, required=True, filled=True, ahead=False),
        Field("Status", tracker_spell.c.status, required=True, filled=True, listed="statuses"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
    ),
)
