"""Every question at a nation's size, asked of the database with nothing kept."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import queries
from data.database import reading_engine
from queries.access import Grant
from queries.ask import QUESTIONS, from_database
from queries.filters import Filters, Period

DAY = date(2022, 11, 22)
YEAR = Period(date(2022, 1, 1), DAY)
CHOSEN = (
    Filters(DAY, YEAR, 1),
    Filters(DAY, YEAR, 1, district="County"),
    Filters(DAY, YEAR, 1, status="Open to the County Lines team"),
    Filters(date(2020, 6, 30), Period(date(2019, 7, 1), date(2020, 6, 30)), 1, gender="Male"),
)
OURSELVES = (Grant.ACCOUNTS, Grant.ACCESS_LOG)


def slowest(url: str) -> tuple[str, tuple[float, float]]:
    """The slowest question, and its milliseconds: the least and the most of its filters'."""
    for module in pkgutil.iter_modules(queries.__path__):
        importlib.import_module(f"queries.{module.name}")
    engine = reading_engine(url)
    fetch = from_database(engine)
    taken = {}
    for name, asked in QUESTIONS.items():
        if asked.needs not in OURSELVES:
            taken[name] = [
                _best_of_three(partial(fetch, asked, asked.heeds(each), ())) for each in CHOSEN
            ]
    engine.dispose()
    name = max(taken, key=lambda each: max(taken[each]))
    return name, (min(taken[name]), max(taken[name]))


def _best_of_three(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1e3)
    return min(taken)
