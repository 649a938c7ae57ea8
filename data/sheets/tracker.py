"""One row for each child's time on the tracker."""

from __future__ import annotations

from data.sheets.declaration import Field, Sheet
from data.tables import child, tracker_entry, tracker_spell

TRACKER = Sheet(
    "tracker",
    tracker_entry,
    (
        Field("Tracker ref", tracker_entry.c.child_ref, required=True, filled=True),
        Field("Date of birth", child.c.date_of_birth, required=True),
        Field("Gender", child.c.gender, required=True, empty="Unknown", listed="genders"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
        Field("Status", tracker_spell.c.status, required=True, filled=True, listed="statuses"),
        Field("Date added", tracker_entry.c.added_on, required=True, filled=True, ahead=False),
        Field("Date removed", tracker_entry.c.removed_on, ahead=False),
        Field("Removal reason", tracker_entry.c.removal_reason, listed="removal_reasons"),
        Field("Proposed", tracker_entry.c.proposed_on),
        Field("Ratified", tracker_entry.c.ratified_on),
        Field("Source", tracker_entry.c.source),
        Field("County line", tracker_entry.c.county_line),
        Field("PND recorded", tracker_entry.c.pnd_recorded_on),
        Field("PND line", tracker_entry.c.pnd_line),
    ),
)
