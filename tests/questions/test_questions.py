"""Every question equals its slow answer, adds up, and refuses a reader without its grant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from dashboard.screens.about import SUBJECTS
from data.agreement import Agreement
from data.database import reading_engine, writing_engine
from queries.access import ROLES, Denied, Grant, Viewer
from queries.ask import Answer, Question, ask, from_database
from queries.filters import Filters, Period
from queries.oversight import movement, tracker
from queries.questions import QUESTIONS
from tests.invented.coincidences import COINCIDENCES
from tests.invented.data_set import DataSet
from tests.invented.random_data import STATUSES
from tests.invented.random_filters import adjoining_periods, days_of_change, over_random_data
from tests.sampling import FEW_FILTERS, sample
from tests.slow.answers import SLOW_ANSWERS, Rows

# Lists of single records, and questions of our own tables (accounts, the access log, what
# was published), count nothing here: they are tested with the lists, and where those are written.
NOT_COUNTED = {
    "access_events",
    "accounts_and_areas",
    "acts_of_child",
    "agreements",
    "areas_to_speak_for",
    "duties_of_child",
    "entries_of_child",
    "intelligence_of_child",
    "issued_areas",
    "issued_categories",
    "issued_figures",
    "issued_stages",
    "issues",
    "issues_made",
    "last_pack",
    "open_decisions",
    "records",
    "people_and_actions",
    "proposals",
    "records_in_events",
    "released_actions",
    "released_areas",
    "released_attendance",
    "released_categories",
    "released_counts",
    "rows_of_sheet",
    "released_meetings",
    "released_populations",
    "released_sheets",
    "released_stages",
    "released_trend",
    "releases",
    "releases_made",
    "spells_of_child",
}
COUNTED = {name: asked for name, asked in QUESTIONS.items() if name not in NOT_COUNTED}
ANY = Filters(date(2022, 11, 22), Period(date(2022, 1, 1), date(2022, 11, 22)), known=1)
AGREEMENT = Agreement(1, "ISA 1", "Social care", frozenset({"gedling"}))
PLAIN = (int, str, date, datetime, type(None))


def answer(asked: Question, chosen: Filters, engine: Engine) -> Answer:
    return ask(asked, viewer_with(asked.needs), chosen, from_database(engine))


def viewer_with(grant: Grant) -> Viewer:
    """A viewer with the grant."""
    if grant is Grant.ISSUED:
        return Viewer("somebody", "attendee", frozenset({"gedling"}), AGREEMENT)
    return Viewer("somebody", next(r.name for r in ROLES.values() if grant in r.grants))


def test_every_question_has_a_slow_answer() -> None:
    assert set(SLOW_ANSWERS) == set(COUNTED)
    assert set(QUESTIONS) >= NOT_COUNTED


def test_every_question_is_defined_in_words() -> None:
    assert not [each.name for each in QUESTIONS.values() if len(each.definition.split()) < 6]


def test_no_definition_that_readers_see_names_what_only_the_code_knows() -> None:
    shown = [each for each in QUESTIONS.values() if each.subject in SUBJECTS]
    assert not [each.name for each in shown if re.search(r"\w_\w|\bnull\b", each.definition)]


@over_random_data(FEW_FILTERS)
def test_every_question_gives_the_slow_answer(
    data: DataSet, chosen: list[Filters], reading: Engine
) -> None:
    records = data.records()
    for each in chosen:
        for name, asked in COUNTED.items():
            given_, slow = answer(asked, each, reading), SLOW_ANSWERS[name](records, each)
            assert_same(name, each, given_, slow)


@pytest.fixture(scope="module")
def coinciding(shared_url: str) -> Iterator[Engine]:
    """Reads a database with the coincidences."""
    engine = writing_engine(shared_url)
    COINCIDENCES.write(engine)
    engine.dispose()
    reading = reading_engine(shared_url)
    yield reading
    reading.dispose()


@pytest.mark.parametrize("name", COUNTED)
def test_a_question_gives_the_slow_answer_on_days_when_many_things_change(
    name: str, coinciding: Engine
) -> None:
    asked, records = COUNTED[name], COINCIDENCES.records()
    viewer = viewer_with(asked.needs)
    fetch = cache(from_database(coinciding))  # filters that it ignores ask the same again
    days = sorted({day for kind in days_of_change(COINCIDENCES) for day in kind})
    for day in sample(days, list(COUNTED).index(name), every=9):
        whole = Filters(day, Period(day, day + timedelta(days=31)), known=1)
        for each in (whole, replace(whole, area="gedling", status=STATUSES[1])):
            quick = ask(asked, viewer, each, fetch)
            assert_same(name, each, quick, SLOW_ANSWERS[name](records, each))


def assert_same(name: str, chosen: Filters, quick: Answer, slow: Rows) -> None:
    """The same rows with the same columns in the same order, in plain values, time ascending."""
    if slow:
        assert quick.columns == tuple(slow[0]), f"{name}: its columns"
    assert Counter(quick.rows) == Counter(tuple(row.values()) for row in slow), (
        f"{name} differs, asked with {chosen}"
    )
    strange = {type(cell) for row in quick.rows for cell in row} - set(PLAIN)
    assert not strange, f"{name}: {strange} among its values"
    if quick.columns[0] in ("month", "submitted_on", "day"):
        assert [row[0] for row in quick.rows] == sorted(row[0] for row in quick.rows), name


@over_random_data(1)
def test_additions_and_removals_explain_the_change(
    data: DataSet, chosen: list[Filters], reading: Engine
) -> None:
    for each in chosen:
        whole = checked_bridge(each, reading)
        parts = [
            checked_bridge(each.over(part), reading) for part in adjoining_periods(each.period)
        ]
        for flow in ("added", "moved_in", "moved_out", "removed"):
            assert whole[flow] == sum(part[flow] for part in parts), flow
        assert [part["closing"] for part in parts[:-1]] == [part["opening"] for part in parts[1:]]
        months = answer(movement.flows_by_month, each, reading).frame()
        for flow in ("added", "moved_in", "moved_out", "removed"):
            assert whole[flow] == months[flow].sum(), flow
        reasons = answer(movement.removals_by_reason, each, reading)
        assert whole["removed"] == sum(reasons.pairs().values())


@over_random_data(1)
def test_the_parts_of_a_whole_add_up_to_it(
    data: DataSet, chosen: list[Filters], reading: Engine
) -> None:
    """City, County and Unknown, and the two statuses, and both at once, partition the tracker."""
    everywhere = chosen[0].without("district", "area", "status")
    whole = checked_bridge(everywhere, reading)
    for names in (["place"], ["status"], ["place", "status"]):
        parts = [checked_bridge(part, reading) for part in _split(everywhere, names)]
        for count in ("opening", "closing", "added", "removed"):
            assert whole[count] == sum(part[count] for part in parts), (names, count)
        arrivals, departures = (sum(part[f"moved_{w}"] for part in parts) for w in ("in", "out"))
        assert arrivals == departures, names
        assert whole["moved_in"] == whole["moved_out"] == 0
        assert whole["different_children"] <= sum(part["different_children"] for part in parts)


@over_random_data(1)
def test_breakdowns_of_the_tracker_add_up_to_it(
    data: DataSet, chosen: list[Filters], reading: Engine
) -> None:
    for each in chosen:
        total = answer(tracker.on_tracker, each, reading).one()["children"]
        for asked in BREAKDOWNS:
            assert _total(answer(asked, each, reading)) == total, (asked.name, each)
        for asked in TRENDS:
            trend = answer(asked, each, reading).frame()
            this_month = trend[trend["month"] == each.as_at.replace(day=1)]
            assert this_month["children"].sum() == total, (asked.name, each)


BREAKDOWNS = (
    tracker.children_by_status,
    tracker.children_by_gender,
    tracker.children_by_age_and_gender,
    tracker.children_by_area,
    tracker.children_by_district,
    tracker.children_by_time_on_tracker,
    tracker.children_turning_18,
)
TRENDS = (
    tracker.children_by_month_and_status,
    tracker.children_by_month_and_gender,
    tracker.children_by_month_and_area,
    tracker.children_by_month_and_district,
    tracker.children_by_month_and_age,
)


@pytest.mark.parametrize("agreement", [None, AGREEMENT], ids=["without", "with an agreement"])
@pytest.mark.parametrize("role", [*ROLES, "", "unheard-of"])
def test_questions_are_refused_before_the_database_is_reached(
    role: str, agreement: Agreement | None
) -> None:
    viewer = Viewer("somebody", role, frozenset({"gedling"}), agreement)
    fetch = from_database(create_engine("sqlite://", creator=_reached))
    granted = set(ROLES[role].grants) if role in ROLES else set()
    if role == "attendee" and agreement:
        granted = {Grant.ISSUED}
    for asked in QUESTIONS.values():
        with pytest.raises(Reached if asked.needs in granted else Denied):
            ask(asked, viewer, ANY, fetch)


def test_questions_of_an_empty_database_have_answers(reading: Engine) -> None:
    for asked in QUESTIONS.values():
        assert answer(asked, ANY, reading).columns


def checked_bridge(chosen: Filters, engine: Engine) -> dict[str, int]:
    """The figures of the bridge, after checking that they reconcile."""
    bridge = answer(movement.bridge, chosen, engine).one()
    came = bridge["opening"] + bridge["added"] + bridge["moved_in"]
    assert came - bridge["moved_out"] - bridge["removed"] == bridge["closing"], chosen
    return bridge


class Reached(Exception):
    """The database was reached."""


def _reached() -> Any:
    raise Reached


def _split(whole: Filters, names: list[str]) -> list[Filters]:
    parts = [whole]
    if "place" in names:
        parts = [
            place
            for part in parts
            for place in (
                replace(part, district="City"),
                replace(part, district="County"),
                replace(part, area="Unknown"),
            )
        ]
    if "status" in names:
        parts = [replace(part, status=status) for part in parts for status in STATUSES]
    return parts


def _total(answered: Answer) -> int:
    return sum(row[-1] for row in answered.rows)


def test_figures_are_of_no_day_after_the_as_at_date_even_for_a_later_period() -> None:
    as_at = date(2021, 6, 30)
    later = Filters(as_at, Period(date(2022, 7, 1), date(2022, 9, 30)), known=1)
    assert {asked.days_described(later).end for asked in QUESTIONS.values()} == {as_at}
