"""Changes of accounts that one person proposes and another approves."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_proposal",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "username",
            sa.String(length=120),
            nullable=False,
            comment="whose account; it may not exist yet",
        ),
        sa.Column("role", sa.String(length=20), comment="proposed; null: it stays"),
        sa.Column(
            "areas", sa.Text(), nullable=False, comment="JSON list of area codes, with the role"
        ),
        sa.Column(
            "password_hash",
            sa.String(length=100),
            comment="proposed; null: it stays, or it was decided",
        ),
        sa.Column("proposed_by", sa.String(length=120), nullable=False, comment="username"),
        sa.Column("proposed_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "decided_by", sa.String(length=120), comment="username; null: nobody has decided yet"
        ),
        sa.Column("decided_at", sa.DateTime(), comment="UTC"),
        sa.Column("is_approved", sa.Boolean(), comment="whether the change was made"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_account_proposal")),
        comment="Changes of accounts that one person proposes and another approves",
    )


def downgrade() -> None:
    op.drop_table("account_proposal")
