"""Decisions of the meeting are recorded by those who may, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from dashboard.answers import cache
from dashboard.settings import settings
from dashboard.views.meeting.decisions import (
    TEXT_HIDDEN,
    child_references,
    notes_by_figure,
    table,
    without_child_details,
)
from dashboard.views.trends import TRENDS
from data.access_log import Action
from data.accounts import By
from data.meeting.decisions import LONGEST_TEXT, DecisionEntry, DecisionRefused, record
from data.tables import access_event, decision
from queries.access import ROLES, Denied, Grant, Role, Viewer
from queries.ask import ask, from_database
from queries.filters import Filters, Listing, Period
from queries.meeting.decisions import open_decisions
from queries.oversight.over_time import notes_on_trends
from tests.invented.coincidences import COINCIDENCES

MEETING = date(2022, 3, 1)
CHAIR = By("chief", "inspector", "Meeting")
DECISION = DecisionEntry("Meeting", "", "Agree who visits", "Sergeant", date(2022, 4, 1), MEETING)
ABOUT_CHILD_B = replace(
    DECISION, subject="Child", about="B", text="Refer the child", due_on=MEETING
)
ABOUT_CITY_CENTRAL = replace(DECISION, subject="Area", about="city-central", text="Meet more often")
ABOUT_A_TREND = replace(
    DECISION, text="Count reports once", trend="Intelligence a day", rebases_on=date(2022, 2, 1)
)
FILTERS = Filters(MEETING, Period(MEETING, MEETING), 1)


@pytest.fixture
def meeting(writing: Engine) -> Engine:
    """A database with children on the tracker."""
    COINCIDENCES.write(writing)
    return writing


@pytest.fixture
def asked_by_pages(meeting: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The same, asked by pages, of which nothing is in their cache yet."""
    monkeypatch.setenv("CLVT_DATABASE_URL", meeting.url.render_as_string(hide_password=False))
    settings.cache_clear()
    cache.forget()
    yield meeting
    cache.forget()


def texts_and_states(engine: Engine, filters: Filters = FILTERS) -> list[tuple[str, str]]:
    """The texts and states that an Inspector reads."""
    found = ask(open_decisions, Viewer("chief", "inspector"), filters, from_database(engine))
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    return [(row["text"], row["state"]) for row in rows]


def test_the_decision_that_is_due_first_is_listed_first(meeting: Engine) -> None:
    for entry in (replace(DECISION, due_on=None, text="No date"), DECISION, ABOUT_CHILD_B):
        record(meeting, entry, by=CHAIR)
    texts = [text for text, _ in texts_and_states(meeting)]
    assert texts == ["Refer the child", "Agree who visits", "No date"]


def test_a_later_entry_gives_the_new_state_of_a_decision(meeting: Engine) -> None:
    first = record(meeting, DECISION, by=CHAIR)
    record(meeting, replace(DECISION, text="Agree by phone"), by=CHAIR, follows=first)
    assert texts_and_states(meeting) == [("Agree by phone", "To do")]
    last = record(meeting, replace(DECISION, state="Done"), by=CHAIR, follows=first)
    assert texts_and_states(meeting) == [("Agree who visits", "Done")]
    later = Period(date(2022, 4, 1), date(2022, 4, 30))
    assert texts_and_states(meeting, Filters(later.end, later, 1)) == []
    as_it_was = replace(FILTERS, listing=Listing.narrowed("decisions", up_to=last - 1))
    assert texts_and_states(meeting, as_it_was) == [("Agree by phone", "To do")]


