"""The clock of a referral starts on its Trigger on, a case of the NRM that was live when a child was
added counts, and a handover is due on the day before the 18th birthday.

The days of duties are worked out anew when the reference files have been taken in: see
`data.database.migrate`.
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM duty_days")


def downgrade() -> None:
    op.execute("DELETE FROM duty_days")
