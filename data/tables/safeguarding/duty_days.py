"""The days on which duties to children were done, worked out by each import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, String

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
    for name in DONE_ONCE:
        yield Column(f"{name}_on", Date, comment="the first day on which it was done; null: never")
        yield Column(f"{name}_import", Integer, comment="the import that first knew that it was")
        yield Column(f"{name}_due_on", Date, comment="by when it is due; null: nothing says so")
    for name in REPEATED:
        yield Column(f"{name}_on", Date, comment="the last day on which it was done; null: never")
    yield Column("visit_again_before_on", Date, comment="the last day before that one")
    for name in UNDATED:
        yield Column(
            f"{name}_undated",
            Boolean,
            nullable=False,
            comment="whether it was done on a day that is not known",
        )


duty_days = versioned(
    "duty_days",
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="the first day of the entry"),
    Column("place_in_day", Integer, nullable=False, comment="as in tracker_entry"),
    Column("entry_import", Integer, nullable=False, comment="the import that first had the entry"),
    *_columns(),
    Column(
        "has_exceptions",
        Boolean,
        nullable=False,
        comment="whether any duty was ever decided not to apply to the entry",
    ),
    # It holds what late first visits and the last visits are read from, too.
    Index(
        "ix_duty_days_child_covering",
        "child_ref",
        "added_on",
        "place_in_day",
        "known_from",
        "known_until",
        "first_visit_on",
        "first_visit_due_on",
        "visit_again_on",
        "has_exceptions",
    ),
    key=("child_ref", "added_on", "place_in_day"),
    comment=(
        "One row per version of the days on which duties to the child of an entry were done, "
        "whatever day it is seen from, written by the import that changes them"
    ),
)
