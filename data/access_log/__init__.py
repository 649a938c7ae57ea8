"""The access log: who saw what, when and why. It only grows, and tampering shows.

Each event carries an HMAC of its content under the installation's key (`data/keys.py`), which is
kept outside of the database. The content includes the HMAC of the event before it, so the events
form a chain: an event that is changed, left out or forged by somebody without the key breaks it.
Triggers refuse change and deletion (`data/access_log/triggers.py`). A row of its own, the head,
says where the log ends, so that it is noticed when events are removed from the end.

The owner of the database can still put back an earlier state of the log with its head, or empty it.
Only heads that are kept elsewhere show that: one is given out each day, and by `clvt log head`.
`verify` compares the log with the heads that it is given.

When the key is changed, the events stay as they are, with the hashes that were given out. The event
that says so is the first under the new key, and carries a seal: an HMAC under the new key of all
events before it, which were verified under the old key just then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from data import keys
from data.access_log import triggers
from data.access_log.hashes import EVENT_COLUMNS, Seal, as_json, exported_line, hash_of
from data.clock import utc_now
from data.tables import access_event, access_log_head


class Action(StrEnum):
    """What somebody did."""

    SIGN_IN = "sign-in"
    FAILURE = "failure"
    SIGN_OUT = "sign-out"
    CONSULT = "consult"
    DISCLOSE = "disclose"
    DENIED = "denied"
    LOCKED_OUT = "locked out"
    ACCOUNT_CHANGE = "account change"
    DATA_CHANGE = "data change"
    KEY_CHANGE = "key change"


@dataclass(frozen=True)
class Event:
    """What is logged. It never holds a child's name, a password or a suppressed number."""

    who: str
    role: str
    action: Action
    page: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    child_refs: tuple[str, ...] = ()
    purpose: str = ""
    recipients: str = ""
    row_count: int | None = None
    suppression: str = ""
    change: str = ""
    data_version: int | None = None
    address: str = ""


@dataclass(frozen=True)
class Head:
    """Where the log ends: the newest event and its hash. Written 512:9f86d0…"""

    event_id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.event_id}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> Head:
        """The head that was written as a text. Raises ValueError where the text is no head."""
        event_id, _, digest = text.strip().partition(":")
        if not event_id.isdecimal() or len(digest) != 64:
            raise ValueError("A head is written NUMBER:HASH, as `clvt log head` prints it.")
        return cls(int(event_id), digest)

    @classmethod
    def all_in(cls, text: str) -> list[Head]:
        """Every head in a text, such as lines of the system's journal."""
        return [cls.read(found) for found in re.findall(r"\b\d{1,18}:[0-9a-f]{64}\b", text)]


NO_HEAD = Head(0, "?" * 64)
SEALED = "All events before this one are sealed with a new key: "
CHANGED = "was changed or forged"
SEAL_BROKEN = (
    "seals the events before it, and one of them was changed or forged since: with the key of "
    "before, clvt log verify says which"
)


@dataclass(frozen=True)
class Break:
    """A place where the log differs from what was written."""

    event_id: int
    problem: str


class LogUnavailable(Exception):
    """The log cannot be written or read: what was to be logged must not happen."""


