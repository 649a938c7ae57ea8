"""SQL that is compiled once for all databases of a test process, in place of once for each."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import create_engine

from data import database
from data.keeping import checking
from data.recording import counting
from data.recording.derived_tables import DERIVED_TABLES
from queries import ask


class CompiledStatements(dict[Any, Any]):
    """What SQLAlchemy has compiled, for all engines of one kind, where each would keep its own.

    Each test has databases, and so engines, of its own; compiling anew all that an import or the
    questions say would be a third of the time of the tests. SQLAlchemy's key begins with the
    engine's dialect: its name says as much.
    """

    MOST = 3000  # each takes up 0.1 MB

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__((key[0].name, *key[1:]), compiled)


UNCACHED_VALUES, UNCACHED_CHECKS = checking._value_checks, checking._record_checks


def compile_sql_once() -> None:
    """Keep the SQL that is written and compiled from now on.

    The tests ask the same of many databases, import into them and check them, and writing SQL is
    most of what that takes.
    """
    database.create_engine = partial(  # type: ignore[attr-defined]
        create_engine, execution_options={"compiled_cache": CompiledStatements()}
    )
    ask.statement = lru_cache(1000)(ask.statement.__wrapped__)
    DERIVED_TABLES.update({table: lru_cache(100)(rows) for table, rows in DERIVED_TABLES.items()})
    counting.month_changes = cache(counting.month_changes)
    checking._value_checks = cache(lambda: tuple(UNCACHED_VALUES()))  # type: ignore[assignment]
    checking._record_checks = cache(lambda: tuple(UNCACHED_CHECKS()))  # type: ignore[assignment]
