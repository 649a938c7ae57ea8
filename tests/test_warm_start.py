"""What is done before anybody waits for it: answers to open with, and garbage left to lie."""

from __future__ import annotations

import gc
import inspect
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from streamlit.runtime.scriptrunner import script_runner

from dashboard.answers import cache, warm_answers
from dashboard.serving import warm_start
from dashboard.settings import settings
from dashboard.views import imports, intelligence, movement, rollout, tracker  # noqa: F401
from dashboard.views.view import VIEWS
from queries.access import OPERATOR
from queries.ask import QUESTIONS, Answer, Question
from queries.extract import Extract, newest_extract
from queries.filters import Filters, Period, named_period
from queries.scope import Reach
from tests.demo_data import demo_engine  # noqa: F401
from tests.workbooks import OPEN


class Cycle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def newest(demo_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Extract]:  # noqa: F811
    """The newest extract of the demonstration, which the dashboard reads meanwhile."""
    monkeypatch.setenv("CLVT_DATABASE_URL", str(demo_engine.url))
    settings.cache_clear()
    found = newest_extract(demo_engine)
    assert found
    yield found
    settings.cache_clear()


@pytest.fixture
def before(newest: Extract, demo_engine: Engine) -> Extract:  # noqa: F811
    """The extract before it."""
    found = newest_extract(demo_engine, newest.version - 1)
    assert found
    return found


def test_what_pages_open_with_is_worked_out_before_anybody_asks(
    newest: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_answers.warm(newest)

    def never(asked: Question, filters: Filters, reach: Reach) -> Answer:
        raise AssertionError(f"{asked.name} is asked of the database.")

    monkeypatch.setattr(cache, "from_database", lambda _: never)
    day = newest.extracted_on
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    counted = [a for a in QUESTIONS.values() if a.needs.name == "COUNTS" and a.is_kept]
    assert len(counted) > 20
    for asked in counted:
        cache.answer(asked, OPERATOR, opening)
    for view in VIEWS.values():
        assert not view.question.is_kept or cache.shown(view, OPERATOR, opening).finding


def test_what_was_looked_at_is_worked_out_of_the_next_import_too(
    newest: Extract, before: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    was, day = before.extracted_on, newest.extracted_on
    assert was != day
    looked_at = Filters(was, named_period("financial-year", was), before.version, district="City")
    cache.shown(movement.bridge, OPERATOR, looked_at)
    warm_answers.warm(newest, before)
    monkeypatch.setattr(cache, "from_database", lambda _: pytest.fail("It is asked anew."))
    now = Filters(day, named_period("financial-year", day), newest.version, district="City")
    assert warm_answers.moved_on(looked_at, before, newest) == now
    assert cache.shown(movement.bridge, OPERATOR, now).finding


def test_what_the_lists_lead_to_is_worked_out_ahead(
    newest: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = newest.extracted_on
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    worked_out: list[Filters] = []
    monkeypatch.setattr(cache, "shown", lambda *asked: worked_out.append(asked[2]))
    list(warm_answers.ahead(newest))
    chosen = list(dict.fromkeys(worked_out))
    kept = [view for view in VIEWS.values() if view.question.is_kept]
    assert len(worked_out) == len(chosen) * len(kept)
    assert chosen[0] == opening
    assert replace(opening, district="City", status=OPEN, gender="Female") in chosen
    numbers = [sum(map(bool, (each.district, each.status, each.gender))) for each in chosen]
    assert numbers == sorted(numbers)


def test_dates_of_the_readers_own_stay_where_they_are() -> None:
    before = Extract(4, date(2022, 10, 31), datetime(2022, 11, 1, tzinfo=UTC), is_demo=True)
    newest = replace(before, version=5, extracted_on=date(2022, 11, 30))
    own = Period(date(2022, 2, 1), date(2022, 5, 31))
    for then in (date(2022, 10, 31), date(2022, 6, 30)):
        moved = warm_answers.moved_on(Filters(then, own, 4, gender="Male"), before, newest)
        follows = then == before.extracted_on
        at = newest.extracted_on if follows else then
        assert moved == Filters(at, own, 5, gender="Male")


def test_after_a_run_only_young_garbage_is_collected() -> None:
    assert "gc.collect(2)" in inspect.getsource(script_runner), "Streamlit collects otherwise now."
    young, old = Cycle(), Cycle()
    gc.collect()
    gc.collect()  # both are old now
    old_one = weakref.ref(old)
    young = Cycle()
    young_one = weakref.ref(young)
    del young, old
    warm_start.YoungOnly.collect(2)
    assert young_one() is None
    assert old_one() is not None
