"""A pack for a partner with an agreement: under which agreement, and of which issue."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = {
    "agreement_id": "the agreement under which it was issued; null: under none",
    "issue_id": "the issue whose figures stand in it; null: none does",
}


def upgrade() -> None:
    for name, comment in COLUMNS.items():
        op.add_column("pack_issue", sa.Column(name, sa.Integer(), comment=comment))


def downgrade() -> None:
    # The triggers of the table stay: SQLite drops a column in place.
    for name in reversed(COLUMNS):
        op.drop_column("pack_issue", name)
