"""Newer imports: which extract pages show, and from when."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.answers import cache, extracts
from dashboard.answers.newer_imports import ImportWatcher
from dashboard.settings import settings
from queries.ask import Answer, DataUnavailable
from queries.extract import Extract
from queries.filters import Filters, Period

FIRST = Extract(1, date(2022, 10, 31), datetime(2022, 11, 1, tzinfo=UTC), True, date(2022, 10, 31))
SECOND = Extract(2, date(2022, 11, 30), datetime(2022, 12, 1, tzinfo=UTC), True, date(2022, 11, 30))
INSTEAD = replace(FIRST, imported_at=datetime(2022, 11, 2, tzinfo=UTC))
SetNewest = Callable[[Extract | Exception | None], None]


@pytest.fixture
def set_newest(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetNewest]:
    """Sets the newest extract from now on, or the reason why it cannot be read."""
    newest: list[Extract | Exception | None] = [None]

    def newest_extract(_: object) -> Extract | None:
        if isinstance(newest[-1], Exception):
            raise newest[-1]
        return newest[-1]

    monkeypatch.setenv("CLVT_DATABASE_URL", "sqlite:///nowhere.db")
    settings.cache_clear()
    monkeypatch.setattr(extracts, "_shown", {})
    monkeypatch.setattr(extracts, "newest_extract", newest_extract)
    yield newest.append
    cache.forget()


def test_pages_show_an_import_once_its_opening_answers_are_ready(
    set_newest: SetNewest,
) -> None:
    warmed: list[tuple[Extract, Extract | None]] = []

    def warm(newest: Extract) -> None:
        set_newest(None)  # meanwhile pages do not ask the database
        warmed.append((newest, extracts.shown()))

    watcher = ImportWatcher(warm)
    for newest in (FIRST, FIRST, SECOND, SECOND):
        set_newest(newest)
        watcher.look()
        assert extracts.shown() == newest
    assert warmed == [(FIRST, None), (SECOND, FIRST)]


def test_pages_show_an_import_even_if_its_opening_answers_fail(
    set_newest: SetNewest, caplog: pytest.LogCaptureFixture
) -> None:
    for failure in (DataUnavailable("No answer."), ValueError("A view that cannot be worded.")):

        def warm(*_: object, failure: Exception = failure) -> None:
            raise failure

        set_newest(FIRST)
        ImportWatcher(warm).look()
        assert extracts.shown() == FIRST
        extracts.show(None)
    assert len(caplog.records) == 2


def test_a_failure_of_any_kind_does_not_stop_the_looking_for_newer_imports(
    set_newest: SetNewest, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = ImportWatcher(lambda _: None)
    set_newest(FIRST)
    watcher.look()
    for failure in (DataUnavailable("No answer."), ValueError("A row that cannot be read.")):
        set_newest(failure)
        watcher.look()
        assert extracts.shown() == FIRST
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    set_newest(SECOND)
    watcher.look()
    assert extracts.shown() == SECOND


@pytest.mark.parametrize("then", [None, INSTEAD, FIRST])
def test_answers_of_a_database_that_was_replaced_are_forgotten(
    set_newest: SetNewest, then: Extract | None
) -> None:
    """Such as one that was emptied or made again, in which other imports have the same numbers."""
    watcher = ImportWatcher(lambda _: None)
    set_newest(SECOND if then == FIRST else FIRST)
    watcher.look()
    day = Filters(date(2022, 10, 31), Period(date(2022, 10, 31), date(2022, 10, 31)), 1)
    cache._answers(settings().database_url).get(("on_tracker", day, ()), lambda: Answer((), ()))
    set_newest(then)
    watcher.look()
    assert extracts.shown() == then
    assert ("on_tracker", day, ()) not in cache._answers(settings().database_url)
