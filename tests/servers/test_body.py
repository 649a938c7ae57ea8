"""A choice of a place draws the body of the page again alone, for a reader who may still see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard.answers import extracts
from dashboard.components import body
from dashboard.components.filter_bar import FilterBar
from dashboard.components.run import Run
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from data import accounts
from data.accounts import By
from data.database import writing_engine
from queries.access import NOBODY, Viewer
from queries.extract import Extract
from tests.servers.serving import serving
from tests.servers.tab import Tab, session_cookie, tab

KEY = "a key for the tests of the body " + "k" * 20
OTHER = By("adam", "administrator", "Accounts")
OF_THE_CITY = b"<strong>City</strong>"
DAY = date(2022, 11, 22)
SHOWN = Extract(1, DAY, datetime(2022, 11, 22, tzinfo=UTC), True, DAY)


@pytest.fixture
def inspector_tab(demo_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tab]:
    """An Inspector's tab with the overview."""
    monkeypatch.setenv("CLVT_COOKIE_KEY", KEY)
    settings.cache_clear()
    with (
        serving(demo_copy, tmp_path, cookie_key=KEY) as address,
        tab(address, session_cookie(demo_copy, "inspector")) as at,
    ):
        at.open("overview")
        yield at
    settings.cache_clear()


def choose_city(at: Tab) -> bytes:
    """Choose the City, as a browser does. Returns what is sent for it."""
    ((found, part),) = {
        (each.radio.id, part) for each, part in at.elements if each.radio.label == "District"
    }
    return at.set_state(WidgetState(id=found, string_value="City"), part)


def kinds_drawn(at: Tab) -> list[str]:
    """The kinds of elements that were sent."""
    return [
        message.delta.new_element.WhichOneof("type") or ""
        for message in at.messages
        if message.delta.HasField("new_element")
    ]


def test_a_choice_of_a_place_draws_the_body_again_and_nothing_else(inspector_tab: Tab) -> None:
    inspector_tab.messages.clear()
    sent = choose_city(inspector_tab)
    assert OF_THE_CITY in sent
    assert kinds_drawn(inspector_tab).count("radio") == 1
    assert "date_input" not in kinds_drawn(inspector_tab)
    assert b"account-menu" not in sent


def test_a_reader_whose_account_was_disabled_is_shown_the_form_in_place_of_the_body(
    inspector_tab: Tab, demo_copy: str
) -> None:
    engine = writing_engine(demo_copy)
    accounts.disable(engine, "inspector", by=OTHER)
    engine.dispose()
    sent = choose_city(inspector_tab)
    assert OF_THE_CITY not in sent
    assert b"You have been signed out" in sent


def test_a_reader_whose_role_was_changed_is_shown_a_page_of_the_new_role(
    inspector_tab: Tab, demo_copy: str
) -> None:
    engine = writing_engine(demo_copy)
    accounts.set_role(engine, "inspector", "administrator", by=OTHER)
    engine.dispose()
    sent = choose_city(inspector_tab)
    assert OF_THE_CITY not in sent
    assert b"on the tracker" not in sent
    assert b"Administrator" in sent


def test_all_is_drawn_again_for_another_reader_and_for_a_newer_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = Viewer("chief", "inspector")
    bar = FilterBar(Run(reader, SHOWN))
    for viewer, extract, is_still in (
        (reader, SHOWN, True),
        (reader, replace(SHOWN, version=2), False),
        (replace(reader, role="leader"), SHOWN, False),
        (NOBODY, SHOWN, False),
    ):
        monkeypatch.setattr(sign_in, "viewer", lambda viewer=viewer: viewer)
        monkeypatch.setattr(extracts, "shown", lambda extract=extract: extract)
        assert body._is_up_to_date(bar) is is_still
