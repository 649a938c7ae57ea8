"""Every figure and every mark of a chart leads to as many records as it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from dashboard.charts import spec_of
from dashboard.views import (
    VIEWS,
    trends,
)
from dashboard.views.records import heading, table
from dashboard.views.view import View
from queries.access import Viewer
from queries.ask import Answer, ask, from_database
from queries.filters import Filters, Listing, Period
from queries.oversight import movement as flows
from queries.oversight import records
from queries.oversight import tracker as on_it
from queries.oversight.sheet_rows import ROWS, rows_of_sheet
from queries.safeguarding import duties, searches
from tests.invented.data_set import DataSet
from tests.invented.random_filters import over_random_data
from tests.invented.records import Records
from tests.questions.test_questions import answer
from tests.sampling import FEW_FILTERS, IS_SOAK, MANY_FILTERS
from tests.slow import counting_rules as rules
from tests.slow import meeting

INSPECTOR = Viewer("chief", "inspector")
NEWEST = date(2022, 11, 22)
DEMO = Filters(NEWEST, Period(date(2022, 1, 1), NEWEST), 20)
# Views that do not count children, such as reports and stages of the rollout.
NOT_OF_CHILDREN = {
    "intelligence_areas",
    "intelligence_cumulative",
    "intelligence_months",
    "intelligence_same_dates",
    "intelligence_years",
    "rollout_stage_map",
    "rollout_timeline",
    "searches_searched",
    # Rates, medians and charts with limits: the page of movement leads to their records.
    *(view.name for view in trends.TRENDS.values()),
}
OF_DAYS = {"searches_calendar"}
"""Each mark opens a search and the reports of its day."""
WITHOUT_A_CHART = {name for name, view in VIEWS.items() if view.chart is None}


def list_at_address(filters: Filters, address: str, engine: Engine) -> Answer:
    """The list that the address asks for."""
    listing = records.read_listing(address)
    assert str(listing) == address, (
        "each name has a line in NARROWINGS of queries/oversight/marks.py, and in EXTENSIONS there "
        "where the list lacks its column"
    )
    question = rows_of_sheet if listing.relation in ROWS else records.records
    return answer(question, replace(filters, listing=listing), engine)


def number_of_records(answer: Answer) -> int:
    """The number of records that a list gives; it has as many rows, up to its limit."""
    in_all = int(answer.rows[0][-1]) if answer.rows else 0
    assert len(answer.rows) == min(in_all, records.AT_MOST)
    return in_all


def marks_of(view: View, filters: Filters, engine: Engine) -> pd.DataFrame:
    return view.finding(lambda question: answer(question, filters, engine), filters).marks


def number_of_mark(mark: dict[str, Any]) -> int:
    """The number that a mark stands for."""
    if "count" in mark:
        return int(mark["count"])
    for number in ("children", "actions", "meetings"):
        if number in mark:
            return int(mark[number])
    if "planned_for" in mark:  # a mark is one meeting
        return 1
    return int(mark["label"].strip("+−").replace(",", ""))


def sample_of_marks(marks: pd.DataFrame, most: int) -> list[dict[str, Any]]:
    """A number of the marks, from first to last; in the soak, all of them."""
    step = 1 if IS_SOAK else max(1, len(marks) // most)
    return [{str(k): v for k, v in mark.items()} for mark in marks[::step].to_dict("records")]


@pytest.mark.parametrize("name", sorted(set(VIEWS) - NOT_OF_CHILDREN - WITHOUT_A_CHART - OF_DAYS))
def test_each_mark_of_the_demonstration_leads_to_its_records(
    name: str, demo_engine: Engine
) -> None:
    marks = marks_of(VIEWS[name], DEMO, demo_engine)
    assert len(marks)
    for mark in sample_of_marks(marks, 10):
        assert number_of_records(
            list_at_address(DEMO, mark["drill_down"], demo_engine)
        ) == number_of_mark(mark), mark


@over_random_data(FEW_FILTERS)
def test_each_mark_leads_to_as_many_records_as_it_says(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    for each in filters:
        for name in set(VIEWS) - NOT_OF_CHILDREN - WITHOUT_A_CHART - OF_DAYS:
            for mark in sample_of_marks(marks_of(VIEWS[name], each, reading), 4):
                found = list_at_address(each, mark["drill_down"], reading)
                assert number_of_records(found) == number_of_mark(mark), (name, mark, each)


@over_random_data(MANY_FILTERS)
def test_each_card_leads_to_as_many_records_as_it_says(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    for each in filters:
        bridge = answer(flows.bridge, each, reading).one()
        cards = {
            "on_tracker": answer(on_it.on_tracker, each, reading).one()["children"],
            "turning_18": answer(on_it.turning_18_within_90_days, each, reading).one()["children"],
            **{name: bridge[name] for name in records.RELATIONS if name in bridge},
        }
        assert {
            name: number_of_records(list_at_address(each, name, reading)) for name in cards
        } == cards, each


@over_random_data(MANY_FILTERS)
def test_the_lists_hold_the_children_that_the_counting_rules_name(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    known = data.records()
    for each in filters:
        for name, slow in _slow(known, each).items():
            found = list_at_address(each, name, reading)
            references = Counter(row[0] for row in found.rows)
            assert references == Counter(slow), (name, each)


def _slow(known: Records, each: Filters) -> dict[str, list[str]]:
    return {
        "on_tracker": [s.child.child_ref for s, _ in rules.children_on(known, each, each.as_at)],
        "opening": [
            s.child.child_ref for s, _ in rules.children_on(known, each, each.period.day_before)
        ],
        "closing": [s.child.child_ref for s, _ in rules.children_on(known, each, each.period.end)],
        **{name: slow(known, each) for name, slow in meeting.LISTED.items()},
    }


def test_each_day_of_searches_opens_its_search_and_the_reports_of_that_day(
    demo_engine: Engine,
) -> None:
    gedling = replace(DEMO, area="gedling", period=Period(date(2022, 6, 1), date(2022, 9, 30)))
    marks = marks_of(VIEWS["searches_calendar"], gedling, demo_engine)
    reports = answer(searches.searches_by_day, gedling, demo_engine).frame()["reports"].astype(int)
    assert len(marks) == len(reports) == 122
    assert reports.max() > 1
    for address, number in list(zip(marks["drill_down"], reports, strict=True))[::9]:
        rows = list_at_address(gedling, address, demo_engine).rows
        assert [row[1] for row in rows] == [*["Report"] * number, "Search"]


@over_random_data(FEW_FILTERS)
def test_the_days_of_searches_have_as_many_rows_as_there_are_searches_and_reports(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    for each in filters:
        days = answer(searches.searches_by_day, each, reading).frame()
        number = len(days) + int(days["reports"].fillna(0).sum())
        assert number_of_records(list_at_address(each, "search_day", reading)) == number


def test_marks_that_do_not_count_children_open_no_list(demo_engine: Engine) -> None:
    for name in NOT_OF_CHILDREN:
        assert "drill_down" not in marks_of(VIEWS[name], DEMO, demo_engine), name


@pytest.mark.parametrize("name", sorted(set(VIEWS) - NOT_OF_CHILDREN - WITHOUT_A_CHART))
def test_only_marks_of_a_clickable_chart_can_be_chosen(name: str) -> None:
    chart = VIEWS[name].chart
    assert chart is not None
    assert "params" not in spec_of(chart)
    clickable = spec_of(chart, clickable=True)
    (choosing,) = clickable["params"]
    assert choosing["select"]["fields"] == ["drill_down"]
    layers = [layer.get("name") for layer in clickable.get("layer", [])]
    assert choosing.get("views", []) == [name for name in layers if name]


def test_a_list_is_written_and_read_back() -> None:
    for listing in (
        Listing("removed"),
        Listing.narrowed("removed", reason="A; b=c & d/é", month=date(2022, 3, 1)),
    ):
        assert records.read_listing(str(listing)) == listing


@pytest.mark.parametrize(
    "text",
    [
        "",
        "open_actions?owner=Housing&action_is=overdue&age=12",
        "everybody",
        "on_tracker?name=CL-0001",
        "on_tracker?child_ref=CL-0001",
        "removed?month=March",
        "on_tracker?day=2022-02-30",
        "on_tracker?day=",
        "added?month=9999-12-31",
        "turning_18?day=9999-12-31",
        "closing?day=0001-01-01",
        "?",
        "'; drop table child",
    ],
)
def test_an_unknown_list_falls_back_to_the_children_on_the_tracker(text: str) -> None:
    assert records.read_listing(text) == Listing()


@pytest.mark.parametrize(
    "text",
    [
        "on_tracker?turns_18=Never",
        "on_tracker?time_on_tracker=Long",
        "on_tracker?age=old",
        "on_tracker?not_recorded=Name",
        "on_tracker?district=Elsewhere",
        "removed?month=1999-01-01",
        "removed?month=2030-01-01",
    ],
)
def test_an_unknown_category_lists_nobody(text: str, demo_engine: Engine) -> None:
    assert list_at_address(DEMO, text, demo_engine).rows == ()


def test_a_list_is_titled_in_words() -> None:
    def said(text: str, in_all: int) -> str:
        return heading(replace(DEMO, listing=records.read_listing(text)), in_all)

    assert said("on_tracker", 42) == "42 children on the tracker, 22 November 2022"
    assert said("removed?month=2022-03-01&reason=Reached+18", 2) == (
        "2 entries removed, 1 March to 31 March 2022, reason: Reached 18"
    )
    assert said("on_tracker?day=2021-12-31&area=Unknown", 1) == (
        "1 child on the tracker, 31 December 2021, area unknown"
    )
    assert said("on_tracker?age_band=Under+10", 1) == (
        "1 child on the tracker, 22 November 2022, aged under 10"
    )
    assert said("opening", 43) == ("43 children on the tracker at the opening, 31 December 2021")
    assert said("times_visit_again?went=Done+late", 12) == (
        "12 times that a follow-up visit fell due, 23 November 2021 to 22 November 2022, Done late"
    )


def test_every_list_can_be_read_as_a_table(demo_engine: Engine) -> None:
    for name in records.RELATIONS:
        for area in (None, "gedling"):
            chosen = replace(DEMO, area=area, listing=Listing(name))
            found = answer(records.records, chosen, demo_engine)
            if found.rows:
                read = table(found, chosen, {})
                assert list(read["Reference"]) == [row[0] for row in found.rows]


def test_the_longest_overdue_duty_of_the_demonstration_is_some_weeks_late(
    demo_engine: Engine,
) -> None:
    late = answer(duties.duties_overdue, DEMO, demo_engine).frame()["working_days_late"]
    assert 20 <= late.max() <= 45


def test_an_act_recorded_with_yes_or_no_names_its_question(demo_engine: Engine) -> None:
    day = date(2022, 11, 22)
    chosen = Filters(day, Period(day, day), 20, child_ref="CL-0118")
    viewer = Viewer("chief", "inspector")
    rows = ask(duties.acts_of_child, viewer, chosen, from_database(demo_engine)).rows
    answers = {what for _, what, details, _ in rows if details in {"Yes", "No"}}
    assert answers == {"Found; return interview offered"}
    assert {details for _, what, details, _ in rows if what == "Missing"} == {None}
