"""The warm start: the answers that pages open with, and the garbage collected after a run."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit import runtime
from streamlit.runtime.scriptrunner import script_runner

from dashboard.answers import cache, newer_imports, warm_answers
from dashboard.components import open_tabs
from dashboard.components.run import Run
from dashboard.screens import overview
from dashboard.serving import daily_head, warm_start
from dashboard.settings import settings
from dashboard.views import VIEWS
from queries.access import OPERATOR
from queries.ask import Answer, Fetch, Question, from_database
from queries.extract import Extract, newest_extract
from queries.filters import Filters, named_period
from queries.questions import QUESTIONS
from queries.scope import Reach, newest_import


class Cycle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def newest(demo_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Extract]:
    """The newest extract of the demonstration, from which the dashboard reads meanwhile."""
    monkeypatch.setenv("CLVT_DATABASE_URL", str(demo_engine.url))
    settings.cache_clear()
    found = newest_extract(demo_engine)
    assert found
    yield found
    settings.cache_clear()


def _only_what_is_not_kept(engine: Engine) -> Fetch:
    def fetch(asked: Question, filters: Filters, reach: Reach) -> Answer:
        assert not asked.is_kept, f"{asked.name} is asked of the database."
        return from_database(engine)(asked, filters, reach)

    return fetch


def test_the_statement_that_the_server_asks_each_second_is_built_once() -> None:
    assert newest_import() is newest_import()


def test_opening_answers_are_ready_before_the_first_visit(
    newest: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_answers.warm(newest, lambda: None)
    monkeypatch.setattr(cache, "from_database", _only_what_is_not_kept)
    day = newest.extracted_on
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    counted = [a for a in QUESTIONS.values() if a.needs.name == "COUNTS" and a.is_kept]
    assert len(counted) > 20
    for asked in counted:
        cache.answer(asked, OPERATOR, opening)
    for view in VIEWS.values():
        assert not view.question.is_kept or cache.rendered(view, OPERATOR, opening).headline


def test_after_a_run_only_young_garbage_is_collected() -> None:
    assert "gc.collect(2)" in inspect.getsource(script_runner), "Streamlit collects otherwise now."
    gc.freeze()  # garbage of earlier tests, which would take seconds to go through
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


def test_the_overview_of_the_force_and_of_each_district_is_ready_before_it_is_chosen(
    newest: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    overview.warm(newest)
    monkeypatch.setattr(cache, "from_database", _only_what_is_not_kept)
    day = newest.covered_to
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    for district in (None, "City", "County"):
        run = Run(OPERATOR, newest, replace(opening, district=district))
        assert "on the tracker" in overview.introduction(run)
        assert len(overview.cards(run)) == 6
        assert all(run.rendered(view).headline for view in overview.MAPS)


def test_open_pages_are_still_looked_after_when_a_look_at_them_has_failed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise nobody would be signed out any more, and no import shown, until a restart."""
    looks = 0

    class Enough(BaseException):
        pass

    def fail_twice() -> list[str]:
        nonlocal looks
        looks += 1
        if looks < 3:
            raise RuntimeError("Something unforeseen.")
        raise Enough

    def not_imported() -> None:
        raise ImportError("Imported by two threads at once.")

    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(warm_start, "_preload", not_imported)
    monkeypatch.setattr(newer_imports.ImportWatcher, "look", lambda _: None)
    monkeypatch.setattr(newer_imports, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(daily_head.DailyHeadWriter, "look", lambda _: None)
    monkeypatch.setattr(open_tabs, "stale_tabs", fail_twice)
    monkeypatch.setenv("CLVT_REFRESH_SECONDS", "0.5")
    settings.cache_clear()
    with caplog.at_level(logging.ERROR), pytest.raises(Enough):
        asyncio.run(warm_start.keep_warm())
    assert looks == 3
    assert caplog.text.count("Drawing open pages again failed.") == 2
    assert "Importing what pages need failed." in caplog.text


def test_a_tab_waits_until_what_pages_need_has_been_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two threads that import the same modules may each find one of them half imported."""
    asked: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        asked.append(scope["type"])

    async def run() -> None:
        monkeypatch.setattr(warm_start, "_imported", imported := asyncio.Event())
        waiting = warm_start.TabsOnceImported(app)
        kinds = ({"type": kind} for kind in ("websocket", "http"))
        calls = [asyncio.ensure_future(waiting(kind, app, app)) for kind in kinds]  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
        assert asked == ["http"]
        imported.set()
        await asyncio.gather(*calls)

    asyncio.run(run())
    assert asked == ["http", "websocket"]
