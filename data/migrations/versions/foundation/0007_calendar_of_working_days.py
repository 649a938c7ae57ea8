"""The calendar of days and England's working days. It is filled as the reference files are taken in."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, number, yes_or_no

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        filled(day("day", "every day of the years that are covered")),
        filled(day("month_start", "the first day of its month")),
        filled(number("weekday", "1 for Monday to 7 for Sunday")),
        filled(yes_or_no("is_working", "no weekend and no bank holiday")),
        filled(
            number(
                "working_number",
                "working days up to it: two of them subtracted are the working days from one day to the other",
            )
        ),
        filled(day("next_working", "the first working day after it")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
        comment="One row per day, with England's working days, filled from bank_holidays.csv",
    )


def downgrade() -> None:
    op.drop_table("calendar_day")
