"""A child who was added and removed on one day may be added again on that day: another entry."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = {
    "tracker_entry": "One row per version of a child's time on the tracker. Key: child_ref, added_on{}",
    "tracker_spell": "One row per version of an unbroken status and area within an entry. Key: child_ref, added_on{}, starts_on",
}


def upgrade() -> None:
    for table, comment in TABLES.items():
        op.add_column(
            table,
            sa.Column(
                "place_in_day",
                sa.Integer(),
                nullable=False,
                server_default="1",
                comment="1; 2 where the child was added and removed that day, and then added again on it",
            ),
        )
        _say(table, comment.format(", place_in_day"))


def downgrade() -> None:
    for table, comment in TABLES.items():
        op.drop_column(table, "place_in_day")
        _say(table, comment.format(""))


def _say(table: str, comment: str) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment(table, comment)
