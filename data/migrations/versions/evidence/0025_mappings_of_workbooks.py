"""How the workbooks of a force are read, as somebody agreed to it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workbook_mapping",
        sa.Column("mapping_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Text(),
            nullable=False,
            comment="the names of its sheets, without their months",
        ),
        sa.Column("mapping", sa.Text(), nullable=False, comment="as in clvt.toml"),
        sa.Column("agreed_by", sa.String(120), nullable=False, comment="username"),
        sa.Column("agreed_at", sa.DateTime(), nullable=False, comment="when, in UTC"),
        sa.PrimaryKeyConstraint("mapping_id", name="pk_workbook_mapping"),
        comment="One row per form of workbook: how its sheets, headings and words are read",
    )


def downgrade() -> None:
    op.drop_table("workbook_mapping")
