"""The log names the releases that were made before fingerprints were kept.

Any other without one has lost it. The log is sealed, so nobody can add to the names who lacks its
key.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from data import keys
from data.access_log.hashes import hash_of

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NAMED = "Releases made before fingerprints were kept: "


def upgrade() -> None:
    connection = op.get_bind()
    there = sa.MetaData()
    there.reflect(connection, only=["access_event", "access_log_head", "area_release"])
    release, head = there.tables["area_release"], there.tables["access_log_head"]
    without = sa.select(release.c.month_end).where(release.c.fingerprint.is_(None))
    months = connection.execute(without.order_by(release.c.month_end)).scalars().all()
    end = connection.execute(sa.select(head.c.event_id, head.c.hash)).one_or_none()
    if not months or end is None:
        return
    events = there.tables["access_event"]
    row = {
        **dict.fromkeys(events.c.keys(), ""),
        "event_id": end.event_id + 1,
        "happened_at": datetime.now(UTC).replace(tzinfo=None),
        "who": "(migration)",
        "role": "operator",
        "action": "data change",
        "page": "clvt migrate",
        "filters": "{}",
        "child_refs": "[]",
        "change": NAMED + ", ".join(map(str, months)),
        "row_count": None,
        "data_version": None,
        "previous_hash": end.hash,
    }
    del row["hash"]
    row["hash"] = hash_of(row, keys.log_key())
    connection.execute(events.insert().values(row))
    connection.execute(head.update().values(event_id=row["event_id"], hash=row["hash"]))


def downgrade() -> None:
    """What is logged stays."""
