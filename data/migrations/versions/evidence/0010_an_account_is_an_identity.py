"""An account of an identity provider is known by who it is there, and not by a name."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


ISSUER = "the identity provider; null: signs in with a password"


def upgrade() -> None:
    # Added one by one: to make the table anew would delete what refers to it.
    op.add_column("account", sa.Column("issuer", sa.String(length=400), comment=ISSUER))
    subject = sa.Column("subject", sa.String(length=255), comment="who it is there, for good")
    op.add_column("account", subject)
    op.create_index("ix_account_issuer_subject", "account", ["issuer", "subject"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_account_issuer_subject", "account")
    op.drop_column("account", "subject")
    op.drop_column("account", "issuer")
