"""The access log is sealed with a key kept outside the database; releases cannot be changed.

The events so far get the new hashes, each of them whose old hash was right: what had been tampered
with still shows. A further event says where the log ended before.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from data import keys
from data.access_log import triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = {
    "sqlite": [
        "DROP TRIGGER access_event_is_never_changed",
        "DROP TRIGGER access_event_is_never_deleted",
        "DROP TRIGGER access_event_is_the_next",
        "DROP TRIGGER access_log_head_moves_forward",
        "DROP TRIGGER access_log_head_is_never_deleted",
        "DROP TRIGGER access_log_head_is_one",
    ],
    "postgresql": [
        "DROP FUNCTION access_log_refuses CASCADE",
        "DROP FUNCTION access_log_takes_the_next CASCADE",
        "DROP FUNCTION access_log_moves_forward CASCADE",
    ],
}
SEALED = "events 1 to {0} were sealed; the log had ended at {0}:{1}"


def upgrade() -> None:
    connection = op.get_bind()
    for statement in BEFORE[connection.dialect.name]:
        op.execute(statement)
    address = sa.Column(
        "address",
        sa.String(length=80),
        nullable=False,
        server_default="",
        comment="from where somebody tried to sign in and failed, as the server saw it",
    )
    op.add_column("access_event", address)
    if connection.dialect.supports_comments:
        op.alter_column(
            "access_event",
            "hash",
            existing_type=sa.String(length=64),
            existing_nullable=False,
            comment="keyed HMAC-SHA256 of all the above",
        )
    seal(connection)
    dialect = connection.dialect.name
    for statement in (*triggers.functions(dialect), *triggers.statements(dialect, *triggers.FIRST)):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def seal(connection: sa.Connection) -> None:
    events = sa.Table("access_event", sa.MetaData(), autoload_with=connection)
    head = sa.Table("access_log_head", sa.MetaData(), autoload_with=connection)
    old = new = "0" * 64
    row: dict[str, Any] = {}
    as_written = [
        sa.type_coerce(column, sa.String).label(column.name)
        if column.name == "happened_at"
        else column
        for column in events.c
    ]
    for found in connection.execute(sa.select(*as_written).order_by(events.c.event_id)).all():
        row = dict(found._mapping)
        follows, is_right = row["previous_hash"] == old, row["hash"] == hash_before(row)
        old = row["hash"]
        if follows:
            row["previous_hash"] = new
        if is_right:
            row["hash"] = hash_after(row)
        new = row["hash"]
        changed = {"previous_hash": row["previous_hash"], "hash": new}
        connection.execute(
            events.update().where(events.c.event_id == row["event_id"]).values(changed)
        )
    if not row:
        return
    last = {
        **dict.fromkeys(row, ""),
        "event_id": row["event_id"] + 1,
        "happened_at": datetime.now(UTC).replace(tzinfo=None),
        "who": "(migration)",
        "role": "operator",
        "action": "account change",
        "page": "clvt migrate",
        "filters": "{}",
        "child_refs": "[]",
        "change": SEALED.format(row["event_id"], old),
        "row_count": None,
        "data_version": None,
        "previous_hash": new,
    }
    last["hash"] = hash_after(last)
    connection.execute(events.insert().values(last))
    at = connection.execute(sa.select(head.c.event_id, head.c.hash)).one_or_none()
    if at == (row["event_id"], old):  # else it was tampered with, and stays as it is
        connection.execute(head.update().values(event_id=last["event_id"], hash=last["hash"]))


def hash_before(row: dict[str, Any]) -> str:
    return hashlib.sha256(content(row, "address")).hexdigest()


def hash_after(row: dict[str, Any]) -> str:
    return hmac.new(keys.log_key().encode(), content(row), hashlib.sha256).hexdigest()


def content(row: dict[str, Any], *without: str) -> bytes:
    kept = {name: value for name, value in row.items() if name not in ("hash", *without)}
    try:
        when = datetime.fromisoformat(str(kept["happened_at"]))
        kept["happened_at"] = when.isoformat(timespec="microseconds")
    except ValueError:
        kept["happened_at"] = str(kept["happened_at"])
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), default=str).encode()


def downgrade() -> None:
    raise RuntimeError("The old hashes are gone: put back a copy made before.")