def test_decisions_are_narrowed_by_the_place_that_they_are_about(meeting: Engine) -> None:
    for entry in (DECISION, ABOUT_CHILD_B, ABOUT_CITY_CENTRAL):
        record(meeting, entry, by=CHAIR)
    in_gedling = {text for text, _ in texts_and_states(meeting, replace(FILTERS, area="gedling"))}
    assert in_gedling == {"Agree who visits", "Refer the child"}
    in_the_city = {text for text, _ in texts_and_states(meeting, replace(FILTERS, district="City"))}
    assert in_the_city == {"Agree who visits", "Meet more often"}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (replace(DECISION, text="  "), "Enter what was decided."),
        (replace(DECISION, text="x" * (LONGEST_TEXT + 1)), "or less"),
        (replace(DECISION, owner=""), "Enter who will do it."),
        (replace(DECISION, owner="x" * 61), "or less"),
        (replace(DECISION, text="a\nb"), "one line"),
        (replace(ABOUT_CHILD_B, about="nobody"), "No child"),
        (replace(ABOUT_CITY_CENTRAL, about="atlantis"), "no such area"),
        (replace(DECISION, about="B"), "about anything else"),
        (replace(DECISION, trend="Every trend"), "Enter both"),
        (replace(DECISION, rebases_on=MEETING), "Enter both"),
        (replace(DECISION, trend="Weather", rebases_on=MEETING), "no such trend"),
        (replace(ABOUT_CHILD_B, trend="Every trend", rebases_on=MEETING), "cannot change a trend"),
    ],
)
def test_an_invalid_decision_is_refused_with_a_reason(
    meeting: Engine, entry: DecisionEntry, problem: str
) -> None:
    with pytest.raises(DecisionRefused, match=problem):
        record(meeting, entry, by=CHAIR)
    assert texts_and_states(meeting) == []


def test_only_a_first_entry_is_followed_up(meeting: Engine) -> None:
    first = record(meeting, DECISION, by=CHAIR)
    second = record(meeting, replace(DECISION, state="Done"), by=CHAIR, follows=first)
    for number in (second, second + 1):
        with pytest.raises(DecisionRefused, match="not known"):
            record(meeting, DECISION, by=CHAIR, follows=number)


def test_the_database_refuses_to_change_or_delete_a_decision(meeting: Engine) -> None:
    record(meeting, DECISION, by=CHAIR)
    for statement in (update(decision).values(text="else"), delete(decision)):
        with pytest.raises(SQLAlchemyError), meeting.begin() as connection:
            connection.execute(statement)
    with meeting.connect() as connection:
        row = dict(connection.execute(select(decision)).mappings().one())
    with pytest.raises(SQLAlchemyError), meeting.begin() as connection:
        connection.execute(insert(decision).values(row))
    assert texts_and_states(meeting) == [("Agree who visits", "To do")]


def test_a_decision_is_logged_without_what_it_says(meeting: Engine) -> None:
    record(meeting, ABOUT_CHILD_B, by=CHAIR)
    with meeting.connect() as connection:
        event = connection.execute(select(access_event)).one()
    assert (event.who, event.action) == ("chief", Action.DATA_CHANGE)
    assert event.child_refs == '["B"]'
    assert "Refer" not in str(event)


@pytest.mark.parametrize(
    "role", [role for role in ROLES.values() if Grant.DECISIONS not in role.grants]
)
def test_only_readers_with_the_grant_can_read_decisions(meeting: Engine, role: Role) -> None:
    record(meeting, DECISION, by=CHAIR)
    with pytest.raises(Denied):
        ask(open_decisions, Viewer("x", role.name), FILTERS, from_database(meeting))


def test_a_decision_about_a_figure_is_shown_below_its_chart(meeting: Engine) -> None:
    about = replace(DECISION, subject="Figure", about="movement_bridge", text="Ask why")
    first = record(meeting, about, by=CHAIR)
    record(meeting, DECISION, by=CHAIR)
    asking = from_database(meeting)
    found = ask(open_decisions, Viewer("chief", "inspector"), FILTERS, asking)
    note = "Decided at the meeting of 1 March 2022: Ask why (Sergeant, by 1 April 2022)"
    assert notes_by_figure(found.dicts()) == {"movement_bridge": (note,)}
    record(meeting, replace(about, state="Done"), by=CHAIR, follows=first)
    found = ask(open_decisions, Viewer("chief", "inspector"), FILTERS, asking)
    assert notes_by_figure(found.dicts()) == {}


