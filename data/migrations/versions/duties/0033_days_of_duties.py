"""The days on which duties were done are worked out by each import, and not by each question.

They are filled when the reference files have been taken in: see `data.database.migrate`.
"""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, number, text, versioned_table, yes_or_no

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KEY = ("child_ref", "added_on", "place_in_day")
INDEXED = (*KEY, "known_from")
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
    versioned_table(
        "duty_days",
        KEY,
        {"_".join(INDEXED): INDEXED},
        filled(text("child_ref", 40)),
        filled(day("added_on", "the first day of the entry")),
        filled(number("place_in_day", "as in tracker_entry")),
        filled(number("entry_import", "the import that first had the entry")),
        *(column for name in DONE_ONCE for column in _done_once(name)),
        *(day(f"{name}_on", "the last day on which it was done; null: never") for name in REPEATED),
        day("visit_again_before_on", "the last day before that one"),
        *(
            filled(yes_or_no(f"{name}_undated", "whether it was done on a day that is not known"))
            for name in UNDATED
        ),
        day("first_listed_for", "the first meeting for which a panel listed them"),
        day("adult_on", "the day on which the child is 18; null: not known"),
        filled(
            yes_or_no(
                "has_exceptions", "whether any duty was ever decided not to apply to the entry"
            )
        ),
        comment="One row per version of the days on which duties to the child of an entry were done, "
        "whatever day it is seen from, written by the import that changes them",
    )


def _done_once(name: str) -> list[sa.schema.SchemaItem]:
    return [
        day(f"{name}_on", "the first day on which it was done; null: never"),
        number(f"{name}_import", "the import that first knew that it was"),
    ]


def downgrade() -> None:
    op.drop_table("duty_days")
