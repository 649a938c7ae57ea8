"""Children long off the tracker are made anonymous; their references are not taken in again."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("retention_id", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(), nullable=False, comment="when, in UTC"),
        sa.Column("run_by", sa.String(120), nullable=False, comment="the login of the operator"),
        sa.Column(
            "gone_before",
            sa.Date(),
            nullable=False,
            comment="children who had left the tracker before this day were made anonymous",
        ),
        sa.Column("children", sa.Integer(), nullable=False, comment="how many they were"),
        sa.PrimaryKeyConstraint("retention_id", name="pk_retention_run"),
        comment="One row per run of clvt retention that made children anonymous",
    )
    op.create_table(
        "retired_reference",
        sa.Column(
            "child_ref", sa.String(40), nullable=False, comment="the reference that was replaced"
        ),
        sa.Column(
            "gone_on",
            sa.Date(),
            nullable=False,
            comment="the day on which the child left the tracker",
        ),
        sa.Column("retention_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["retention_id"],
            ["retention_run.retention_id"],
            name="fk_retired_reference_retention_id",
        ),
        sa.PrimaryKeyConstraint("child_ref", name="pk_retired_reference"),
        comment=(
            "References that clvt retention replaced, so that an extract which still lists them "
            "does not bring them back. Nothing leads from one to the anonymous reference in its "
            "place"
        ),
    )


def downgrade() -> None:
    op.drop_table("retired_reference")
    op.drop_table("retention_run")
