"""A password may serve for one sign-in only: its owner must then choose another."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "account",
        sa.Column(
            "must_change_password",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="whether nothing is shown before the owner has chosen another password",
        ),
    )


def downgrade() -> None:
    op.drop_column("account", "must_change_password")
