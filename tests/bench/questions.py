"""Every question, asked of the database without a cache."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial

from data.database import reading_engine
from queries import safeguarding
from queries.access import Grant
from queries.ask import from_database
from queries.filters import Filters, Period
from queries.questions import QUESTIONS
from queries.scope import EVERYWHERE
from tests.bench.row import Measurement, Row, Target

DAY = date(2022, 11, 22)
YEAR = Period(date(2022, 1, 1), DAY)
CHOICES_OF_FILTERS = (
    Filters(DAY, YEAR, 1),
    Filters(DAY, YEAR, 1, district="County"),
    Filters(DAY, YEAR, 1, status="Open to the County Lines team"),
    Filters(date(2020, 6, 30), Period(date(2019, 7, 1), date(2020, 6, 30)), 1, gender="Male"),
)
NOT_OF_THE_TRACKER = (Grant.ACCOUNTS, Grant.ACCESS_LOG)
MOST_MILLISECONDS = 150.0
MATRIX, MOST_MILLISECONDS_OF_MATRIX = "duties_by_state", 300.0
SAFEGUARDING = {asked.name for asked in safeguarding.QUESTIONS}


def questions(kind: str, url: str) -> list[Row]:
    """The slowest questions at a nation's size with any filters (those of safeguarding apart),
    those that take too long, and the matrix of duties."""
    taken = {name: max(each) for name, each in ask_all(url).items()}
    matrix = taken.pop(MATRIX)
    parts = {
        "slowest question": [name for name in taken if name not in SAFEGUARDING],
        "slowest safeguarding question": [name for name in taken if name in SAFEGUARDING],
    }
    return [
        *(_slowest(f"{what} on {kind}", {n: taken[n] for n in of}) for what, of in parts.items()),
        Row(
            f"national: matrix of duties on {kind}",
            Target(MOST_MILLISECONDS_OF_MATRIX, is_ratio=False),
            Measurement.once(matrix),
        ),
    ]


def _slowest(what: str, taken: dict[str, float]) -> Row:
    """The slowest of some questions, and those that take too long, the slowest first."""
    in_order = sorted(taken, key=lambda name: -taken[name])
    above = [name for name in in_order if taken[name] > MOST_MILLISECONDS]
    of = f"{len(taken)} questions, {len(above)} above" + "".join(f"; {name}" for name in above)
    return Row(
        f"national: {what}, {in_order[0]}",
        Target(MOST_MILLISECONDS, is_ratio=False),
        Measurement.once(taken[in_order[0]]),
        note=of,
    )


def tenfold(tenth: str, national: str) -> list[Row]:
    """All questions at a nation's size, compared with a tenth of it."""
    small, large = (
        {name: sum(each) for name, each in ask_all(url).items()} for url in (tenth, national)
    )
    worst = max(large, key=lambda name: large[name] / small[name])
    target = Target(10)
    return [
        Row(
            "ten times the children and reports: all questions",
            target,
            Measurement.once(sum(large.values())),
            Measurement.once(sum(small.values())),
            against="a tenth",
        ),
        Row(
            f"ten times the children and reports: worst question, {worst}",
            target,
            Measurement.once(large[worst]),
            Measurement.once(small[worst]),
            against="a tenth",
        ),
    ]


def ask_all(url: str) -> dict[str, list[float]]:
    """The milliseconds of each question with each choice of filters: the best of three."""
    engine = reading_engine(url)
    fetch = from_database(engine)
    taken = {
        name: [
            _best_of_three(partial(fetch, asked, asked.relevant(each), EVERYWHERE))
            for each in CHOICES_OF_FILTERS
        ]
        for name, asked in QUESTIONS.items()
        if asked.needs not in NOT_OF_THE_TRACKER
    }
    engine.dispose()
    return taken


def _best_of_three(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1e3)
    return min(taken)
