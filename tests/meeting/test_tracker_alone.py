"""Where only the tracker was imported, pages say what is not known."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.settings import settings
from dashboard.views import month_ends
from dashboard.views.view import NO_CHANGES, View
from data import tables
from data.database import writing_engine
from queries.access import OPERATOR
from queries.ask import ask, from_database
from queries.scope import DUTIES
from tests.access.test_records import tab
from tests.pages.records_page import FILTERS, NEWEST, html_sent

__all__ = ["tab"]  # a fixture

SHEETS_OF_DUTIES = {duty.sheet for duty in DUTIES} - {"tracker"}


def page(name: str) -> None:
    """A page, as the dashboard runs it."""
    import runpy

    from dashboard import navigation
    from dashboard.answers import extracts
    from dashboard.components import filter_bar, frame, panels
    from dashboard.signing_in import sign_in

    run = filter_bar.draw(sign_in.viewer(), extracts.shown()).begin_run()
    frame.set_run(run)
    runpy.run_path(navigation.path(name))
    panels.draw(run)


@pytest.mark.usefixtures("tab")
@pytest.mark.parametrize("name", ["meeting", "overview", "duties"])
@pytest.mark.parametrize(
    ("loaded", "unknown"),
    [
        (set[str](), "10 duties are not known"),
        ({"referrals"}, "7 duties are not known"),
        (SHEETS_OF_DUTIES - {"nrm"}, "1 duty is not known"),
        (SHEETS_OF_DUTIES, ""),
    ],
)
def test_a_page_says_how_many_duties_are_not_known(
    monkeypatch: pytest.MonkeyPatch, name: str, loaded: set[str], unknown: str
) -> None:
    monkeypatch.setattr(navigation, "page", lambda to: SimpleNamespace(url_path=to))
    with writing_engine(settings().database_url).begin() as connection:
        for sheet in loaded:
            row = {"import_id": 1, "sheet": sheet, "last_day": NEWEST}
            connection.execute(insert(tables.coverage).values(row))
    at = AppTest.from_function(page, args=(name,), default_timeout=30).run()
    assert not at.exception
    assert unknown in html_sent(at)
    assert (" not known" in html_sent(at)) == bool(unknown)


@pytest.mark.usefixtures("tab")
@pytest.mark.parametrize(
    "view", [month_ends.status_trend, month_ends.district_trend], ids=lambda view: view.name
)
def test_earlier_months_are_said_to_be_as_first_imported_where_no_changes_are_loaded(
    view: View,
) -> None:
    engine = writing_engine(settings().database_url)
    fetch = from_database(engine)

    def notes() -> tuple[str, ...]:
        return view.finding(lambda asked: ask(asked, OPERATOR, FILTERS, fetch), FILTERS).notes

    assert NO_CHANGES in notes()
    with engine.begin() as connection:
        row = {"import_id": 1, "sheet": "changes", "last_day": NEWEST}
        connection.execute(insert(tables.coverage).values(row))
    assert NO_CHANGES not in notes()
    engine.dispose()
