"""The days on which duties to children were done, worked out by each import.

Days that are compared are numbers, as `data.day_numbers.day_number` gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String

from data.tables.versioned import versioned

DONE_ONCE = (
    "first_visit",
    "ppn_to_mash",
    "barnardos",
    "british_transport_police",
    "nrm",
    "pnd",
    "ratified",
    "toolkit",
    "heard_by_a_panel",
    "handover_before_18",
)
"""The names of the duties that are done once."""
REPEATED = ("visit_again", "education_checked")
"""The names of the duties that are repeated."""
UNDATED = ("pnd", "ratified")
"""The names of the duties that may have been done on a day that is not known."""


def _columns() -> Iterator[Column[Any]]:
    for name in (*DONE_ONCE, *REPEATED):
        yield _day(f"{name}_started", "when the clock of the duty started")
    for name in DONE_ONCE:
        yield _day(name, "the first day on which it was done; null: never")
        yield Column(f"{name}_import", Integer, comment="the import that first knew that it was")
        yield _day(f"{name}_due", "by when it is due; null: nothing says so")
    for name in REPEATED:
        yield _day(name, "the last day on which it was done; null: never")
    yield _day("visit_again_before", "the last day before that one")
    for name in UNDATED:
        yield Column(
            f"{name}_undated",
            Boolean,
            nullable=False,
            comment="whether it was done on a day that is not known",
        )


def _day(name: str, comment: str, *, nullable: bool = True) -> Column[int]:
    return Column(f"{name}_day", Integer, nullable=nullable, comment=comment)


duty_days = versioned(
    "duty_days",
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="the first day of the entry"),
    Column("place_in_day", Integer, nullable=False, comment="as in tracker_entry"),
    Column("starts_on", Date, nullable=False, comment="the first day of the spell"),
    Column("ends_on", Date, comment="as in tracker_spell, as are the next five"),
    Column("status", String(60), nullable=False),
    Column("area_code", ForeignKey("area.code"), comment="home area; null: unknown"),
    Column("gender", String(10), nullable=False),
    Column("born", Integer, comment="date of birth as yyyymmdd; null: unknown"),
    Column("is_first", Boolean, nullable=False, comment="whether its entry begins with it"),
    Column("is_last", Boolean, nullable=False, comment="whether its entry ends with it"),
    _day("added", "the first day of the entry", nullable=False),
    _day("removed", "the first day no longer on the tracker; null: still on it"),
    Column("entry_import", Integer, nullable=False, comment="the import that first had the entry"),
    *_columns(),
    Column(
        "has_exceptions",
        Boolean,
        nullable=False,
        comment="whether any duty was ever decided not to apply to the entry",
    ),
    covering={
        # It holds what the last visits and the items of the meeting are read from, too.
        "spell": (
            "child_ref, added_on, place_in_day, starts_on",
            "visit_again_day, ends_on, is_last, status, area_code, gender, born, ratified_day, "
            "ratified_undated",
        ),
        # Of this one entries ratified in a period are counted, which are few of all that have
        # ended.
        "ratified": ("ratified_day, starts_on", "ends_on, is_last, status, area_code, gender"),
    },
    key=("child_ref", "added_on", "place_in_day", "starts_on"),
    comment=(
        "One row per version of a spell, with the days, as numbers, on which duties to the child "
        "of its entry were done, whatever day it is seen from, written by the import that changes "
        "them"
    ),
)
