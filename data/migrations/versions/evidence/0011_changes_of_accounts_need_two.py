"""Changes of accounts that one person proposes and another approves."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import filled, long_text, moment, number, text, yes_or_no

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_proposal",
        filled(number("proposal_id")),
        filled(text("username", 120, "whose account; it may not exist yet")),
        text("role", 20, "proposed; null: it stays"),
        filled(long_text("areas", "JSON list of area codes, with the role")),
        text("password_hash", 100, "proposed; null: it stays, or it was decided"),
        filled(text("proposed_by", 120, "username")),
        filled(moment("proposed_at", "UTC")),
        text("decided_by", 120, "username; null: nobody has decided yet"),
        moment("decided_at", "UTC"),
        yes_or_no("is_approved", "whether the change was made"),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_account_proposal")),
        comment="Changes of accounts that one person proposes and another approves",
    )


def downgrade() -> None:
    op.drop_table("account_proposal")
