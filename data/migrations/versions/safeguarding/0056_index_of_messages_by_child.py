"""An index holds the messages from the SCA by child, for the child's history."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_sca_referral_child_ref", "sca_referral"


def upgrade() -> None:
    op.create_index(NAME, TABLE, ["child_ref"])


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
