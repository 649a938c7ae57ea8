"""What was done on a day that is not known: the workbook says Yes in place of the date."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

COLUMNS = {
    "ratified_undated": "whether it was ratified on a day that is not known",
    "pnd_undated": "whether it was recorded there on a day that is not known",
}


def upgrade() -> None:
    for name, comment in COLUMNS.items():
        op.add_column(
            "tracker_entry",
            sa.Column(
                name, sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
            ),
        )


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("tracker_entry", name)
