"""What a question is, and `ask`: every answer that a reader sees comes from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from queries.access import Denied, Grant, Viewer
from queries.filters import Filters, Period, last_12_months
from queries.scope import EVERYWHERE, INTELLIGENCE, STAGES, TRACKER, Query, Reach, Scope

if TYPE_CHECKING:
    import pandas as pd

STATEMENTS_KEPT = 30  # each takes up 0.2 MB

# The sheet that the questions of a subject rest on. A module of `queries/safeguarding` that is not
# listed has the name of its sheet.
SHEETS = {
    "tracker": TRACKER,
    "movement": TRACKER,
    "over_time": TRACKER,
    "duties": TRACKER,
    "intelligence": INTELLIGENCE,
    "rollout": STAGES,
}


ABBREVIATIONS = ("mash", "nrm", "nsd", "pnd", "sca")


@dataclass(frozen=True)
class Question:
    """A question that can be asked: what it counts, and the grant it needs."""

    name: str
    title: str
    subject: str
    definition: str
    needs: Grant
    counts: str
    ignores: tuple[str, ...]
    is_kept: bool
    changes_with: Query | None
    build: Callable[[Scope], Query]
    sheet: str | None

    def relevant(self, filters: Filters) -> Filters:
        """The filters without those that do not narrow this figure."""
        return filters.without(*self.ignores)

    def days_described(self, filters: Filters) -> Period:
        """The days that its figures are about: those of the period up to the as-at date or, where
        the period does not narrow it, the 12 months up to that date. If the period begins after
        that date, the date itself."""
        if "period" in self.ignores:
            return last_12_months(filters.as_at)
        end = min(filters.as_at, filters.period.end)
        return Period(min(filters.period.start, end), end)


@dataclass(frozen=True)
class Answer:
    """What comes back: column names and rows, as few as the chart has marks."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def frame(self) -> pd.DataFrame:
        import pandas as pd  # noqa: PLC0415  (the command line answers without it)

        return pd.DataFrame.from_records(list(self.rows), columns=list(self.columns))

    def dicts(self) -> list[dict[str, Any]]:
        """The rows, each by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def one(self) -> dict[str, Any]:
        """The only row, by column name."""
        (row,) = self.dicts()
        return row

    def pairs(self) -> dict[Any, Any]:
        """The first column's values with the last's."""
        return {row[0]: row[-1] for row in self.rows}


class DataUnavailable(Exception):
    """The database cannot be reached or read. The cause is chained, and is not for readers."""


class TookTooLong(DataUnavailable):
    """The database was reached, and gave up because the answer took too long."""


def question(
    *,
    needs: Grant,
    counts: str,
    ignores: tuple[str, ...] = (),
    is_kept: bool = True,
    changes_with: Query | None = None,
    sheet: str | None = None,
    title: str = "",
) -> Callable[[Callable[[Scope], Query]], Question]:
    """Make a question of a function. Its docstring is the definition that readers are shown.

    `counts` names the unit, and `ignores` the filters that do not narrow it. An answer is kept in
    the cache, unless `is_kept` is false because more than an import changes it. If that is a table
    that only grows, `changes_with` is the query for its newest entry, and the answer is kept until
    there is a newer one. Records of children are never kept. `sheet` is the
    sheet that the answer rests on, by default that of the question's subject (`SHEETS`): until it
    has been loaded the answer is not known, which is not 0. `title` is what it is called in lists,
    where its name in words would not be plain.
    """

    def decorate(build: Callable[[Scope], Query]) -> Question:
        *packages, subject = build.__module__.split(".")
        default_sheet = SHEETS.get(subject, subject if "safeguarding" in packages else None)
        return Question(
            name=build.__name__,
            title=title or _in_words(build.__name__),
            subject=subject,
            definition=" ".join((build.__doc__ or "").split()),
            needs=needs,
            counts=counts,
            ignores=ignores,
            is_kept=is_kept and changes_with is None and needs is not Grant.RECORDS,
            changes_with=changes_with,
            build=build,
            sheet=sheet or default_sheet,
        )

    return decorate


def _in_words(name: str) -> str:
    """A name as a title: `nrm_decisions` is NRM decisions."""
    first, *others = (word.upper() if word in ABBREVIATIONS else word for word in name.split("_"))
    return " ".join((first[0].upper() + first[1:], *others))


def questions_of(*modules: ModuleType) -> tuple[Question, ...]:
    """The questions that modules declare, in the order in which they stand there."""
    return tuple(
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, Question) and each.build.__module__ == module.__name__
    )


# How an answer is fetched: from a database, or from the cache, where the reach is part of the key.
Fetch = Callable[[Question, Filters, Reach], Answer]
# Asks a question for one viewer. Raises `Denied` and `DataUnavailable`, as `ask` does.
Ask = Callable[[Question, Filters], Answer]


def ask(asked: Question, viewer: Viewer, filters: Filters, fetch: Fetch) -> Answer:
    """The answer to a question, for this viewer.

    Raises `Denied` when the viewer lacks the grant, before anything is fetched, and
    `DataUnavailable` when the database does not answer.
    """
    require_grant(asked, viewer)
    return fetch(asked, asked.relevant(filters), reach(asked, viewer))


def require_grant(asked: Question, viewer: Viewer) -> None:
    """Raises `Denied` when the viewer lacks the grant that a question needs."""
    if not viewer.may(asked.needs):
        raise Denied(f"{asked.title} needs leave to {asked.needs.value}.")


def reach(asked: Question, viewer: Viewer) -> Reach:
    """The areas, agreement and agency that an answer is narrowed to: `EVERYWHERE`, except for
    releases and for what was issued under an agreement.

    It is part of every cache key.
    """
    if asked.needs is Grant.RELEASES:
        return Reach(tuple(sorted(viewer.areas)))
    if asked.needs is Grant.ISSUED and (agreement := viewer.agreement):
        return Reach(tuple(sorted(agreement.areas)), agreement.agreement_id, agreement.agency)
    return EVERYWHERE


@lru_cache(STATEMENTS_KEPT)
def statement(asked: Question, filters: Filters, reach: Reach) -> Query:
    """The SQL of a question. Writing it takes longer than running it over a force's data, so the
    last ones are kept: nothing but these three decides what it says."""
    return asked.build(Scope(filters, reach))


def from_database(engine: Engine) -> Fetch:
    """Fetch answers from this database; nothing is cached."""
    return lambda asked, filters, reach: run(statement(asked, filters, reach), engine)


def asking(engine: Engine, viewer: Viewer) -> Ask:
    """Ask a database for one viewer; nothing is cached."""
    return lambda asked, filters: ask(asked, viewer, filters, from_database(engine))


def from_transaction(connection: Connection) -> Fetch:
    """Fetch answers inside a transaction, with what it has not yet committed."""
    return lambda asked, filters, reach: rows_of(statement(asked, filters, reach), connection)


def run(query: Query, engine: Engine) -> Answer:
    """The rows of a query; database errors become one error here and nowhere else."""
    try:
        with engine.connect() as connection:
            return rows_of(query, connection)
    except SQLAlchemyError as error:
        if _took_too_long(error):
            raise TookTooLong("The database is slow: the question was given up.") from error
        raise DataUnavailable("The database does not answer.") from error


def rows_of(query: Query, connection: Connection) -> Answer:
    """The rows of a query on a connection that somebody else opened."""
    result = connection.execute(query)
    return Answer(tuple(result.keys()), tuple(tuple(row) for row in result))


def _took_too_long(error: SQLAlchemyError) -> bool:
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
    return getattr(cause, "sqlstate", None) == "57014"  # PostgreSQL: query_canceled
