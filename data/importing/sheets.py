"""The sheets an import understands. To add one: its table in `data.tables`, and an entry here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column, Date, String, Table

from data.tables import (
    child,
    intelligence_link,
    intelligence_report,
    key_of,
    nsd_stage,
    tracker_entry,
    tracker_meeting,
    tracker_spell,
)

List = Literal["areas", "genders", "statuses", "removal_reasons", "stages"]


@dataclass(frozen=True)
class Field:
    """A column of a sheet, and the column of a table that it fills.

    required: the column must be there. filled: its cells may not be empty. empty: what an empty
    cell means. listed: the reference list its values are from. spelt: values that are set right
    where only their case or spacing differs. several: references separated by a semicolon, each a
    row of the column's own table.
    """

    heading: str
    column: Column[Any]
    required: bool = False
    filled: bool = False
    empty: str | None = None
    listed: List | None = None
    spelt: tuple[str, ...] = ()
    several: bool = False
    dates_as_iso: bool = False

    @property
    def is_date(self) -> bool:
        return isinstance(self.column.type, Date)

    @property
    def longest(self) -> int | None:
        """How many characters fit; None: any number."""
        return self.column.type.length if isinstance(self.column.type, String) else None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns, and the record table that its rows become.

    `record` is versioned by comparing all of it with the sheet; what a sheet covers otherwise, and
    what is worked out from it, is written in `writing`.
    """

    name: str
    record: Table
    fields: tuple[Field, ...] = field(repr=False)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one record from another, as the table declares them."""
        return key_of(self.record)

    @property
    def single(self) -> Sequence[Field]:
        """The fields that hold one value a row."""
        return [each for each in self.fields if not each.several]

    @property
    def key_fields(self) -> Sequence[Field]:
        """The fields that make up the key, in its order."""
        by_name = {each.column.name: each for each in self.single}
        return [by_name[name] for name in self.key]

    @property
    def several(self) -> Field | None:
        """The field that holds several references a row, if there is one."""
        return next((each for each in self.fields if each.several), None)

    def heading(self, column: str) -> str:
        """What the sheet calls a column of the table."""
        return next(each.heading for each in self.fields if each.column.name == column)


TRACKER = Sheet(
    "tracker",
    tracker_entry,
    (
        Field("Tracker ref", tracker_entry.c.child_ref, required=True, filled=True),
        Field("Date of birth", child.c.date_of_birth, required=True),
        Field("Gender", child.c.gender, required=True, empty="Unknown", listed="genders"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
        Field("Status", tracker_spell.c.status, required=True, filled=True, listed="statuses"),
        Field("Date added", tracker_entry.c.added_on, required=True, filled=True),
        Field("Date removed", tracker_entry.c.removed_on),
        Field("Removal reason", tracker_entry.c.removal_reason, listed="removal_reasons"),
        Field("Proposed", tracker_entry.c.proposed_on),
        Field("Ratified", tracker_entry.c.ratified_on),
        Field("Source", tracker_entry.c.source),
        Field("County line", tracker_entry.c.county_line),
        Field("PND recorded", tracker_entry.c.pnd_recorded_on),
        Field("PND line", tracker_entry.c.pnd_line),
    ),
)

CHANGES = Sheet(
    "changes",
    tracker_spell,
    (
        Field("Tracker ref", tracker_spell.c.child_ref, required=True, filled=True),
        Field("Date added", tracker_spell.c.added_on, required=True, filled=True),
        Field("From", tracker_spell.c.starts_on, required=True, filled=True),
        Field("Status", tracker_spell.c.status, required=True, filled=True, listed="statuses"),
        Field("Home area", tracker_spell.c.area_code, required=True, listed="areas"),
    ),
)

INTELLIGENCE = Sheet(
    "intelligence",
    intelligence_report,
    (
        Field("Report ref", intelligence_report.c.report_ref, required=True, filled=True),
        Field("Submitted", intelligence_report.c.submitted_on, required=True, filled=True),
        Field("Flag", intelligence_report.c.flag, required=True, empty="", spelt=("County Lines",)),
        Field("Area", intelligence_report.c.area_code, listed="areas"),
        Field("Tracker refs", intelligence_link.c.child_ref, several=True),
    ),
)

NSD_STAGES = Sheet(
    "nsd_stages",
    nsd_stage,
    (
        Field("Area", nsd_stage.c.area_code, required=True, filled=True, listed="areas"),
        Field("Stage", nsd_stage.c.stage, required=True, filled=True, listed="stages"),
        Field("From", nsd_stage.c.from_on, required=True, filled=True),
        Field("Target", nsd_stage.c.target_on),
    ),
)

MEETINGS = Sheet(
    "meetings",
    tracker_meeting,
    (
        Field("Held", tracker_meeting.c.held_on, required=True, filled=True),
        Field("Chair", tracker_meeting.c.chair),
        Field("Shared with partners", tracker_meeting.c.shared_with_partners, dates_as_iso=True),
    ),
)

SHEETS = {sheet.name: sheet for sheet in (TRACKER, CHANGES, INTELLIGENCE, NSD_STAGES, MEETINGS)}
