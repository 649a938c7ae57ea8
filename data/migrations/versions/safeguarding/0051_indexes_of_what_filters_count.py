"""The indexes by child of criminal situations and of times missing hold all that is counted under a
filter, and one of spells holds those that were superseded, and no others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

CLOCKS = ("known_from", "known_until")
COUNTED_BY = {
    ("encounter", "happened_on"): (
        "found_by",
        "situation",
        "treated_as",
        "reason",
        "decided_on",
        "section_45",
    ),
    ("missing_episode", "missing_from"): ("found_on", "interview_offered", "interview_done_on"),
}
"""By the table and its day: what its records are counted by."""
SPELLS, OF_SPELLS = "tracker_spell", "ix_tracker_spell_superseded"
SUPERSEDED = sa.text("known_until IS NOT NULL")


def upgrade() -> None:
    for (table, day), counted_by in COUNTED_BY.items():
        op.drop_index(f"ix_{table}_child_ref_{day}_known_from", table)
        _create(f"ix_{table}_child_covering", table, ("child_ref", day, *CLOCKS, *counted_by))
    op.create_index(
        OF_SPELLS,
        SPELLS,
        ["known_until", "child_ref"],
        sqlite_where=SUPERSEDED,
        postgresql_where=SUPERSEDED,
    )


def downgrade() -> None:
    op.drop_index(OF_SPELLS, SPELLS)
    for table, day in COUNTED_BY:
        op.drop_index(f"ix_{table}_child_covering", table)
        _create(f"ix_{table}_child_ref_{day}_known_from", table, ("child_ref", day, "known_from"))


def _create(name: str, table: str, columns: Sequence[str]) -> None:
    op.create_index(name, table, [*columns])
