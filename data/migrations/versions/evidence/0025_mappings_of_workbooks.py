"""How the workbooks of a force are read, as somebody agreed to it."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import filled, long_text, moment, number, text

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workbook_mapping",
        filled(number("mapping_id")),
        filled(long_text("form", "the names of its sheets, without their months")),
        filled(long_text("mapping", "as in clvt.toml")),
        filled(text("agreed_by", 120, "username")),
        filled(moment("agreed_at", "when, in UTC")),
        sa.PrimaryKeyConstraint("mapping_id", name="pk_workbook_mapping"),
        comment="One row per form of workbook: how its sheets, headings and words are read",
    )


def downgrade() -> None:
    op.drop_table("workbook_mapping")
