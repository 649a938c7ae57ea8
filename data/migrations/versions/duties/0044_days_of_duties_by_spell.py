"""The days of duties are kept for each spell, as numbers, so that a question reads one table.

They are filled when the reference files have been taken in: see `data.database.migrate`.
"""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, number, text, versioned_table, yes_or_no

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OF_ENTRY = ("child_ref", "added_on", "place_in_day")
OF_SPELL = (*OF_ENTRY, "starts_on")
BEFORE = (
    *(*OF_ENTRY, "known_from", "known_until", "first_visit_on", "first_visit_due_on"),
    *("visit_again_on", "has_exceptions"),
)
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
REPEATED = ("visit_again", "education_checked")
UNDATED = ("pnd", "ratified")


def upgrade() -> None:
    op.drop_table("duty_days")
    versioned_table(
        "duty_days",
        OF_SPELL,
        {"spell_covering": (*OF_SPELL, "known_from", "known_until", "visit_again_day")},
        *_of_entry(),
        filled(day("starts_on", "the first day of the spell")),
        day("ends_on", "as in tracker_spell, as are the next five"),
        filled(text("status", 60)),
        text("area_code", 40, "home area; null: unknown"),
        filled(text("gender", 10)),
        _number("born", "date of birth as yyyymmdd; null: unknown"),
        filled(yes_or_no("is_first", "whether its entry begins with it")),
        filled(number("added_day", "the first day of the entry")),
        _number("removed_day", "the first day no longer on the tracker; null: still on it"),
        _entry_import(),
        *(
            _number(f"{name}_started_day", "when the clock of the duty started")
            for name in (*DONE_ONCE, *REPEATED)
        ),
        *_days("day", _number),
        _has_exceptions(),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name="fk_duty_days_area_code"),
        comment="One row per version of a spell, with the days, as numbers, on which duties to the "
        "child of its entry were done, whatever day it is seen from, written by the import that "
        "changes them",
    )


def downgrade() -> None:
    op.drop_table("duty_days")
    versioned_table(
        "duty_days",
        OF_ENTRY,
        {"child_covering": BEFORE},
        *_of_entry(),
        _entry_import(),
        *_days("on", day),
        _has_exceptions(),
        comment="One row per version of the days on which duties to the child of an entry were done, "
        "whatever day it is seen from, written by the import that changes them",
    )


def _of_entry() -> Iterator[sa.schema.SchemaItem]:
    yield filled(text("child_ref", 40))
    yield filled(day("added_on", "the first day of the entry"))
    yield filled(number("place_in_day", "as in tracker_entry"))


def _entry_import() -> sa.Column[int]:
    comment = "the import that first had the entry"
    return filled(number("entry_import", comment))


def _has_exceptions() -> sa.Column[bool]:
    comment = "whether any duty was ever decided not to apply to the entry"
    return filled(yes_or_no("has_exceptions", comment))


def _days(
    end: str, column: Callable[[str, str], sa.schema.SchemaItem]
) -> Iterator[sa.schema.SchemaItem]:
    """The columns of each duty, the days as `column` makes them, their names ending with `end`."""
    for name in DONE_ONCE:
        yield column(f"{name}_{end}", "the first day on which it was done; null: never")
        yield _number(f"{name}_import", "the import that first knew that it was")
        yield column(f"{name}_due_{end}", "by when it is due; null: nothing says so")
    for name in REPEATED:
        yield column(f"{name}_{end}", "the last day on which it was done; null: never")
    yield column(f"visit_again_before_{end}", "the last day before that one")
    for name in UNDATED:
        comment = "whether it was done on a day that is not known"
        yield filled(yes_or_no(f"{name}_undated", comment))


def _number(name: str, comment: str) -> sa.Column[int]:
    return number(name, comment)
