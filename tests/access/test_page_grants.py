"""Each page checks its own grant, so that it stays closed even if the menu let a reader through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.answers import cache
from dashboard.components import frame
from dashboard.navigation import MENU, PAGES, MenuEntry
from data import tables
from data.database import reading_engine
from queries.access import NOBODY, ROLES, Denied, Grant, Viewer
from tests.forgetting import forget

EVERYBODY = (
    NOBODY,
    Viewer("wiz", "wizard", frozenset({"gedling"})),
    *(Viewer("somebody", role, frozenset({"gedling"})) for role in ROLES),
)
REFUSED = [
    pytest.param(entry, viewer, id=f"{entry.name}-{viewer.role or 'nobody'}")
    for entry in MENU
    for viewer in EVERYBODY
    if not entry.is_for(viewer)
]
# They show only the reader's own account, and open with any grant.
WITHOUT_A_GRANT = {"my_password", "your_sessions"}


@pytest.fixture
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a dashboard's database, with the pages' own checks in place."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    forget()
    yield sqlite_url
    forget()


def without_the_menu(name: str, username: str, role: str, areas: frozenset[str]) -> None:
    """A page, run as though the menu had let the viewer through."""
    import runpy

    from dashboard import navigation
    from dashboard.components import frame
    from dashboard.components.run import Run
    from queries.access import Viewer

    frame.set_run(Run(Viewer(username, role, areas)))
    runpy.run_path(navigation.path(name))


@pytest.mark.parametrize(("entry", "viewer"), REFUSED)
def test_a_page_refuses_a_reader_without_its_grant_and_draws_nothing(
    url: str, entry: MenuEntry, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "answer", _never)
    monkeypatch.setattr("dashboard.answers.uncached.answer", _never)
    arguments = (entry.name, viewer.username, viewer.role, viewer.areas)
    at = AppTest.from_function(without_the_menu, args=arguments, default_timeout=30).run()
    (failed,) = at.exception
    assert failed.proto.type.rpartition(".")[2] == Denied.__name__
    assert list(at.main.children.values()) == [failed]
    assert [(row.action, row.page) for row in logged_events(url)] == [("denied", entry.title)]


@pytest.mark.parametrize("entry", [e for e in MENU if e.needs], ids=lambda entry: entry.name)
def test_a_page_asks_for_the_grants_that_the_menu_names(
    url: str, entry: MenuEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, set[Grant]]] = []

    def page(title: str, *needs: Grant, **_: Any) -> bool:
        asked.append((title, set(needs)))
        raise Denied(title)

    monkeypatch.setattr(frame, "page", page)
    arguments = (entry.name, "", "", frozenset[str]())
    AppTest.from_function(without_the_menu, args=arguments, default_timeout=30).run()
    assert asked == [(entry.title, {entry.needs, *entry.or_needs})]


def test_every_page_is_in_the_menu_with_a_grant() -> None:
    files = {
        str(file.relative_to(PAGES).with_suffix(""))
        for file in Path(PAGES).rglob("*.py")
        if file.stem != "__init__"
    }
    assert files == {entry.file for entry in MENU}
    assert {entry.name for entry in MENU if entry.needs is None} == WITHOUT_A_GRANT
    assert len({navigation.address(entry.name) for entry in MENU}) == len(MENU)


def test_without_a_role_only_the_pages_about_ones_own_account_open() -> None:
    for viewer in EVERYBODY[:2]:
        assert {entry.name for entry in MENU if entry.is_for(viewer)} == WITHOUT_A_GRANT


def _never(*_: object) -> None:
    pytest.fail("Something was asked of the data.")


def logged_events(url: str) -> list[Any]:
    """The events in the access log."""
    engine = reading_engine(url)
    with engine.connect() as connection:
        rows = list(connection.execute(select(tables.access_event)).all())
    engine.dispose()
    return rows
