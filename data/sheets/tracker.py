"""The tracker: a row for each entry of a child."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, Table, and_, case, exists, func, literal, null, or_, select

from data.day_numbers import yyyymmdd
from data.recording.snapshots import keep_absent
from data.recording.tracker import tracker_and_changes
from data.sheets.declaration import DateOrYes, Field, OneOf, Rule, Sheet, Staged
from data.sheets.rules import area_exists, broken_rows, in_order, needs, row_rule
from data.tables import child, tracker_entry, tracker_spell

NEVER = literal(date.max, Date)
ADULT = 18
YOUNGEST = 10  # a younger child is probably a mistake; the age of criminal responsibility
REACHED = "Reached 18"
IDENTIFIED, GENERIC = "Identified", "Generic for children"
PND_LINE_TYPES = OneOf((IDENTIFIED, GENERIC), aliases=(("Generic", GENERIC),))


def _same_for_a_child(column: str) -> Rule:

    def find(rows: Table, _: Staged) -> Select[Any]:
        c = rows.c
        unknown = literal("Unknown") if column == "gender" else null()
        known = c[column].is_distinct_from(unknown)
        first = (
            select(c.child_ref, func.min(c.row).label("row"))
            .where(known)
            .group_by(c.child_ref)
            .subquery()
        )
        one = rows.alias()
        both = select(c.row, c[column], one.c.row.label("other"))
        both = both.join(first, first.c.child_ref == c.child_ref)
        both = both.join(one, one.c.row == first.c.row)
        broken = both.where(known, c[column] != one.c[column]).subquery()
        return broken_rows(broken, column, other=broken.c.other)

    return Rule(
        (column,),
        "Another {0} is given for the same Tracker ref on row {other}.",
        find,
        remedy="Give the same {0} on each of the child's rows, or correct the Tracker ref.",
    )


def _repeated(rows: Table, _: Staged) -> Select[Any]:
    """Rows of the same child and Date added. A child who was added and removed on one day may be
    added once more on that day: that row is of another entry."""
    c = rows.c
    of_day: dict[str, Any] = {
        "partition_by": (c.child_ref, c.added_on),
        "order_by": (func.coalesce(c.removed_on, NEVER), c.row),
    }
    numbered = select(
        c.row.label("this"),
        c.child_ref,
        c.removed_on,
        func.lag(c.row).over(**of_day).label("before"),
        func.lag(c.removed_on).over(**of_day).label("removed_before"),
        c.added_on,
    ).where(c.child_ref.is_not(None), c.added_on.is_not(None))
    n = numbered.subquery().c
    is_again = and_(n.removed_before == n.added_on, n.removed_on.is_distinct_from(n.added_on))
    both = select(
        case((n.this > n.before, n.this), else_=n.before).label("row"),
        n.child_ref,
        case((n.this > n.before, n.before), else_=n.this).label("other"),
    ).where(n.before.is_not(None), or_(n.removed_before.is_(None), ~is_again))
    broken = both.subquery()
    return broken_rows(broken, "child_ref", other=broken.c.other)


def _overlapping(rows: Table, _: Staged) -> Select[Any]:
    c = rows.c
    ends_that_day = case((c.removed_on == c.added_on, 0), else_=1)
    same_key = func.min(c.row).over(partition_by=(c.child_ref, c.added_on, ends_that_day))
    sound = (
        select(*c, same_key.label("first"), ends_that_day.label("place"))
        .where(c.is_sound)
        .subquery()
    )
    e = sound.c
    until_now = func.max(func.coalesce(e.removed_on, NEVER)).over(
        partition_by=e.child_ref, order_by=(e.added_on, e.place), rows=(None, -1)
    )
    once = select(e.row, e.added_on, until_now.label("until_now")).where(e.row == e.first)
    entries = once.subquery()
    return broken_rows(entries, "added_on", entries.c.added_on < entries.c.until_now)


def _same_in_changes(column: str) -> Rule:
    """The tracker row agrees with the last of its changes. Where they differ, changes is used."""

    def find(rows: Table, staged: Staged) -> Select[Any] | None:
        changes = staged.rows("changes")
        if changes is None:
            return None
        c = changes.c
        last = (
            select(c.child_ref, c.added_on, func.max(c.starts_on).label("starts_on"))
            .group_by(c.child_ref, c.added_on)
            .subquery()
        )
        of_last = and_(last.c.child_ref == rows.c.child_ref, last.c.added_on == rows.c.added_on)
        is_last = and_(
            c.child_ref == last.c.child_ref,
            c.added_on == last.c.added_on,
            c.starts_on == last.c.starts_on,
        )
        differs = c[column].is_distinct_from(rows.c[column])
        # Where an entry began and ended on one day, changes are of the one that followed.
        again = rows.alias()
        is_ended = exists().where(
            rows.c.removed_on == rows.c.added_on,
            again.c.child_ref == rows.c.child_ref,
            again.c.added_on == rows.c.added_on,
            again.c.removed_on.is_distinct_from(again.c.added_on),
        )
        both = select(rows.c.row, rows.c[column]).join(last, of_last).join(changes, is_last)
        return broken_rows(both.where(differs, ~is_ended).subquery(), column)

    return Rule((column,), "{0} differs from the last row of changes, which is used", find)


TRACKER = Sheet(
    "tracker",
    tracker_entry,
    (
        Field(
            "Tracker ref",
            tracker_entry.c.child_ref,
            also=(
                "Ref",
                "Reference",
                "URN",
                "Unique ref",
                "Tracker ID",
                "CLVT ref",
                "Child ref",
                "ID",
            ),
        ),
        Field(
            "Date of birth",
            child.c.date_of_birth,
            required=True,
            also=("DOB", "D.O.B.", "Birth date", "Born"),
        ),
        Field(
            "Gender",
            child.c.gender,
            required=True,
            empty="Unknown",
            listed="genders",
            also=("Sex", "M/F"),
        ),
        Field(
            "Home area",
            tracker_spell.c.area_code,
            required=True,
            listed="areas",
            also=("Area", "Beat", "Home beat", "Neighbourhood", "NPA", "Lives in"),
        ),
        Field(
            "Status",
            tracker_spell.c.status,
            listed="statuses",
            also=("Open/Vuln", "Open or vulnerable", "Category", "Level"),
        ),
        Field(
            "Date added",
            tracker_entry.c.added_on,
            ahead=False,
            also=("Added", "Added on", "Date on", "Date opened", "Start date", "On tracker since"),
        ),
        Field(
            "Date removed",
            tracker_entry.c.removed_on,
            ahead=False,
            also=("Removed", "Removed on", "Date off", "Date closed", "End date"),
        ),
        Field(
            "Removal reason",
            tracker_entry.c.removal_reason,
            listed="removal_reasons",
            also=(
                "Reason",
                "Reason removed",
                "Reason for removal",
                "Why removed",
                "Reason off",
                "Why off",
                "Why",
            ),
        ),
        Field("Proposed", tracker_entry.c.proposed_on, also=("Date proposed", "Proposed on")),
        Field(
            "Ratified",
            tracker_entry.c.ratified_on,
            kind=DateOrYes(tracker_entry.c.ratified_undated),
            also=("Date ratified", "Ratified on", "Ratified?"),
        ),
        Field("Source", tracker_entry.c.source),
        Field("County line", tracker_entry.c.county_line, also=("Line", "Line name")),
        Field(
            "PND recorded",
            tracker_entry.c.pnd_recorded_on,
            kind=DateOrYes(tracker_entry.c.pnd_undated),
            also=("PND", "On PND", "PND?", "PND date"),
        ),
        Field("PND line", tracker_entry.c.pnd_line),
        Field("PND line type", tracker_entry.c.pnd_line_type, kind=PND_LINE_TYPES),
        Field("Handover agreed", tracker_entry.c.handover_on, ahead=False),
    ),
    about="each entry: from the day a child is added to the day of removal",
    rules=(
        *in_order("added_on", "removed_on", problem="The child was removed before being added."),
        needs(
            "removal_reason",
            "removed_on",
            problem="A removal reason is given, but no date of removal.",
            remedy="Give Date removed, or delete the reason.",
        ),
        needs("pnd_line_type", "pnd_recorded_on", or_yes="pnd_undated"),
        row_rule(
            ("pnd_line_type", "pnd_line"),
            "{0} is Identified, but no {1} is given.",
            lambda row, _: and_(
                row.pnd_line_type == IDENTIFIED, row.pnd_line.is_(None), row.is_sound
            ),
            remedy="Give {1}, or correct {0}.",
        ),
        row_rule(
            ("pnd_line_type", "county_line"),
            "{0} is Generic for children, although a {1} is named: record it on PND again",
            lambda row, _: and_(
                row.pnd_line_type == GENERIC, row.county_line.is_not(None), row.is_sound
            ),
        ),
        *in_order("added_on", "handover_on"),
        row_rule(
            ("date_of_birth",),
            "The date of birth is after the date of the extract, {extracted_on:%d/%m/%Y}.",
            lambda row, staged: row.date_of_birth > staged.extracted_on,
            remedy="Correct the date of birth, or give the extract's date.",
        ),
        row_rule(
            ("date_of_birth",),
            "The child was born after being added.",
            lambda row, staged: and_(
                row.date_of_birth > row.added_on, row.date_of_birth <= staged.extracted_on
            ),
            remedy="Correct Date of birth or Date added.",
        ),
        row_rule(
            ("date_of_birth",),
            "The child was 18 or over on the day of being added. The tracker is for children under "
            "18.",
            lambda row, _: yyyymmdd(row.added_on) - yyyymmdd(row.date_of_birth) >= ADULT * 10_000,
            remedy="Correct Date of birth or Date added, or delete the row.",
        ),
        row_rule(
            ("date_of_birth",),
            f"The child was under {YOUNGEST} on the day of being added: is {{0}} right?",
            lambda row, _: and_(
                row.date_of_birth <= row.added_on,
                yyyymmdd(row.added_on) - yyyymmdd(row.date_of_birth) < YOUNGEST * 10_000,
            ),
        ),
        row_rule(
            ("removal_reason", "date_of_birth"),
            f"{{0}} is {REACHED}, of a child under 17: is {{1}} right?",
            lambda row, _: and_(
                row.removal_reason == REACHED,
                yyyymmdd(row.removed_on) - yyyymmdd(row.date_of_birth) < (ADULT - 1) * 10_000,
            ),
            values=(REACHED,),
        ),
        *in_order("proposed_on", "ratified_on", problem="{0} is before {1}.", remedy=""),
        _same_for_a_child("date_of_birth"),
        _same_for_a_child("gender"),
        Rule(
            ("added_on",),
            "This entry begins before an earlier one of the same child has ended.",
            _overlapping,
            remedy="Correct the dates. A child may re-enter on the day of the last removal or "
            "later.",
        ),
        _same_in_changes("status"),
        _same_in_changes("area_code"),
        area_exists(lambda row, staged: func.coalesce(row.removed_on, staged.extracted_on)),
    ),
    writes=tracker_and_changes,
    repeated=_repeated,
    also=("CLVT", "Removed", "Removals", "Vulnerability tracker"),
    leaves="removed_on",
    keep_absent=keep_absent,
    covers_all_days=True,
)
