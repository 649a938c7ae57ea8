"""An index of children holds their dates of birth."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

TABLE = "child"
BEFORE, NOW = "ix_child_child_ref_known_from", "ix_child_child_covering"


def upgrade() -> None:
    op.drop_index(BEFORE, TABLE)
    op.create_index(NOW, TABLE, ["child_ref", "known_from", "known_until", "date_of_birth"])


def downgrade() -> None:
    op.drop_index(NOW, TABLE)
    op.create_index(BEFORE, TABLE, ["child_ref", "known_from"])
