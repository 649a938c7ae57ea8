"""A change of an account that two people make may enable it again."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "account_proposal",
        sa.Column(
            "enables",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="whether a disabled account is enabled, with that role",
        ),
    )


def downgrade() -> None:
    op.drop_column("account_proposal", "enables")
