"""The access log: who saw what, when and why. It only grows, and tampering shows.

Each event carries an HMAC of its content under the installation's key (`data/keys.py`), which is
kept outside of the database. The content includes the HMAC of the event before it, so the events
form a chain: an event that is changed, left out or forged by somebody without the key breaks it.
Triggers refuse change and deletion (`data/access_log/triggers.py`). A row of its own, the head,
says where the log ends, so that it is noticed when events are removed from the end.

The owner of the database can still put back an earlier state of the log with its head, or empty it.
Only heads that are kept elsewhere show that: one is given out each day, and by `clvt log head`.
`verify` compares the log with the heads that it is given.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TextIO

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from data import keys
from data.access_log import triggers
from data.clock import utc_now
from data.tables import access_event, access_log_head

# Times are read as text, so that one that is not a time is reported as a break.
_AS_WRITTEN = [
    type_coerce(column, String).label(column.name) if column.name == "happened_at" else column
    for column in access_event.c
]


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


def record(engine: Engine, event: Event) -> None:
    """Log an event. Raises `LogUnavailable` when that cannot be done."""
    with recording(engine) as connection:
        append(connection, event)


def append(connection: Connection, event: Event) -> None:
    """Log an event within a transaction of `recording`."""
    head = connection.execute(select(access_log_head)).mappings().one()
    row = {
        "event_id": head["event_id"] + 1,
        "happened_at": utc_now(),
        "who": on_one_line(event.who),
        "role": event.role,
        "action": str(event.action),
        "page": on_one_line(event.page),
        "filters": _json({name: on_one_line(str(value)) for name, value in event.filters.items()}),
        "child_refs": _json([on_one_line(reference) for reference in event.child_refs]),
        "purpose": on_one_line(event.purpose),
        "recipients": on_one_line(event.recipients),
        "row_count": event.row_count,
        "suppression": event.suppression,
        "change": on_one_line(event.change),
        "data_version": event.data_version,
        "address": on_one_line(event.address),
        "previous_hash": head["hash"],
    }
    row["hash"] = _hash(row, _key())
    connection.execute(insert(access_event).values(row))
    connection.execute(update(access_log_head).values(event_id=row["event_id"], hash=row["hash"]))


def on_one_line(text: str) -> str:
    """The text on one line, without characters that are invisible or change the direction of
    reading."""
    spaced = (" " if each in "\t\n\r\v\f\x85\u2028\u2029" else each for each in text)
    return "".join(each for each in spaced if unicodedata.category(each) not in ("Cc", "Cf", "Cs"))


def head(engine: Engine) -> Head:
    """Where the log ends; `NO_HEAD` where that row was deleted. Raises `LogUnavailable`."""
    try:
        with engine.connect() as connection:
            row = connection.execute(select(access_log_head)).one_or_none()
    except SQLAlchemyError as error:
        raise LogUnavailable("The access log cannot be read.") from error
    return Head(row.event_id, row.hash) if row else NO_HEAD


def count_since(engine: Engine, who: str, action: Action, since: datetime) -> int:
    """How many events with that action a user has had since a time (UTC).

    Raises `LogUnavailable`.
    """
    logged = access_event.c
    return _counted(
        engine, logged.happened_at >= since, logged.who == who, logged.action == str(action)
    )


def is_logged(engine: Engine, event: Event, since: datetime) -> bool:
    """Whether an event with the same person, action and address was logged since a time (UTC).

    Raises `LogUnavailable`.
    """
    logged = access_event.c
    return (
        _counted(
            engine,
            logged.happened_at >= since,
            logged.who == event.who,
            logged.action == str(event.action),
            logged.address == on_one_line(event.address),
        )
        > 0
    )


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
    started = head(engine)
    for row in _events(engine):
        event_id = row["event_id"]
        if event_id != before.event_id + 1:
            breaks.append(Break(before.event_id + 1, "is missing"))
        elif row["previous_hash"] != before.hash:
            breaks.append(Break(event_id, "does not follow from the event before it"))
        if row["hash"] != _hash(row, key):
            breaks.append(Break(event_id, "was changed or forged"))
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
    """Whether the log begins with an event of this installation's key, or is empty: where it does
    not, the key is another than it was written with. Raises `LogUnavailable`."""
    first = next(_events(engine), None)
    return first is None or first["hash"] == _hash(first, _key())


def missing_triggers(engine: Engine) -> list[str]:
    """The triggers that are not in place, by name. Raises `LogUnavailable`."""
    try:
        with engine.connect() as connection:
            return triggers.missing(connection)
    except SQLAlchemyError as error:
        raise LogUnavailable("The access log cannot be read.") from error


def export(engine: Engine, stream: TextIO) -> int:
    """Write every event to the stream, oldest first, one JSON object a line, hashes included.

    Without the key one can check that each event follows the one before; with it, that each hash
    is right: the HMAC-SHA256 of the object without `hash`, keys sorted, no spaces. Returns the
    number of events. Raises `LogUnavailable`.
    """
    events = 0
    for row in _events(engine):
        stream.write(_json({**_content(row), "hash": row["hash"]}) + "\n")
        events += 1
    return events


def _counted(engine: Engine, *where: ColumnElement[bool]) -> int:
    try:
        with engine.connect() as connection:
            return connection.execute(select(func.count()).where(*where)).scalar_one()
    except SQLAlchemyError as error:
        raise LogUnavailable("The access log cannot be read.") from error


def _events(engine: Engine) -> Iterator[dict[str, Any]]:
    try:
        with engine.connect() as connection:
            result = connection.execution_options(yield_per=1000).execute(
                select(*_AS_WRITTEN).order_by(access_event.c.event_id)
            )
            for row in result.mappings():
                yield dict(row)
    except SQLAlchemyError as error:
        raise LogUnavailable("The access log cannot be read.") from error


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is hashed: every column but the hash, in types that JSON has."""
    return {
        **{name: value for name, value in row.items() if name != "hash"},
        "happened_at": _time(row["happened_at"]),
    }


def _time(written: object) -> str:
    """A time as it is hashed. A text that is not a time stays as it is, and its hash is wrong."""
    try:
        return datetime.fromisoformat(str(written)).isoformat(timespec="microseconds")
    except ValueError:
        return str(written)


def _hash(row: Mapping[str, Any], key: str) -> str:
    return hmac.new(key.encode(), _json(_content(row)).encode(), hashlib.sha256).hexdigest()


def _key() -> str:
    try:
        return keys.log_key()
    except (OSError, ValueError) as error:
        raise LogUnavailable("The key of the access log cannot be read.") from error


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