def test_a_decision_of_a_later_meeting_is_not_shown_as_at_an_earlier_one(meeting: Engine) -> None:
    first = record(meeting, DECISION, by=CHAIR)
    later = date(2022, 4, 30)
    record(meeting, replace(DECISION, as_at=later, state="Done"), by=CHAIR, follows=first)
    record(meeting, replace(DECISION, as_at=later, text="Decided later"), by=CHAIR)
    assert texts_and_states(meeting) == [("Agree who visits", "To do")]
    in_april = Filters(later, Period(MEETING, later), 1)
    assert texts_and_states(meeting, in_april) == [
        ("Decided later", "To do"),
        ("Agree who visits", "Done"),
    ]


def test_a_decision_about_a_child_is_hidden_until_a_purpose_is_stated(meeting: Engine) -> None:
    for entry in (ABOUT_CHILD_B, ABOUT_CITY_CENTRAL):
        record(meeting, entry, by=CHAIR)
    found = ask(
        open_decisions, Viewer("chief", "inspector"), FILTERS, from_database(meeting)
    ).dicts()
    assert child_references(found) == ("B",)
    hidden = without_child_details(found)
    assert [(row["about"], row["text"]) for row in hidden] == [
        ("A child", TEXT_HIDDEN),
        ("city-central", "Meet more often"),
    ]
    assert "Refer" not in str(table(hidden, {}, MEETING))


def test_a_decision_that_changes_what_a_trend_counts_restarts_its_limits(
    meeting: Engine,
) -> None:
    def noted(as_at: date = MEETING) -> list[tuple[object, ...]]:
        leader = Viewer("leader", "leader")
        chosen = Filters(as_at, Period(as_at, as_at), 1)
        found = ask(notes_on_trends, leader, chosen, from_database(meeting)).rows
        return [row for row in found if row[1] != "Every trend"]

    first = record(meeting, ABOUT_A_TREND, by=CHAIR)
    row = (date(2022, 2, 1), "Intelligence a day", "Count reports once", "Yes")
    assert noted() == [row]
    assert noted(date(2022, 2, 15)) == []  # before the meeting was held
    record(meeting, replace(ABOUT_A_TREND, state="Done"), by=CHAIR, follows=first)
    assert noted() == [row]
    record(meeting, replace(ABOUT_A_TREND, state="Withdrawn"), by=CHAIR, follows=first)
    assert noted() == []


def test_a_trend_that_was_shown_before_a_decision_is_drawn_again_with_it(
    asked_by_pages: Engine,
) -> None:
    """A decision changes no data, so that nothing kept for the data may hide it."""
    view, leader = TRENDS["intelligence"], Viewer("leader", "leader")
    assert "Count reports once" not in str(cache.rendered(view, leader, FILTERS).notes)
    record(asked_by_pages, ABOUT_A_TREND, by=CHAIR)
    shown = cache.rendered(view, leader, FILTERS)
    rebased = "1 February 2022, Count reports once. The limits start anew from then on."
    assert any(note.endswith(rebased) for note in shown.notes)
    assert shown.marks is not None
    assert "Count reports once" in shown.marks["text"].to_pylist()


def test_decisions_are_asked_for_again_only_once_there_is_a_newer_one(
    asked_by_pages: Engine,
) -> None:
    chair = Viewer("chief", "inspector")
    first = record(asked_by_pages, DECISION, by=CHAIR)
    before = cache.answer(open_decisions, chair, FILTERS)
    assert cache.answer(open_decisions, chair, FILTERS) is before
    record(asked_by_pages, replace(DECISION, state="Done"), by=CHAIR, follows=first)
    after = cache.answer(open_decisions, chair, FILTERS)
    assert (before.one()["state"], after.one()["state"]) == ("To do", "Done")
    with pytest.raises(Denied):
        cache.answer(open_decisions, Viewer("leader", "leader"), FILTERS)
