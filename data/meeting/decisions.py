"""Recording what the meeting decides. Entries are added; none is changed or deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy import Connection, Engine, exists, func, insert, select

from data.access_log import Action, append, recording
from data.accounts import By
from data.clock import utc_now
from data.explained import Explained
from data.sheets.annotations import EVERY_TREND, TRENDS
from data.tables import area, child, decision, import_run

Subject = Literal["Child", "Area", "Figure", "Meeting"]
State = Literal["To do", "Done", "Withdrawn"]
SUBJECTS: tuple[Subject, ...] = ("Meeting", "Child", "Area", "Figure")
TO_DO: State = "To do"
STATES: tuple[State, ...] = (TO_DO, "Done", "Withdrawn")
LONGEST_TEXT, LONGEST_OWNER = 500, 60
REBASED = (EVERY_TREND, *TRENDS)
"""The trends whose limits a decision may start anew."""


class DecisionRefused(Explained):
    """The decision cannot be recorded; the message says why, for the person who recorded it."""


@dataclass(frozen=True)
class DecisionEntry:
    """What is recorded of a decision. `about` is a tracker reference, an area's code or the name of
    a view; it is empty where the decision is about the whole meeting. A decision that changes what
    a `trend` counts starts its limits anew from the day `rebases_on`."""

    subject: Subject
    about: str
    text: str
    owner: str
    due_on: date | None
    as_at: date
    state: State = TO_DO
    trend: str | None = None
    rebases_on: date | None = None


def record(engine: Engine, entry: DecisionEntry, *, by: By, follows: int | None = None) -> int:
    """Record a decision, or follow up or correct the one whose first entry is `follows`, and log it
    in the same transaction. Returns the entry's number.

    Raises `DecisionRefused` and `LogUnavailable`.
    """
    entry = replace(entry, text=entry.text.strip(), owner=entry.owner.strip())
    _check(entry)
    with recording(engine) as connection:
        newest = connection.execute(select(func.max(import_run.c.import_id))).scalar_one()
        if newest is None:
            raise DecisionRefused("Import the tracker first.")
        _check_about(connection, entry)
        if follows is not None and not _is_first(connection, follows):
            raise DecisionRefused("That decision is not known.")
        number: int = connection.execute(
            insert(decision)
            .values(
                **asdict(entry),
                first_id=follows,
                recorded_by=by.who,
                recorded_at=utc_now(),
                data_version=newest,
            )
            .returning(decision.c.decision_id)
        ).scalar_one()
        recorded = by.event(
            Action.DATA_CHANGE,
            child_refs=(entry.about,) if entry.subject == "Child" else (),
            change=f"recorded decision {follows or number}: {entry.state.lower()}",
            data_version=newest,
        )
        append(connection, recorded)
    return number


def newest(engine: Engine) -> int:
    """The number of the newest entry; 0 where there is none. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        return connection.execute(select(func.max(decision.c.decision_id))).scalar() or 0


def _check(entry: DecisionEntry) -> None:
    text, owner = entry.text, entry.owner
    if not text:
        raise DecisionRefused("Enter what was decided.")
    if len(text) > LONGEST_TEXT:
        raise DecisionRefused(f"The decision must be {LONGEST_TEXT} characters or less.")
    if not owner:
        raise DecisionRefused("Enter who will do it.")
    if len(owner) > LONGEST_OWNER:
        raise DecisionRefused(f"The owner must be {LONGEST_OWNER} characters or less.")
    if not text.isprintable() or not owner.isprintable():
        raise DecisionRefused("Write it on one line, in letters, digits and signs only.")
    if entry.subject not in SUBJECTS or entry.state not in STATES:
        raise DecisionRefused("That kind of decision is not known.")
    if (entry.trend is None) != (entry.rebases_on is None):
        raise DecisionRefused("Enter both the trend that changes and the day from which it does.")
    if entry.trend is not None and entry.trend not in REBASED:
        raise DecisionRefused("There is no such trend.")
    if entry.trend and entry.subject not in ("Meeting", "Figure"):
        # Everyone who reads trends reads why one changed.
        raise DecisionRefused("A decision about a child or an area cannot change a trend.")


def _check_about(connection: Connection, entry: DecisionEntry) -> None:
    """Raises `DecisionRefused` where the child or the area is not known."""
    if entry.subject == "Child":
        if not connection.scalar(select(exists().where(child.c.child_ref == entry.about))):
            raise DecisionRefused("No child has that tracker reference.")
    elif entry.subject == "Area":
        if not connection.scalar(select(exists().where(area.c.code == entry.about))):
            raise DecisionRefused("There is no such area.")
    elif entry.subject == "Meeting" and entry.about:
        raise DecisionRefused("A decision about the meeting cannot be about anything else.")


def _is_first(connection: Connection, number: int) -> bool:
    first = select(exists().where(decision.c.decision_id == number, decision.c.first_id.is_(None)))
    return bool(connection.execute(first).scalar_one())
