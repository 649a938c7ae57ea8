"""How the database goes about each question: never through a whole large table.

At most it reads an index that holds all the question needs, which is a third of the table.

SQLite plans by the indexes alone (we keep no statistics there), so a database without rows shows
the plan of a nation's. PostgreSQL plans by what the tables hold: there the same is asked of a
sample of a nation's shape, with whole-table scans made to look dear, which leaves them only where
no index could serve.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

import queries
from data.database import migrate, reading_engine, writing_engine
from data.demo.days import NEWEST
from data.demo.national import NATIONAL_FROM, write_national
from data.importing import import_files
from queries.ask import QUESTIONS, Question
from queries.filters import Filters, Period
from queries.scope import Scope

for module in pkgutil.iter_modules(queries.__path__):
    importlib.import_module(f"queries.{module.name}")

LARGE = (
    "child",
    "tracker_entry",
    "tracker_spell",
    "tracker_month",
    "intelligence_report",
    "intelligence_link",
    "intelligence_day",
)
# Different children are counted in the order of the index on their references.
IN_ORDER = {"bridge": "ix_tracker_spell_child_ref_added_on_starts_on_known_from"}
DAY = date(2022, 11, 22)
YEAR = Period(date(2022, 1, 1), DAY)
CHOSEN = {
    "nothing": Filters(DAY, YEAR, 1, child_ref="CL-000001"),
    "district": Filters(DAY, YEAR, 1, district="County", child_ref="CL-000001"),
    "all": Filters(
        DAY,
        YEAR,
        1,
        area="gedling",
        status="Open to the County Lines team",
        gender="Male",
        child_ref="CL-000001",
    ),
}


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path_factory.mktemp('plans') / 'clvt.db'}"
    migrate(url)
    engine = reading_engine(url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=lambda asked: asked.name)
@pytest.mark.parametrize("chosen", CHOSEN)
def test_sqlite_reads_no_large_table_whole(asked: Question, chosen: str, sqlite: Engine) -> None:
    with sqlite.connect() as connection:
        steps = [row[-1] for row in _explain(connection, "EXPLAIN QUERY PLAN", asked, chosen)]
    whole = [
        step
        for step in steps
        if any(step.split()[:2] == ["SCAN", name] for name in (*LARGE, "earlier"))
        and "COVERING INDEX" not in step
        and IN_ORDER.get(asked.name, "no index") not in step
    ]
    assert whole == [], steps


@pytest.mark.postgres
def test_postgres_reads_no_large_table_whole(postgres_url: str, tmp_path: Path) -> None:
    write_national(tmp_path, children=2000)
    writing = writing_engine(postgres_url)
    import_files(writing, [tmp_path], extracted_on=NEWEST, covers=(NATIONAL_FROM, NEWEST))
    writing.dispose()
    engine = reading_engine(postgres_url)
    scans = {}
    with engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        for asked in QUESTIONS.values():
            for chosen in CHOSEN:
                steps = [row[0] for row in _explain(connection, "EXPLAIN", asked, chosen)]
                found = [s for s in steps for name in LARGE if f"Seq Scan on {name}" in s]
                if found:
                    scans[asked.name] = found
    engine.dispose()
    assert scans == {}


def _explain(connection: Connection, how: str, asked: Question, chosen: str) -> list[Any]:
    query = asked.build(Scope(asked.heeds(CHOSEN[chosen]), ("gedling",)))
    said: list[Any] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        said[:] = statement, parameters

    event.listen(connection, "before_cursor_execute", note)
    connection.execute(query)
    event.remove(connection, "before_cursor_execute", note)
    return list(connection.exec_driver_sql(f"{how} {said[0]}", said[1]))
