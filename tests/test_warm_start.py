"""What is done before anybody waits for it: answers to open with, and garbage left to lie."""

from __future__ import annotations

import gc
import inspect
import weakref

import pytest
from sqlalchemy import Engine
from streamlit.runtime.scriptrunner import script_runner

from dashboard import cache, warm_start
from dashboard.settings import settings
from dashboard.views import imports, intelligence, movement, rollout, tracker  # noqa: F401
from dashboard.views.view import VIEWS
from queries.access import OPERATOR
from queries.ask import QUESTIONS, Answer, Question
from queries.extract import newest_extract
from queries.filters import Filters, named_period
from queries.scope import Reach
from tests.demo_data import demo_engine  # noqa: F401


class Cycle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_pages_open_with_is_worked_out_before_anybody_asks(
    demo_engine: Engine,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", str(demo_engine.url))
    settings.cache_clear()
    newest = newest_extract(demo_engine)
    assert newest
    cache.warm(newest)

    def never(asked: Question, filters: Filters, reach: Reach) -> Answer:
        raise AssertionError(f"{asked.name} is asked of the database.")

    monkeypatch.setattr(cache, "from_database", lambda _: never)
    day = newest.extracted_on
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    counted = [asked for asked in QUESTIONS.values() if asked.needs.name == "COUNTS"]
    assert len(counted) > 20
    for asked in counted:
        cache.answer(asked, OPERATOR, opening)
    for view in VIEWS.values():
        assert cache.shown(view, OPERATOR, opening).finding
    settings.cache_clear()


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
