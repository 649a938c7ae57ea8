"""Children long off the tracker are made anonymous; their references are not taken in again."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, moment, number, text

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_run",
        filled(number("retention_id")),
        filled(moment("run_at", "when, in UTC")),
        filled(text("run_by", 120, "the login of the operator")),
        filled(
            day(
                "gone_before",
                "children who had left the tracker before this day were made anonymous",
            )
        ),
        filled(number("children", "how many they were")),
        sa.PrimaryKeyConstraint("retention_id", name="pk_retention_run"),
        comment="One row per run of clvt retention that made children anonymous",
    )
    op.create_table(
        "retired_reference",
        filled(text("child_ref", 40, "the reference that was replaced")),
        filled(day("gone_on", "the day on which the child left the tracker")),
        filled(number("retention_id")),
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
