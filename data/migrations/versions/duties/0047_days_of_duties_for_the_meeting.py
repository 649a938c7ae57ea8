"""The days of duties say of each spell whether its entry ends with it, and their index holds what the
items of the meeting are counted by.

They are filled anew when the reference files have been taken in: see `data.database.migrate`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLE, INDEX = "duty_days", "ix_duty_days_spell_covering"
BEFORE = (
    *("child_ref", "added_on", "place_in_day", "starts_on", "known_from", "known_until"),
    "visit_again_day",
)
ADDED = ("ends_on", "is_last", "status", "area_code", "gender", "born")
RATIFIED = ("ratified_day", "ratified_undated")


def upgrade() -> None:
    op.execute("DELETE FROM duty_days")
    op.drop_index(INDEX, TABLE)
    comment = "whether its entry ends with it"
    op.add_column(TABLE, sa.Column("is_last", sa.Boolean(), nullable=False, comment=comment))
    op.create_index(INDEX, TABLE, [*BEFORE, *ADDED, *RATIFIED])


def downgrade() -> None:
    op.execute("DELETE FROM duty_days")
    op.drop_index(INDEX, TABLE)
    op.drop_column(TABLE, "is_last")
    op.create_index(INDEX, TABLE, [*BEFORE])
