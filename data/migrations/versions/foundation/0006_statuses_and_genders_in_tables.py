"""Statuses and genders become tables, so that which status is open is data and not a spelling.

The statuses of the records that stand in the database keep the rule by which they were open so far.
"""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import filled, number, text, yes_or_no

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

POSITION = "its place in the list, from 0; null: no longer in it"
AREAS = "as reference/areas.csv names it"
COMMENTS = (
    ("local_authority", "district", sa.String(20), "City or County", AREAS),
    ("area", "district", sa.String(20), "City or County", AREAS),
    (
        "child",
        "gender",
        sa.String(10),
        "Male, Female, Other or Unknown",
        "as reference/genders.csv names it",
    ),
)


def upgrade() -> None:
    op.create_table(
        "status",
        filled(text("name", 60)),
        text("short", 20, "its name on a line or a column; null: the name itself"),
        filled(yes_or_no("is_open", "whether a child with it counts as open")),
        number("position", POSITION),
        sa.PrimaryKeyConstraint("name", name="pk_status"),
        comment="Statuses that a child may have on the tracker",
    )
    op.create_table(
        "gender",
        filled(text("name", 10)),
        text("in_words", 60, "what children of it are, after a number; may be null"),
        number("position", POSITION),
        sa.PrimaryKeyConstraint("name", name="pk_gender"),
        comment="Genders as they are recorded, that of a child whose gender is not known included",
    )
    op.execute(
        "INSERT INTO status (name, is_open) "
        "SELECT DISTINCT status, status LIKE 'Open%' FROM tracker_spell"
    )
    op.execute("INSERT INTO gender (name) SELECT DISTINCT gender FROM tracker_spell")
    for table, column, kind, before, after in COMMENTS:
        _comment(table, column, kind, before, after)


def downgrade() -> None:
    for table, column, kind, before, after in COMMENTS:
        _comment(table, column, kind, after, before)
    op.drop_table("gender")
    op.drop_table("status")


def _comment(table: str, column: str, kind: sa.String, before: str, after: str) -> None:
    if op.get_bind().dialect.supports_comments:
        op.alter_column(
            table, column, comment=after, existing_type=kind, existing_comment=before,
            existing_nullable=False,
        )  # fmt: skip
