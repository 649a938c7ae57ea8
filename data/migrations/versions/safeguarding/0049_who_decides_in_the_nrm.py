"""A local authority may have a panel that decides on its children in the NRM: the indexes of referrals
to the NRM hold who decides."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLE = "nrm_referral"
INDEXES = {
    "ix_nrm_referral_child_covering": (
        *("child_ref", "referred_on", "known_from", "known_until"),
        *("rg", "cg", "first_responder", "rg_on", "cg_on"),
    ),
    "ix_nrm_referral_day_covering": (
        *("referred_on", "known_from", "known_until", "child_ref"),
        *("first_responder", "rg", "rg_on", "cg", "cg_on"),
    ),
}


def upgrade() -> None:
    comment = "who decides in the NRM on its children; null: SCA"
    op.add_column("local_authority", sa.Column("nrm_decided_by", sa.String(30), comment=comment))
    for name, columns in INDEXES.items():
        op.drop_index(name, TABLE)
        op.create_index(name, TABLE, [*columns, "decided_by"])


def downgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(name, TABLE)
        op.create_index(name, TABLE, [*columns])
    op.drop_column("local_authority", "nrm_decided_by")
