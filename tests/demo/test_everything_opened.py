"""On the demonstration's pages, what a reader can open is opened: switches, records, the agenda."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.signing_in import sign_in
from queries.access import Viewer
from tests.forgetting import forget
from tests.paths import APP

CHAIR, SERGEANT = Viewer("inspector", "inspector"), Viewer("sergeant", "sergeant")
READERS = (CHAIR, SERGEANT, Viewer("leader", "leader"))
MEETING = "../pages/oversight/meeting.py"


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, demo_copy: str) -> Iterator[None]:
    """The demonstration as the dashboard's database."""
    monkeypatch.setenv("CLVT_DATABASE_URL", demo_copy)
    monkeypatch.setattr(sign_in, "session", lambda: "a session")
    monkeypatch.setattr(sign_in, "may_still", lambda *_: True)
    forget()
    yield
    forget()


def opened(monkeypatch: pytest.MonkeyPatch, viewer: Viewer, page: str) -> AppTest:
    """A page as a reader opens it by the menu."""
    monkeypatch.setattr(sign_in, "viewer", lambda: viewer)
    return AppTest.from_file(APP, default_timeout=120).run().switch_page(page).run()


def with_purpose(at: AppTest) -> AppTest:
    """The page once the reader has said what the records are for, if it asks."""
    for choice in at.selectbox:
        if choice.label == "Purpose":
            choice.select(choice.options[0])
            next(each for each in at.button if each.label == "Show the records").click()
            return at.run()
    return at


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("viewer", READERS, ids=lambda viewer: viewer.role)
def test_every_switch_of_every_page_can_be_turned_on(
    monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    switches = 0
    for entry in (each for each in navigation.MENU if each.is_for(viewer)):
        at = with_purpose(opened(monkeypatch, viewer, f"../pages/{entry.file}.py"))
        assert not at.exception, entry.name
        for switch in at.toggle:
            switches += 1
            switch.set_value(True)
            at = with_purpose(at.run())
            assert not at.exception, (entry.name, switch.label)
    assert switches


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("viewer", [CHAIR, SERGEANT], ids=lambda viewer: viewer.role)
def test_each_step_of_the_agenda_is_drawn(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> None:
    at = opened(monkeypatch, viewer, MEETING)
    next(each for each in at.button if each.label.startswith("Go through the agenda")).click()
    at = with_purpose(at.run())
    steps = 1
    while not (onward := next(each for each in at.button if each.label == "Next")).disabled:
        assert not at.exception
        at = onward.click().run()
        steps += 1
    assert not at.exception
    assert steps > 10
