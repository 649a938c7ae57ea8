"""A toolkit is not due at a meeting for which the child was listed before the entry began, if an
earlier entry had not ended by then.

The days of duties are worked out anew when the reference files have been taken in: see
`data.database.migrate`.
"""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM duty_days")


def downgrade() -> None:
    op.execute("DELETE FROM duty_days")
