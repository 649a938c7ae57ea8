"""An index holds the entries by the day on which they were ratified."""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_duty_days_ratified_covering", "duty_days"
COLUMNS = [
    "ratified_day",
    "starts_on",
    "known_from",
    "known_until",
    "ends_on",
    "is_last",
    "status",
    "area_code",
    "gender",
]


def upgrade() -> None:
    op.create_index(NAME, TABLE, COLUMNS)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
