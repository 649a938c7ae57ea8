"""Indexes of spells hold all that is read of the children on the tracker and of entries."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

CLOCKS = ["known_from", "known_until"]
NOW = ["status", "area_code", "gender"]
BEFORE = ["previous_status", "previous_area_code"]
ENDS = "coalesce(ends_on, '9999-12-31')"
OF_CHILD = ["child_ref", "starts_on", "place_in_day", *CLOCKS]
AT_END: list[str | sa.TextClause] = [
    sa.text(ENDS),
    "starts_on",
    *CLOCKS,
    *NOW,
    "born",
    "added_on",
    "is_last",
]
AT_END += ["removal_reason", "child_ref"]
AT_START = ["is_first", "starts_on", *CLOCKS, *NOW, *BEFORE, "added_on", "child_ref"]


def upgrade() -> None:
    _replace("child", [*OF_CHILD, "ends_on", "added_on", *NOW, "born", *BEFORE, "removal_reason"])
    _replace("ends", [*AT_END, "place_in_day", "ends_on"])
    _replace("is_first", [*AT_START, "place_in_day"])


def downgrade() -> None:
    _replace("is_first", AT_START)
    _replace("ends", [*AT_END, "ends_on"])
    _replace("child", OF_CHILD)


def _replace(what: str, columns: Sequence[str | sa.TextClause]) -> None:
    name = f"ix_tracker_spell_{what}_covering"
    op.drop_index(name, "tracker_spell")
    op.create_index(name, "tracker_spell", columns)
