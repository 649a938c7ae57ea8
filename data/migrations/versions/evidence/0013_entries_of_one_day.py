"""A child who was added and removed on one day may be added again on that day: another entry."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import one_current_version

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = {
    "tracker_entry": "One row per version of a child's time on the tracker. Key: child_ref, added_on{}",
    "tracker_spell": "One row per version of an unbroken status and area within an entry. Key: child_ref, added_on{}, starts_on",
}
KEYS = {
    "tracker_entry": ["child_ref", "added_on", "place_in_day"],
    "tracker_spell": ["child_ref", "added_on", "place_in_day", "starts_on"],
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
        _make_unique(table, KEYS[table])


def downgrade() -> None:
    for table, comment in TABLES.items():
        _make_unique(table, [name for name in KEYS[table] if name != "place_in_day"])
        op.drop_column(table, "place_in_day")
        _say(table, comment.format(""))


def _make_unique(table: str, key: list[str]) -> None:
    """Have the database refuse two current versions of the same key, instead of another key."""
    op.drop_index(f"uq_{table}_current", table)
    one_current_version(table, key)


def _say(table: str, comment: str) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment(table, comment)
