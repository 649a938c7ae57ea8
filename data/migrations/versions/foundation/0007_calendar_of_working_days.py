"""The calendar of days and England's working days. It is filled as the reference files are taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column(
            "day", sa.Date(), nullable=False, comment="every day of the years that are covered"
        ),
        sa.Column("month_start", sa.Date(), nullable=False, comment="the first day of its month"),
        sa.Column("weekday", sa.Integer(), nullable=False, comment="1 for Monday to 7 for Sunday"),
        sa.Column(
            "is_working", sa.Boolean(), nullable=False, comment="no weekend and no bank holiday"
        ),
        sa.Column(
            "working_number",
            sa.Integer(),
            nullable=False,
            comment="working days up to it: two of them subtracted are the working days from one day to the other",
        ),
        sa.Column(
            "next_working", sa.Date(), nullable=False, comment="the first working day after it"
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
        comment="One row per day, with England's working days, filled from bank_holidays.csv",
    )


def downgrade() -> None:
    op.drop_table("calendar_day")
