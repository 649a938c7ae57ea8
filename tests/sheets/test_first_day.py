"""Of the days before people began to keep a sheet nothing is known, which is not 0."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from dashboard.views import VIEWS
from dashboard.views.safeguarding import duties as duty_views
from dashboard.views.safeguarding import hearings, visits
from dashboard.views.safeguarding.referring import nrm, referrals
from dashboard.views.view import Finding, View
from data.database import upgrade
from data.importing.run import import_files
from data.sheets import SHEETS
from data.tables import coverage
from queries.access import OPERATOR, Grant
from queries.ask import ask, from_database
from queries.extract import newest_extract
from queries.figures import figures
from queries.filters import Filters, Period
from queries.meeting import counts
from queries.safeguarding import duties
from queries.scope import DUTIES
from tests.invented.workbooks import entry, panel_meeting, referral, visit, write_csvs
from tests.invented.workbooks import nrm as referred

JUNE, NOVEMBER = date(2022, 6, 30), date(2022, 11, 22)
FIRST = date(2022, 9, 1)
BEFORE = "No visits are recorded before 1 September 2022"


@pytest.fixture
def kept_since_september(writing: Engine, tmp_path: Path) -> Engine:
    """The tracker since January, and sheets whose first rows are of September."""
    sheets: dict[str, Any] = {
        "tracker": [entry()],
        "visits": [visit(on="2022-09-01"), visit("V-2", on="2022-10-03")],
        "referrals": [referral(sent="2022-09-01")],
        "nrm": [referred(referred="2022-09-01")],
        "panel_meetings": [panel_meeting("2022-09-01"), panel_meeting("2022-12-06")],
    }
    folder = write_csvs(tmp_path / "files", sheets)
    import_files(writing, [folder], extracted_on=NOVEMBER, is_confirmed=True)
    return writing


def filters_on(engine: Engine, day: date, start: date = date(2022, 1, 1)) -> Filters:
    newest = newest_extract(engine)
    assert newest
    return Filters(day, Period(start, day), newest.version)


def finding_of(engine: Engine, view: View, asked: Filters) -> Finding:
    fetch = from_database(engine)
    return view.finding(lambda question: ask(question, OPERATOR, asked, fetch), asked)


def test_a_sheet_covers_the_days_from_its_first_row_on(kept_since_september: Engine) -> None:
    c = coverage.c
    with kept_since_september.connect() as connection:
        found = connection.execute(select(c.sheet, c.first_day, c.last_day)).tuples().all()
    assert set(found) == {
        ("tracker", None, NOVEMBER),
        *((name, FIRST, NOVEMBER) for name in ("visits", "referrals", "nrm", "panel_meetings")),
    }


def test_a_sheet_without_rows_says_that_nothing_was_ever_recorded(
    writing: Engine, tmp_path: Path
) -> None:
    folder = write_csvs(tmp_path / "files", {"tracker": [entry()], "visits": []})
    import_files(writing, [folder], extracted_on=NOVEMBER, is_confirmed=True)
    found = finding_of(writing, visits.outcomes, filters_on(writing, JUNE))
    assert found.headline == visits.NO_VISIT


def test_a_figure_of_a_day_before_the_first_row_is_not_0(kept_since_september: Engine) -> None:
    for view, headline in (
        (visits.last_seen, BEFORE),
        (visits.outcomes, BEFORE),
        (referrals.awaiting, "No referrals are recorded before 1 September 2022"),
        (nrm.decisions, "No referrals to the NRM are recorded before 1 September 2022"),
        (hearings.meetings, "No meetings of panels are recorded before 1 September 2022"),
    ):
        found = finding_of(kept_since_september, view, filters_on(kept_since_september, JUNE))
        assert (found.headline, found.marks.empty) == (headline, True), view.name


def test_no_view_of_a_sheet_has_a_mark_before_its_first_row(kept_since_september: Engine) -> None:
    asked = filters_on(kept_since_september, JUNE)
    for view in VIEWS.values():
        sheet = view.question.sheet
        if view.question.needs is Grant.COUNTS and sheet and not SHEETS[sheet].covers_all_days:
            found = finding_of(kept_since_september, view, asked)
            assert found.marks.empty, view.name


def test_a_period_that_begins_earlier_says_from_when_it_is_covered(
    kept_since_september: Engine,
) -> None:
    asked = filters_on(kept_since_september, NOVEMBER)
    found = finding_of(kept_since_september, visits.outcomes, asked)
    assert found.headline == "The child was seen at both visits"
    assert found.notes == (f"{BEFORE}.",)
    later = filters_on(kept_since_september, NOVEMBER, FIRST)
    assert finding_of(kept_since_september, visits.outcomes, later).notes == ()


def test_duties_of_a_sheet_that_does_not_cover_the_day_are_not_known(
    kept_since_september: Engine,
) -> None:
    asked, fetch = filters_on(kept_since_september, JUNE), from_database(kept_since_september)
    of_the_tracker = [duty for duty in DUTIES if duty.sheet == "tracker"]
    states = ask(duties.duties_by_state, OPERATOR, asked, fetch)
    assert duty_views.number_of_unknown_duties(states) == len(DUTIES) - len(of_the_tracker)
    found = figures(OPERATOR, asked, fetch)["duties"]
    assert {name for name, states in found.items() if states is not None} == {
        duty.name for duty in of_the_tracker
    }
    overdue = ask(duties.duties_overdue, OPERATOR, asked, fetch).rows
    assert {row[1] for row in overdue} <= {duty.label for duty in of_the_tracker}
    known = ask(counts.meeting_items, OPERATOR, asked, fetch)
    assert {row[1]: row[2] for row in known.rows}["not_seen_lately"] is None


def test_what_was_imported_before_covers_no_day_before_its_first_row(
    kept_since_september: Engine,
) -> None:
    with kept_since_september.begin() as connection:
        connection.execute(text("UPDATE coverage SET first_day = NULL"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0049'"))
        upgrade(connection, "0050")
    test_a_sheet_covers_the_days_from_its_first_row_on(kept_since_september)
