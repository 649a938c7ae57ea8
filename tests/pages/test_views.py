"""Every view has a headline for any filters, and its chart finds the columns that it draws."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard import charts
from dashboard.answers import cache
from dashboard.screens import about, access_log
from dashboard.style import tables, words
from dashboard.views import (
    VIEWS,
    imports,
    month_ends,
    records,
    tracker,
)
from dashboard.views.intelligence import against_last_year, comparison
from dashboard.views.month_ends import label_positions
from dashboard.views.safeguarding import duties, education, hearings, panel_actions
from dashboard.views.safeguarding.referring import timeliness
from dashboard.views.tracker import two_lines
from dashboard.views.trends import TRENDS
from dashboard.views.view import Finding, View
from data.database import writing_engine
from data.importing.problems import Refused
from data.importing.run import import_files
from queries.access import OPERATOR, Grant
from queries.ask import Answer, Fetch, ask, from_database
from queries.dimensions import STATUS, Categories
from queries.filters import UNKNOWN, Filters, Listing, Period
from queries.questions import QUESTIONS
from queries.scope import DUTIES, NAMED_IN_SEARCH
from tests.invented.random_data import GENDERS

NEWEST = date(2022, 11, 22)
OF_A_CHILDS_DUTY = (
    "duty", "state", "started_on", "days", "unit", "due_on", "done_on", "reason", "decided_on",
    "decided_by", "tried",
)  # fmt: skip
UNDECIDED = (None, None, None, None)
YEAR = Period(date(2022, 1, 1), NEWEST)
ALL = Filters(NEWEST, YEAR, 20)
FILTERS = {
    "all": ALL,
    "city": Filters(NEWEST, YEAR, 20, district="City"),
    "unknown area": Filters(NEWEST, YEAR, 20, area=UNKNOWN),
    "one area": Filters(NEWEST, YEAR, 20, area="gedling"),
    "one status": Filters(NEWEST, YEAR, 20, status="Open to the County Lines team"),
    "one gender": Filters(NEWEST, YEAR, 20, gender="Female"),
    "one day": Filters(NEWEST, Period(NEWEST, NEWEST), 20),
    "as known": Filters(date(2021, 12, 31), Period(date(2021, 4, 1), date(2021, 12, 31)), 9),
    "before everything": Filters(date(2010, 1, 1), Period(date(2009, 1, 1), date(2010, 1, 1)), 20),
    "after everything": Filters(date(2040, 3, 31), Period(date(2039, 1, 1), date(2040, 3, 31)), 20),
    "nobody": Filters(NEWEST, YEAR, 20, "City", "gedling", "Vulnerable to County Lines", "Unknown"),
    "a leap day": Filters(date(2024, 2, 29), Period(date(2024, 2, 29), date(2024, 2, 29)), 20),
}


# 1 children, one of 1 area.
MANY_OF_ONE = re.compile(
    r"(?<![\d.,])(?:1|[Oo]ne) (?:children|entries|areas|months|days|reports|visits|referrals|"
    r"meetings|times|points)\b|\b(?:[01]|[Oo]ne|[Nn]one) of 1(?![\d,.])"
)


@functools.cache
def fetch(engine: Engine) -> Fetch:
    """Answers of a database, each worked out once for all views that use it."""
    return functools.cache(from_database(engine))


def finding_of(view: View, filters: Filters, engine: Engine) -> Finding:
    return view.finding(lambda asked: ask(asked, OPERATOR, filters, fetch(engine)), filters)


@pytest.mark.parametrize("which", FILTERS)
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_a_headline_and_what_its_chart_draws(
    name: str, which: str, demo_engine: Engine
) -> None:
    view = VIEWS[name]
    finding = finding_of(view, FILTERS[which], demo_engine)
    assert finding.headline
    assert finding.headline[0] == finding.headline[0].upper()
    assert "nan" not in finding.headline.lower()
    assert "None of" in finding.headline or "None" not in finding.headline
    assert not MANY_OF_ONE.search(finding.headline), finding.headline
    assert "  " not in finding.headline
    if view.chart is None:
        assert finding.marks.empty
    elif not finding.marks.empty:
        assert set(_fields(charts.spec_of(view.chart))) <= set(finding.marks.columns)
        assert not finding.table.empty


def test_under_one_area_figures_of_panels_are_said_to_be_of_its_district(
    demo_engine: Engine,
) -> None:
    of_panels = (hearings.meetings, panel_actions.open_actions, TRENDS["actions-late"])
    one_area = replace(ALL, area="gedling")
    for view in (*of_panels, hearings.standing):
        subtitles = [finding_of(view, by, demo_engine).subtitle for by in (ALL, one_area)]
        said = [". Of the panels of the area's whole district" in each for each in subtitles]
        assert said == [False, view in of_panels], view.name


def test_a_figure_judged_by_a_limit_says_how_long_its_standards_allow(demo_engine: Engine) -> None:
    said = {
        timeliness.answers: "within 1 working day (Red: the same day; Green: 3 days), ",
        timeliness.decisions: "within 2 working days how to treat the child, ",
        education.schooling: "A check lapses after 90 days",
        hearings.toolkits: "(without a Review by, after 92 days), ",
    }
    for view, limit in said.items():
        assert limit in finding_of(view, ALL, demo_engine).subtitle, view.name


def test_a_panel_without_data_explains_itself(demo_engine: Engine) -> None:
    for view in VIEWS.values():
        finding = finding_of(view, FILTERS["before everything"], demo_engine)
        if view.question.counts in ("children", "entries", "reports") and "map" not in view.name:
            assert finding.marks.empty, view.name


def test_the_chart_of_a_count_adds_up_to_the_count(demo_engine: Engine) -> None:
    for name in ("ages", "status", "gender", "areas", "duration", "turning_18"):
        marks = finding_of(VIEWS[f"tracker_{name}"], ALL, demo_engine).marks
        assert marks["children"].sum() == 42, name
    marks = finding_of(VIEWS["tracker_area_map"], ALL, demo_engine).marks
    assert marks["label"].astype(int).sum() == 41, "the map leaves out the one without an area"


def test_unequal_windows_are_compared_by_the_day(demo_engine: Engine) -> None:
    finding = finding_of(VIEWS["intelligence_years"], ALL, demo_engine)
    assert finding.headline == (
        "2.24 reports a day in 2021/22 (818 in 365 days) and 3.09 reports a day in 2022/23, part "
        "year (730 in 236 days)"
    )
    assert list(finding.table["Reports a day"]) == [2.24, 3.09]
    assert "%" not in finding.headline


def test_a_percentage_is_left_out_of_small_counts() -> None:
    def window(now: int, then: int) -> list[tuple[Any, ...]]:
        start, end = date(2022, 4, 1), date(2022, 7, 9)
        return [("", start, end, end, 100, now), ("", start, end, end, 100, then)]

    assert comparison(window(30, 20)).endswith("(+50%)")
    assert comparison(window(20, 40)).endswith("(−50%)")
    assert "%" not in comparison(window(30, 19))
    assert "%" not in comparison(window(0, 0))
    assert against_last_year(window(30, 20)) == "against 0.20 on the same dates last year (+50%)"


def test_numbers_and_periods_are_written_one_way() -> None:
    assert [words.number(n) for n in (0, 1, 2, 1234)] == ["none", "one", "2", "1,234"]
    assert words.period(YEAR) == "1 January to 22 November 2022"
    assert words.period(Period(NEWEST, NEWEST)) == "22 November 2022"


def test_lines_of_genders_have_the_colours_of_the_bars(demo_engine: Engine) -> None:
    drawn = finding_of(month_ends.gender_trend, ALL, demo_engine).marks["series"].drop_duplicates()
    assert list(drawn) == [gender for gender in GENDERS if gender in set(drawn)]


@pytest.mark.parametrize(
    ("name", "kept", "expected"),
    [
        ("child_refs", '["CL-0001","CL-0002"]', "CL-0001, CL-0002"),
        (
            "filters",
            '{"as at":"2022-11-22","district":"City"}',
            "as at 2022-11-22, district City",
        ),
        ("purpose", "Monthly tracker meeting", "Monthly tracker meeting"),
        ("child_refs", '["CL-0001', '["CL-0001'),  # tampered with
        ("filters", '{"district":"City\\u202e\\n“"}', "district City '"),  # tampered with
        ("row_count", 42, 42),
    ],
)
def test_the_access_log_is_worded_without_json_punctuation(
    name: str, kept: Any, expected: Any
) -> None:
    assert access_log.detail_in_words(name, kept) == expected


@pytest.mark.parametrize("name", ["recipients", "purpose", "change", "address"])
@pytest.mark.parametrize("typed", [r'["A\nFrom: 10.0.0.9\u202e"]', r'{"A\n": "\u201d"}'])
def test_what_somebody_typed_into_the_access_log_is_shown_as_typed(name: str, typed: str) -> None:
    assert access_log.detail_in_words(name, typed) == typed


def test_the_names_of_the_lines_of_a_chart_never_overlap() -> None:
    places = sorted(label_positions({"a": 20, "b": 21, "c": 21, "d": 2}, highest=24).values())
    assert all(b - a >= 2 for a, b in pairwise(places))


def test_a_long_name_is_divided_into_lines_of_like_length() -> None:
    assert two_lines("Newark and Sherwood") == "Newark and|Sherwood"
    assert two_lines("Gedling") == "Gedling"


def _fields(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "field" and isinstance(value, str):
                yield value
            elif key not in ("params", "transform"):
                yield from _fields(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from _fields(value)


def test_every_chart_has_a_specification_and_no_specification_is_unused() -> None:
    drawn = {view.chart for view in VIEWS.values() if view.chart}
    assert drawn | {"control_small", "history", "release_trend"} == set(charts.specifications())


def test_figures_have_different_titles_with_abbreviations_in_capitals() -> None:
    titles = [each.title for each in VIEWS.values()]
    assert len(titles) == len(set(titles))
    short = {"BTP", "CCE", "MASH", "NRM", "NSD", "PND", "PPN", "SCA"}
    for title in (*titles, *(each.title for each in QUESTIONS.values())):
        named = [word for word in re.findall(r"\w+", title) if word.upper() in short]
        assert all(word.isupper() for word in named), title


def test_the_page_about_the_data_says_how_each_figure_is_counted() -> None:
    assert {each.question.subject for each in VIEWS.values()} <= {*about.SUBJECTS}


def test_the_list_behind_a_duty_says_that_it_is_of_those_in_one_state() -> None:
    listing = Listing.narrowed("duty_first_visit", state="Overdue")
    assert records.heading(replace(ALL, listing=listing), 3) == (
        "3 children on the tracker, by the state of a first visit, 22 November 2022, Overdue"
    )


def test_no_view_reads_records() -> None:
    """Views are cached, and records must not be."""
    assert {view.question.needs for view in VIEWS.values()} == {Grant.COUNTS}


def test_a_refused_file_is_shown_at_once(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no new import, so nothing that is cached for the data version may hide it."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    before = cache.rendered(imports.refused, OPERATOR, ALL)
    wrong = tmp_path / "tracker.csv"
    wrong.write_text("Reference,Added\nCL-1,the other day\n", encoding="utf-8")
    with pytest.raises(Refused):
        import_files(writing_engine(sqlite_url), [wrong], extracted_on=NEWEST)
    after = cache.rendered(imports.refused, OPERATOR, ALL)
    assert (before.rows, after.rows) == (0, 1)


@pytest.mark.parametrize(
    ("chosen", "finding"),
    [
        (None, "37 of 42 children are male (88%)"),
        ("Female", "All 5 children are female"),
        ("Unknown", "No child on the tracker matches these filters"),
    ],
)
def test_a_headline_names_the_gender_that_was_chosen(
    chosen: str | None, finding: str, demo_engine: Engine
) -> None:
    assert finding_of(tracker.gender, replace(ALL, gender=chosen), demo_engine).headline == finding


def test_the_due_day_of_a_duty_that_repeats_is_said_to_be_that_of_the_next_time() -> None:
    due, done = date(2022, 12, 5), date(2022, 11, 7)
    repeated = {duty.repeats: duty.label for duty in DUTIES}
    rows = [
        (repeated[True], "Done late", done, 28, "calendar", due, done, *UNDECIDED),
        (repeated[True], "Overdue", done, 28, "calendar", due, None, *UNDECIDED),
        (repeated[False], "Done in time", done, 10, "working", due, done, *UNDECIDED),
        (repeated[False], "Due", done, None, None, None, None, *UNDECIDED),
    ]
    table = records.duties_table(Answer(OF_A_CHILDS_DUTY, tuple(rows))).set_index("State")
    assert dict(table["Due on"]) == {
        "Done late": "Again by 5 December 2022",
        "Overdue": "5 December 2022",
        "Done in time": "5 December 2022",
        "Due": "No date",
    }


@pytest.mark.parametrize(
    ("label", "days", "unit", "standard"),
    [
        ("First visit", 10, "working", "10 working days"),
        ("Follow-up visit", 28, "calendar", "28 days"),
        ("PPN to MASH", 0, "calendar", "The same day"),
        ("Heard by a panel", 62, "calendar", "Second panel planned, else 62 days"),
        ("Handover before 18", None, None, "Day before the 18th birthday"),
        ("NRM", None, None, "None"),
    ],
)
def test_the_standard_of_a_childs_duty_and_the_sheet_that_shows_it_are_named(
    label: str, days: int | None, unit: str | None, standard: str
) -> None:
    done = date(2022, 11, 7)
    row = (label, "Done in time", done, days, unit, done, done, *UNDECIDED)
    (named,) = records.duties_table(Answer(OF_A_CHILDS_DUTY, (row,))).to_dict("records")
    sheet = next(duty.sheet for duty in DUTIES if duty.label == label)
    assert (named["Standard"], named["Evidence"]) == (standard, f"Sheet {sheet}")


def test_of_a_childs_duty_that_does_not_apply_the_reason_and_who_decided_are_named() -> None:
    start, decided = date(2022, 11, 7), date(2022, 11, 8)
    row = ("NRM", "Not applicable", start, 5, "working", start, None)
    rows = ((*row, "Declined", decided, "Inspector", None), (*row, *UNDECIDED))
    by_decision, without_standard = records.duties_table(Answer(OF_A_CHILDS_DUTY, rows))["Evidence"]
    assert by_decision == "Declined, decided by Inspector, 8 November 2022"
    assert without_standard == "No standard for this status"


def test_no_day_of_the_list_for_a_briefing_is_broken_over_two_lines() -> None:
    columns = (
        "child_ref", "duty", "state", "working_days_late", "due_on", "started_on", "status",
        "area_code", "age", "tried",
    )  # fmt: skip
    started, of_child = date(2022, 11, 7), ("Open", None, 16, None)
    duty = ("CL-0042", DUTIES[0].label, "Due", None)
    rows = ((*duty, date(2022, 12, 5), started, *of_child), (*duty, None, started, *of_child))
    listed = duties.open_duties_table(Answer(columns, rows), {}, Categories(STATUS, ()))
    html = tables.as_html(listed, "Open duties")
    days = re.findall(r'<td class=day data-column="[^"]*">([^<]*)<', html)
    assert days == ["5 December 2022", "7 November 2022", "No date", "7 November 2022"]


def test_a_search_that_named_a_child_is_shown_with_the_reports_of_its_day_or_by_itself() -> None:
    searched, other, third = (date(2022, 11, day) for day in (7, 8, 9))
    reports = Answer(
        ("submitted_on", "report_ref", "flag", "area_code"),
        ((searched, "INT-1", None, None), (other, "INT-2", None, None)),
    )
    named = tuple((day, NAMED_IN_SEARCH, None, None) for day in (searched, third))
    acts = Answer(("on", "what", "details", "due_on"), named)
    nothing = Answer((), ())
    told = records.events_table(nothing, nothing, reports, acts, {})
    assert list(zip(told["Date"], told["What"], strict=True)) == [
        (third, "Named in daily search"),
        (other, "Intelligence"),
        (searched, "Intelligence, found by search"),
    ]
