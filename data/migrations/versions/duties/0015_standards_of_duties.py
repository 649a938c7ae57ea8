"""The standards of duties, decisions that one does not apply, and what the tracker holds for them."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import (
    clock_constraints,
    clocks,
    day,
    filled,
    number,
    one_current_version,
    text,
)

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_standard",
        filled(number("standard_id", "its place in standards.csv")),
        filled(text("duty", 40, "the duty, as readers see it")),
        text("status", 60, "the status of children to whom it applies; null: all"),
        filled(day("from_on", "the first day on which a clock may start")),
        filled(number("days", "how many days the duty may take")),
        filled(text("unit", 8, "working or calendar days")),
        filled(text("source", 200, "who set it, or that it is an assumption")),
        sa.PrimaryKeyConstraint("standard_id", name=op.f("pk_duty_standard")),
        comment="One row per standard of a duty, from the day on which it came into force",
    )
    op.create_table(
        "not_applicable",
        *clocks(),
        filled(text("child_ref", 40)),
        filled(day("added_on", "the first day of the entry")),
        filled(text("duty", 40, "the duty, as readers see it")),
        filled(text("reason", 30, "why it does not apply")),
        filled(day("decided_on")),
        filled(text("decided_by", 20, "the role that decided it")),
        *clock_constraints("not_applicable"),
        comment="One row per version of a decision that a duty does not apply to an entry. Key: child_ref, added_on, duty",
    )
    op.create_index(
        "ix_not_applicable_child_ref_added_on_known_from",
        "not_applicable",
        ["child_ref", "added_on", "known_from"],
    )
    one_current_version("not_applicable", ["child_ref", "added_on", "duty"])
    op.add_column(
        "tracker_entry",
        text("pnd_line_type", 20, "Identified or Generic for children; null: not recorded"),
    )
    op.add_column(
        "tracker_entry",
        day("handover_on", "when it was agreed who takes over at 18"),
    )
    # The days are filled again, with their numbers, when the reference files are taken in.
    op.execute("DELETE FROM calendar_day")
    op.add_column(
        "calendar_day",
        sa.Column(
            "day_number",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="days since 31 December of the year 0",
        ),
    )
    op.add_column(
        "calendar_day",
        sa.Column(
            "yyyymmdd",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="the day as a number, as dates of birth are stored",
        ),
    )
    op.create_index("ix_calendar_day_yyyymmdd", "calendar_day", ["yyyymmdd"])
    op.create_index("ix_calendar_day_working_number", "calendar_day", ["working_number"])
    op.create_index("uq_calendar_day_day_number", "calendar_day", ["day_number"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_calendar_day_day_number", "calendar_day")
    op.drop_index("ix_calendar_day_working_number", "calendar_day")
    op.drop_index("ix_calendar_day_yyyymmdd", "calendar_day")
    op.drop_column("calendar_day", "yyyymmdd")
    op.drop_column("calendar_day", "day_number")
    op.drop_column("tracker_entry", "handover_on")
    op.drop_column("tracker_entry", "pnd_line_type")
    op.drop_table("not_applicable")
    op.drop_table("duty_standard")
