"""A standard may be of one kind of record alone, such as the referrals of one grade."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "the grade of a referral, or who decides, to which it applies; null: all others"
    op.add_column("duty_standard", sa.Column("kind", sa.String(60), comment=comment))


def downgrade() -> None:
    op.drop_column("duty_standard", "kind")
