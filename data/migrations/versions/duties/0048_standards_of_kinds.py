"""A standard may be of one kind of record alone, such as the referrals of one grade, and the reviews
of toolkits have one: the indexes hold what these are counted by."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

VERSIONS = ("known_from", "known_until")
OF_A_REFERRAL = ("sent_to", "response", "responded_on", "outcome")
# Each index, with its table, its columns and the one that is added to them.
INDEXES = {
    "ix_referral_child_covering": (
        "referral", ("child_ref", "sent_on", *VERSIONS, *OF_A_REFERRAL), "grade",
    ),
    "ix_referral_day_covering": (
        "referral", ("sent_on", *VERSIONS, "child_ref", *OF_A_REFERRAL), "grade",
    ),
    "ix_toolkit_child_covering": (
        "toolkit", ("child_ref", "completed_on", *VERSIONS, "level"), "review_by",
    ),
}  # fmt: skip


def upgrade() -> None:
    comment = "the grade of a referral, or who decides, to which it applies; null: all others"
    op.add_column("duty_standard", sa.Column("kind", sa.String(60), comment=comment))
    for name, (table, columns, added) in INDEXES.items():
        op.drop_index(name, table)
        op.create_index(name, table, [*columns, added])


def downgrade() -> None:
    for name, (table, columns, _) in INDEXES.items():
        op.drop_index(name, table)
        op.create_index(name, table, [*columns])
    op.drop_column("duty_standard", "kind")