@contextmanager
def recording(engine: Engine) -> Iterator[Connection]:
    """A transaction for an event and for what it is about: both are written, or neither.

    Raises `LogUnavailable` when the database fails in any way.
    """
    try:
        with engine.connect() as connection:
            # Writers lock the head first, so that no two add to the same one.
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(select(access_log_head).with_for_update())
            yield connection
            connection.commit()
    except SQLAlchemyError as error:
        raise LogUnavailable("The access log cannot be written.") from error


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read the log. Raises `LogUnavailable` when the database fails in any way."""
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise LogUnavailable("The access log cannot be read.") from error


def record(engine: Engine, event: Event) -> None:
    """Log an event. Raises `LogUnavailable` when that cannot be done."""
    with recording(engine) as connection:
        append(connection, event)


def append(connection: Connection, event: Event) -> None:
    """Log an event within a transaction that writes: both are written, or neither. Raises
    `LogUnavailable` where the key is one from before a change of key."""
    _append(connection, event, _key())


def append_key_change(connection: Connection, event: Event, new_key: str) -> None:
    """Log that the key is another from this event on, within a transaction of `recording`. The
    caller has verified the log under the old key."""
    sealed = Seal(new_key)
    for row in _rows(connection):
        sealed.add(row)
    _append(connection, replace(event, change=f"{SEALED}{sealed}"), new_key)


def _append(connection: Connection, event: Event, key: str) -> None:
    head = connection.execute(select(access_log_head).with_for_update()).mappings().one()
    if event.action != Action.KEY_CHANGE:
        _refuse_former_key(connection, head["event_id"], key)
    row = {
        "event_id": head["event_id"] + 1,
        "happened_at": utc_now(),
        "who": on_one_line(event.who),
        "role": event.role,
        "action": str(event.action),
        "page": on_one_line(event.page),
        "filters": as_json(
            {name: on_one_line(str(value)) for name, value in event.filters.items()}
        ),
        "child_refs": as_json([on_one_line(reference) for reference in event.child_refs]),
        "purpose": on_one_line(event.purpose),
        "recipients": on_one_line(event.recipients),
        "row_count": event.row_count,
        "suppression": event.suppression,
        "change": on_one_line(event.change),
        "data_version": event.data_version,
        "address": on_one_line(event.address),
        "previous_hash": head["hash"],
    }
    row["hash"] = hash_of(row, key)
    connection.execute(insert(access_event).values(row))
    connection.execute(update(access_log_head).values(event_id=row["event_id"], hash=row["hash"]))


def on_one_line(text: str) -> str:
    """The text on one line, without characters that are invisible or change the direction of
    reading."""
    spaced = (" " if each in "\t\n\r\v\f\x85\u2028\u2029" else each for each in text)
    return "".join(each for each in spaced if unicodedata.category(each) not in ("Cc", "Cf", "Cs"))


def head(engine: Engine) -> Head:
    """Where the log ends; `NO_HEAD` where that row was deleted. Raises `LogUnavailable`."""
    with _reading(engine) as connection:
        row = connection.execute(select(access_log_head)).one_or_none()
    return Head(row.event_id, row.hash) if row else NO_HEAD


def count_since(
    engine: Engine, who: str, action: Action, since: datetime, address: str | None = None
) -> int:
    """How many events with that action a user has had since a time (UTC), from an address or, if
    none is given, from anywhere. Raises `LogUnavailable`."""
    logged = access_event.c
    where = [logged.happened_at >= since, logged.who == who, logged.action == str(action)]
    if address is not None:
        where.append(logged.address == on_one_line(address))
    with _reading(engine) as connection:
        return connection.execute(select(func.count()).where(*where)).scalar_one()


def verify(engine: Engine, given_out: Collection[Head] = ()) -> list[Break]:
    """Every place where the log was tampered with, in order; an empty list if there is none.

    `given_out` are heads noted earlier: the event that each names must still be there, with that
    hash. The log may grow meanwhile: an event that is added while others are read is no break.
    Raises `LogUnavailable`.
    """
    key = _key()
    breaks: list[Break] = []
    noted: dict[int, set[str]] = {}
    for each in given_out:
        noted.setdefault(each.event_id, set()).add(each.hash)
    before = Head(0, "0" * 64)
    sealed = Seal(key)
    started = head(engine)
    for row in _events(engine):
        event_id = row["event_id"]
        if event_id != before.event_id + 1:
            breaks.append(Break(before.event_id + 1, "is missing"))
        elif row["previous_hash"] != before.hash:
            breaks.append(Break(event_id, "does not follow from the event before it"))
        if row["hash"] != hash_of(row, key):
            breaks.append(Break(event_id, CHANGED))
        elif row["action"] == Action.KEY_CHANGE:
            breaks = [each for each in breaks if each.problem not in (CHANGED, SEAL_BROKEN)]
            if row["change"] != f"{SEALED}{sealed}":
                breaks.append(Break(event_id, SEAL_BROKEN))
        sealed.add(row)
        if noted.pop(event_id, {row["hash"]}) != {row["hash"]}:
            breaks.append(Break(event_id, "does not have the hash noted earlier"))
        before = Head(event_id, row["hash"])
    noted.pop(0, None)  # the log was still empty
    breaks += [Break(number, "was noted earlier, and is missing") for number in sorted(noted)]
    end = started if before.event_id == started.event_id else head(engine)
    if before.event_id < started.event_id:
        breaks.append(Break(before.event_id + 1, "is missing, with every event after it"))
    elif end != before and end.event_id <= before.event_id:
        breaks.append(Break(before.event_id, "is not where the log says that it ends"))
    return breaks


def fits_key(engine: Engine) -> bool:
    """Whether the log is written with this installation's key since its last change of key, or
    since its first event if there was none. Raises `LogUnavailable`."""
    with _reading(engine) as connection:
        first = _last_key_change(connection) or next(_rows(connection), None)
    return first is None or first["hash"] == hash_of(first, _key())


def _last_key_change(connection: Connection) -> dict[str, Any] | None:
    query = select(*EVENT_COLUMNS).where(access_event.c.action == Action.KEY_CHANGE)
    newest = query.order_by(access_event.c.event_id.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return dict(row) if row else None


def _refuse_former_key(connection: Connection, newest: int, key: str) -> None:
    """A process that was started before the key was changed may write nothing more."""
    query = select(*EVENT_COLUMNS).where(access_event.c.event_id == newest)
    row = connection.execute(query).mappings().first()
    if row and row["hash"] != hash_of(dict(row), key):
        changed = _last_key_change(connection)
        if changed and changed["hash"] != hash_of(changed, key):
            reason = "set CLVT_LOG_KEY to the new one, and start this again"
            raise LogUnavailable("The key of the access log was changed.") from ValueError(reason)


def missing_triggers(engine: Engine) -> list[str]:
    """The triggers that are not in place, by name. Raises `LogUnavailable`."""
    with _reading(engine) as connection:
        return triggers.missing(connection)


def export(engine: Engine, stream: TextIO) -> int:
    """Write every event to the stream, oldest first, one JSON object a line, hashes included.

    Without the key one can check that each event follows the one before; with it, that each hash
    is right: the HMAC-SHA256 of the object without `hash`, keys sorted, no spaces. An event of the
    action `key change` is the first under the next key. Returns the number of events. Raises
    `LogUnavailable`.
    """
    events = 0
    for row in _events(engine):
        stream.write(exported_line(row))
        events += 1
    return events


def _events(engine: Engine) -> Iterator[dict[str, Any]]:
    with _reading(engine) as connection:
        yield from _rows(connection)


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    query = select(*EVENT_COLUMNS).order_by(access_event.c.event_id)
    for row in connection.execute(query, execution_options={"yield_per": 1000}).mappings():
        yield dict(row)


def _key() -> str:
    try:
        return keys.log_key()
    except (OSError, ValueError) as error:
        raise LogUnavailable("The key of the access log cannot be read.") from error
