"""The standards of duties, decisions that one does not apply, and what the tracker holds for them."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import clock_constraints, clocks, one_current_version

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_standard",
        sa.Column(
            "standard_id", sa.Integer(), nullable=False, comment="its place in standards.csv"
        ),
        sa.Column("duty", sa.String(40), nullable=False, comment="the duty, as readers see it"),
        sa.Column(
            "status", sa.String(60), comment="the status of children to whom it applies; null: all"
        ),
        sa.Column(
            "from_on", sa.Date(), nullable=False, comment="the first day on which a clock may start"
        ),
        sa.Column("days", sa.Integer(), nullable=False, comment="how many days the duty may take"),
        sa.Column("unit", sa.String(8), nullable=False, comment="working or calendar days"),
        sa.Column(
            "source",
            sa.String(200),
            nullable=False,
            comment="who set it, or that it is an assumption",
        ),
        sa.PrimaryKeyConstraint("standard_id", name=op.f("pk_duty_standard")),
        comment="One row per standard of a duty, from the day on which it came into force",
    )
    op.create_table(
        "not_applicable",
        *clocks(),
        sa.Column("child_ref", sa.String(40), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False, comment="the first day of the entry"),
        sa.Column("duty", sa.String(40), nullable=False, comment="the duty, as readers see it"),
        sa.Column("reason", sa.String(30), nullable=False, comment="why it does not apply"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(20), nullable=False, comment="the role that decided it"),
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
        sa.Column(
            "pnd_line_type",
            sa.String(20),
            comment="Identified or Generic for children; null: not recorded",
        ),
    )
    op.add_column(
        "tracker_entry",
        sa.Column("handover_on", sa.Date(), comment="when it was agreed who takes over at 18"),
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
