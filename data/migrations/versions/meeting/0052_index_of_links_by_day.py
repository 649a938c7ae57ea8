"""An index holds the children named in reports by the day of the report."""

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_intelligence_link_day_covering", "intelligence_link"
COLUMNS = ["submitted_on", "known_from", "known_until", "child_ref"]


def upgrade() -> None:
    op.create_index(NAME, TABLE, COLUMNS)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
