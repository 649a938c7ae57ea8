"""A local authority may have a panel that decides on its children in the NRM."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "who decides in the NRM on its children; null: SCA"
    op.add_column("local_authority", sa.Column("nrm_decided_by", sa.String(30), comment=comment))


def downgrade() -> None:
    op.drop_column("local_authority", "nrm_decided_by")
