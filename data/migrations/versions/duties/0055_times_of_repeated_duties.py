"""The times that repeated duties were to be done are worked out by each import.

They are filled when the reference files have been taken in, with the days of duties, which are
emptied for that: see `data.database.migrate`.
"""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, number, text, versioned_table

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

COVERING = (
    *("duty", "due_day", "known_from", "known_until", "started_day", "done_day", "not_by_day"),
    *("removed_day", "excepted_day", "status", "area_code", "gender"),
)


def upgrade() -> None:
    versioned_table(
        "duty_times",
        ("child_ref", "added_on", "place_in_day", "duty", "started_day"),
        {"due_covering": COVERING},
        filled(text("child_ref", 40)),
        filled(day("added_on", "the first day of the entry")),
        filled(number("place_in_day", "as in tracker_entry")),
        filled(text("duty", 40, "as in duty_standard")),
        filled(number("started_day", "when its clock started")),
        filled(number("due_day", "by when it was due")),
        number("done_day", "when it was done; null: not while on the tracker"),
        number(
            "not_by_day",
            "the day of the newest extract that did not know yet that it was done, of a sheet "
            "that keeps only the newest day; null: none, or the sheet keeps all days",
        ),
        number("removed_day", "the first day no longer on the tracker; null: on it"),
        number("excepted_day", "when it was decided not to apply; null: it was not"),
        filled(text("status", 60, "as the clock started, as the next two")),
        text("area_code", 40, "home area; null: unknown"),
        filled(text("gender", 10)),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name="fk_duty_times_area_code"),
        comment="One row per version of a time that a repeated duty to a child was to be done, from "
        "the start of its clock, whatever day it is seen from, written by the import that changes it",
    )
    op.execute("DELETE FROM duty_days")


def downgrade() -> None:
    op.drop_table("duty_times")
