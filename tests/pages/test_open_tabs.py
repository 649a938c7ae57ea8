"""Open pages are drawn again when they would look different."""

from __future__ import annotations

import inspect
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.session_manager import SessionManager
from streamlit.testing.v1 import AppTest

from dashboard.answers import extracts
from dashboard.components import open_tabs
from dashboard.components.open_tabs import DrawnPage
from dashboard.signing_in import sign_in
from queries.access import Viewer
from queries.ask import DataUnavailable
from queries.extract import Extract

FIRST = Extract(1, date(2022, 10, 31), datetime(2022, 11, 1, tzinfo=UTC), True, date(2022, 10, 31))
SECOND = replace(FIRST, version=2)
CHIEF = Viewer("chief", "inspector")
PAGE = DrawnPage(CHIEF, FIRST, "session", drawn_at=0.0)


class Tab:
    """Takes the place of Streamlit's session of one tab."""

    def __init__(self) -> None:
        self._client_state = "as it was"
        self._scriptrunner: object | None = None
        self.asked: list[str] = []

    def request_rerun(self, client_state: str) -> None:
        self.asked.append(client_state)


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch) -> Tab:
    """The only open tab: a person who is signed in sees the first import in it."""
    made = Tab()
    monkeypatch.setattr(open_tabs, "_open_sessions", lambda: {"tab": made})
    monkeypatch.setattr(open_tabs, "_drawn", {"tab": PAGE})
    monkeypatch.setattr(extracts, "shown", lambda: FIRST)
    monkeypatch.setattr(sign_in, "is_signed_in", lambda *_: True)
    return made


def test_a_page_that_is_up_to_date_is_not_drawn_again(tab: Tab) -> None:
    assert open_tabs.stale_tabs() == []


def test_a_newer_import_has_the_page_drawn_again(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracts, "shown", lambda: SECOND)
    assert open_tabs.stale_tabs() == ["tab"]
    open_tabs.draw_again(["tab"])
    assert tab.asked == ["as it was"]


def test_a_page_that_is_running_is_not_interrupted(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "shown", lambda: SECOND)
    tab._scriptrunner = object()
    open_tabs.draw_again(["tab"])
    assert tab.asked == []
    assert open_tabs.stale_tabs() == ["tab"]  # it is looked at again


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which passes only where something waits."""
    time_is = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: time_is[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: time_is.append(time_is.pop() + seconds))
    return time_is


def test_warming_up_waits_for_a_page_that_is_being_drawn(
    tab: Tab, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_tabs.give_way(until=200.0)
    assert now == [100.0]
    is_drawing = property(lambda _: now[0] < 103.0)
    monkeypatch.setattr(Tab, "_scriptrunner", is_drawing, raising=False)
    open_tabs.give_way(until=200.0)
    assert now[0] == pytest.approx(103.0, abs=0.021)


def test_warming_up_waits_half_a_second_after_a_page_was_drawn(
    tab: Tab, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_tabs, "_drawn", {"tab": replace(PAGE, drawn_at=99.8)})
    open_tabs.give_way(until=200.0)
    assert now[0] == pytest.approx(100.3, abs=0.021)


def test_warming_up_waits_no_longer_than_it_may(tab: Tab, now: list[float]) -> None:
    tab._scriptrunner = object()
    open_tabs.give_way(until=104.0)
    assert now[0] == pytest.approx(104.0, abs=0.021)


def test_each_run_begins_by_forgetting_what_its_tab_showed(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So nothing is drawn again after a run that ends with the sign-in page."""
    monkeypatch.setattr(open_tabs, "_drawn", {"test session id": PAGE})

    def page() -> None:
        from dashboard.components import open_tabs

        open_tabs.begin_run()

    AppTest.from_function(page, default_timeout=30).run()
    assert open_tabs._drawn == {}


def test_the_end_of_a_session_has_the_page_drawn_again(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "is_signed_in", lambda *_: False)
    assert open_tabs.stale_tabs() == ["tab"]


def test_a_page_is_drawn_again_when_what_it_shows_ends(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    monkeypatch.setitem(open_tabs._drawn, "tab", replace(PAGE, until=now + timedelta(minutes=1)))
    assert open_tabs.stale_tabs() == []
    monkeypatch.setitem(open_tabs._drawn, "tab", replace(PAGE, until=now))
    assert open_tabs.stale_tabs() == ["tab"]


def test_a_page_that_could_not_reach_the_data_is_drawn_again_once_it_can(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(open_tabs._drawn, "tab", DrawnPage())
    monkeypatch.setattr(extracts, "is_reachable", lambda: False)
    assert open_tabs.stale_tabs() == []
    monkeypatch.setattr(extracts, "is_reachable", lambda: True)
    assert open_tabs.stale_tabs() == ["tab"]


def test_a_page_keeps_what_it_shows_while_the_database_does_not_answer(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> Extract:
        raise DataUnavailable

    monkeypatch.setattr(extracts, "shown", fails)
    assert open_tabs.stale_tabs() == []


def test_closed_tabs_are_forgotten(tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_tabs, "_open_sessions", dict)
    assert open_tabs.stale_tabs() == []
    assert open_tabs._drawn == {}


def test_streamlit_still_has_the_private_names_that_open_tabs_uses() -> None:
    """Streamlit still uses the private names that `open_tabs` relies on, for a changed file."""
    assert "self.request_rerun(self._client_state)" in inspect.getsource(AppSession)
    assert callable(SessionManager.list_active_sessions)
