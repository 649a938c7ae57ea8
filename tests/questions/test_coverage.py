"""No figure reaches beyond the days that imports cover, and days that are not covered are not 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from dashboard.answers import cache
from dashboard.views import VIEWS, movement, rollout, tracker
from dashboard.views import intelligence as intelligence_views
from dashboard.views.safeguarding import education, encounters, searches
from dashboard.views.safeguarding.referring import nrm
from dashboard.views.view import Finding, View
from data.accounts import operator
from data.database import upgrade, writing_engine
from data.keeping.undoing import undo
from data.tables import coverage, import_file, import_run, intelligence_report
from queries.access import OPERATOR, Grant
from queries.administration import reference
from queries.ask import Answer, Question, ask, from_database
from queries.extract import newest_extract
from queries.figures import figures
from queries.filters import Filters, Period
from queries.oversight import intelligence
from queries.oversight import rollout as nsd
from tests.importing.test_importing import import_sheets
from tests.invented.workbooks import entry, meeting, report, stage
from tests.invented.workbooks import nrm as referral_to_the_nrm

__all__ = ["import_sheets"]  # a fixture

NOVEMBER = date(2022, 11, 22)
SEPTEMBER = date(2022, 9, 30)
THIS_YEAR = Period(date(2022, 4, 1), NOVEMBER)
ImportSheets = Callable[..., Any]


def filters_of(engine: Engine, day: date = NOVEMBER, period: Period = THIS_YEAR) -> Filters:
    newest = newest_extract(engine)
    assert newest
    return Filters(day, period, newest.version)


def answer(engine: Engine, asked: Question, filters: Filters | None = None) -> Answer:
    return ask(asked, OPERATOR, filters or filters_of(engine), from_database(engine))


def finding(engine: Engine, view: View, filters: Filters | None = None) -> Finding:
    filters = filters or filters_of(engine)
    return view.describe(answer(engine, view.question, filters).frame(), filters)


def spans(engine: Engine) -> list[tuple[Any, ...]]:
    c = coverage.c
    with engine.connect() as connection:
        found = connection.execute(
            select(c.import_id, c.sheet, c.first_day, c.last_day).order_by(c.import_id, c.sheet)
        )
        return [tuple(row) for row in found]


def import_to_september(import_sheets: ImportSheets) -> None:
    """Intelligence of a year and a half to 30 September, and the tracker to 22 November."""
    reports = [report("A", "2021-05-01"), report("B", "2021-10-20"), report("C", "2022-09-01")]
    import_sheets(SEPTEMBER, (date(2021, 4, 1), SEPTEMBER), intelligence=reports)
    import_sheets(NOVEMBER, tracker=[entry()])


# What an import covers


def test_an_import_keeps_what_each_of_its_sheets_covers(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(
        SEPTEMBER, tracker=[entry()], intelligence=[report("A", "2022-09-03"), report("B")]
    )
    import_sheets(
        NOVEMBER, (date(2022, 11, 1), date(2022, 11, 30)), intelligence=[], meetings=[meeting()]
    )
    assert spans(writing) == [
        (1, "intelligence", date(2022, 1, 10), date(2022, 9, 3)),
        (1, "tracker", None, SEPTEMBER),
        (2, "intelligence", date(2022, 11, 1), NOVEMBER),
        (2, "meetings", None, NOVEMBER),
    ]


def test_an_import_that_covers_more_days_is_kept_though_it_changes_no_record(
    import_sheets: ImportSheets,
) -> None:
    sheets = {"intelligence": [report("A", "2022-09-03")]}
    assert import_sheets(NOVEMBER, (date(2022, 9, 1), SEPTEMBER), **sheets).import_id == 1
    assert import_sheets(NOVEMBER, (date(2022, 9, 2), SEPTEMBER), **sheets).import_id is None
    assert import_sheets(NOVEMBER, (date(2022, 8, 31), SEPTEMBER), **sheets).import_id == 2


def test_figures_are_as_at_the_last_day_of_the_tracker(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(SEPTEMBER, tracker=[entry()])
    import_sheets(NOVEMBER, intelligence=[report()])
    newest, first = newest_extract(writing), newest_extract(writing, known=1)
    assert newest
    assert first
    assert (newest.extracted_on, newest.covered_to) == (NOVEMBER, SEPTEMBER)
    assert first.covered_to == SEPTEMBER


def test_imports_from_before_coverage_was_recorded_cover_what_is_known(
    empty_database_url: str,
) -> None:
    engine = writing_engine(empty_database_url)
    with engine.begin() as connection:
        upgrade(connection, "0013")
        at = pd.Timestamp("2022-12-01").to_pydatetime()
        for import_id, day in ((1, SEPTEMBER), (2, NOVEMBER)):
            connection.execute(
                insert(import_run).values(
                    import_id=import_id, extracted_on=day, imported_at=at, is_demo=False
                )
            )
            for sheet in ("tracker", "intelligence"):
                zeros = dict.fromkeys(("new", "changed", "withdrawn", "read"), 0)
                connection.execute(
                    insert(import_file).values(
                        import_id=import_id, file="x", sha256="", sheet=sheet, notices="",
                        **{f"rows_{name}": n for name, n in zeros.items()},
                    )
                )  # fmt: skip
        connection.execute(
            insert(intelligence_report).values(
                known_from=2, report_ref="A", submitted_on=date(2022, 5, 1), flag="County Lines"
            )
        )
        upgrade(connection)
    assert spans(engine) == [
        (1, "tracker", None, SEPTEMBER),
        (2, "intelligence", date(2022, 5, 1), NOVEMBER),
        (2, "tracker", None, NOVEMBER),
    ]
    engine.dispose()


def test_what_an_undone_import_covered_is_not_covered(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(SEPTEMBER, tracker=[entry()])
    import_sheets(NOVEMBER, tracker=[entry()], intelligence=[report()])
    undo(writing, 2, operator("clvt undo"), with_later=False)
    newest = newest_extract(writing)
    assert newest
    assert newest.covered_to == SEPTEMBER
    assert answer(writing, reference.coverage).rows == (("tracker", None, SEPTEMBER),)


# Intelligence that ends before the as-at date


def test_days_after_the_last_covered_are_not_counted(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_to_september(import_sheets)
    rows = answer(writing, intelligence.intelligence_same_dates).rows
    assert [row[3:] for row in rows] == [(SEPTEMBER, 183, 1), (date(2021, 9, 30), 183, 1)]
    years = answer(writing, intelligence.intelligence_by_financial_year).rows
    assert [row[3:] for row in years] == [(date(2022, 3, 31), 365, 2), (SEPTEMBER, 183, 1)]


def test_the_last_day_covered_is_put_in_words(import_sheets: ImportSheets, writing: Engine) -> None:
    import_to_september(import_sheets)
    text = "to 30 September 2022; later days are not in yet"
    assert text in finding(writing, intelligence_views.same_dates).headline
    assert text in finding(writing, intelligence_views.years).headline
    headline = finding(writing, intelligence_views.cumulative).headline
    assert "1 report by 30 September 2022, against one by the same date last year" in headline
    assert text in headline
    assert (
        "on the 183 of 236 days that are covered"
        in finding(writing, intelligence_views.areas).headline
    )


def test_a_year_without_any_day_covered_is_not_0(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(NOVEMBER, (date(2022, 4, 1), NOVEMBER), intelligence=[report("A", "2022-09-01")])
    years = finding(writing, intelligence_views.years)
    assert years.headline.startswith("No day of 2021/22 is covered. 0.00 reports a day in 2022/23")
    assert list(years.marks["rate"]) == ["Not covered", "0.00 a day"]
    assert list(years.table["Reports"]) == ["Not covered", 1]
    same = finding(writing, intelligence_views.same_dates).headline
    assert same == "0.00 reports a day; the same dates last year are not covered"


def test_a_gap_between_imports_is_a_gap_and_not_0(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(date(2022, 6, 30), (date(2022, 4, 1), date(2022, 6, 30)), intelligence=[])
    reports = [report("A", "2022-09-05")]
    import_sheets(NOVEMBER, (date(2022, 8, 11), NOVEMBER), intelligence=reports)
    months = finding(writing, intelligence_views.months)
    by_month = dict(zip(months.table["Month"], months.table["Reports"], strict=True))
    assert (by_month["June 2022"], by_month["July 2022"]) == (0, "Not covered")
    marks = months.marks.set_index(months.marks["month"].dt.strftime("%B %Y"))
    assert marks.loc["June 2022", "per_day"] == 0
    assert list(marks["per_day"].isna())[-5:] == [True, False, False, False, False]
    assert list(marks["part"][-5:]) == [
        "Not covered",
        "Part month",
        "Whole month",
        "Whole month",
        "Part month",
    ]
    assert "17 months are not covered" in months.headline
    line = finding(writing, intelligence_views.cumulative)
    now = line.table[line.table["Year"] == "2022/23"].set_index("Date")["Reports so far"]
    assert now[date(2022, 7, 8)] == "Not covered"
    assert now[date(2022, 8, 12)] == 0
    assert "41 days are not covered" in line.headline


def test_a_period_without_covered_days_says_so_and_does_not_show_zero_reports(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(NOVEMBER, (NOVEMBER, NOVEMBER), intelligence=[])
    before = filters_of(writing, SEPTEMBER, Period(date(2022, 9, 1), SEPTEMBER))
    for view in (
        intelligence_views.same_dates,
        intelligence_views.years,
        intelligence_views.months,
        intelligence_views.areas,
        intelligence_views.cumulative,
    ):
        shown = finding(writing, view, before)
        assert "covered" in shown.headline, view.name
        assert "was submitted" not in shown.headline, view.name
        assert shown.marks.empty, view.name


# Sheets that have not been loaded


@pytest.fixture
def texts_shown(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImportSheets]:
    """shown(view): the texts that pages show of it."""
    monkeypatch.setenv("CLVT_DATABASE_URL", database_url)
    cache.forget()
    yield lambda view, filters: cache.finding(view, OPERATOR, filters)
    cache.forget()


def test_a_sheet_that_was_never_loaded_is_not_loaded_and_not_0(
    import_sheets: ImportSheets, writing: Engine, texts_shown: ImportSheets
) -> None:
    import_sheets(NOVEMBER, meetings=[meeting()])
    for view, headline in (
        (rollout.stage_map, "No NSD stages have been loaded"),
        (rollout.timeline, "No NSD stages have been loaded"),
        (tracker.areas, "The tracker has not been loaded"),
        (movement.bridge, "The tracker has not been loaded"),
        (intelligence_views.months, "No intelligence has been loaded"),
        (education.schooling, "No education has been loaded"),
        (encounters.by_situation, "No criminal situations have been loaded"),
        (searches.searched, "No searches have been loaded"),
        (nrm.decisions, "No referrals to the NRM have been loaded"),
        (nrm.from_the_sca, "Nothing from the SCA has been loaded"),
    ):
        found = texts_shown(view, filters_of(writing))
        assert (found.headline, found.marks.empty) == (headline, True)
    for view in VIEWS.values():
        if view.question.needs is Grant.COUNTS and view.question.subject != "imports":
            headline = texts_shown(view, filters_of(writing)).headline
            assert re.search("No(thing)? .*ha(s|ve) been loaded|has not been loaded", headline), (
                view.name,
                headline,
            )
    import_sheets(NOVEMBER, nsd_stages=[], tracker=[])
    cache.forget()
    assert texts_shown(rollout.stage_map, filters_of(writing)).headline.startswith(
        "NSD is live in none of 12"
    )


def test_a_panel_says_that_its_sheet_ends_before_the_as_at_date(
    import_sheets: ImportSheets, writing: Engine, texts_shown: ImportSheets
) -> None:
    import_sheets(SEPTEMBER, tracker=[entry()], nrm=[referral_to_the_nrm(referred="2021-11-20")])
    import_sheets(NOVEMBER, tracker=[entry()])
    note = "The sheet nrm ends on 30 September 2022: what came later is not in yet."
    assert texts_shown(nrm.decisions, filters_of(writing)).notes == (note,)
    import_sheets(NOVEMBER, tracker=[entry()], nrm=[referral_to_the_nrm(referred="2021-11-20")])
    cache.forget()
    assert texts_shown(nrm.decisions, filters_of(writing)).notes == ()


def test_figures_of_what_was_never_loaded_are_null(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(NOVEMBER, meetings=[meeting()])
    found = figures(OPERATOR, filters_of(writing), from_database(writing))
    assert {found[name] for name in ("on_tracker", "nsd", "intelligence")} == {None}
    assert found["covered"] == {"meetings": {"from": None, "to": "2022-11-22"}}


def test_figures_say_which_days_are_covered(import_sheets: ImportSheets, writing: Engine) -> None:
    import_to_september(import_sheets)
    found = figures(OPERATOR, filters_of(writing), from_database(writing))
    assert found["intelligence"]["2022/23"] == {
        "reports": 1,
        "days": 183,
        "per_day": 0.01,
        "part_year": True,
        "covered_to": "2022-09-30",
        "days_not_covered": 53,
    }
    assert found["covered"]["intelligence"] == {"from": "2021-04-01", "to": "2022-09-30"}


def test_stages_that_end_before_the_as_at_date_are_of_their_own_last_day(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(
        SEPTEMBER, nsd_stages=[stage(since="2022-01-10"), stage("Ashfield", "2022-11-01")]
    )
    import_sheets(NOVEMBER, tracker=[entry()])
    by_area = {row[1]: row[5] for row in answer(writing, nsd.nsd_by_area).rows}
    assert (by_area["Gedling"], by_area["Ashfield"]) == ("Live", "Not started")
    assert finding(writing, rollout.stage_map).headline.endswith(
        "on 30 September 2022; later stages are not in yet"
    )
