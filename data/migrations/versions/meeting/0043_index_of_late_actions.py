"""An index holds the actions of panels that were not closed in time, and no others."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_panel_action_late_covering", "panel_action"
COLUMNS = ["due_on", "known_from", "known_until", "agreed_on", "closed_on", "meeting"]
NOT_CLOSED_IN_TIME = sa.text("closed_on IS NULL OR closed_on > due_on")


def upgrade() -> None:
    where = NOT_CLOSED_IN_TIME
    op.create_index(NAME, TABLE, COLUMNS, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
