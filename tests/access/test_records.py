"""Records are shown for a stated purpose. Each view is logged before it is drawn, or not drawn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.answers import cache
from dashboard.components import audit, downloads
from dashboard.settings import PROJECT, settings
from dashboard.views.records import days_on, events_table, facts, next_birthday, timeline_marks
from data import tables
from data.access_log import LogUnavailable
from data.database import reading_engine, writing_engine
from data.recording.derived_tables import DUTY_TABLES, rebuild
from queries.access import Denied, Grant, Viewer
from queries.administration import reference
from queries.ask import Answer, Question, ask, from_database
from queries.dimensions import STATUS, Categories
from queries.oversight import records
from queries.questions import QUESTIONS
from queries.safeguarding import duties
from tests.forgetting import forget
from tests.pages.records_page import (
    CHIEF,
    FILE,
    FILTERS,
    NEWEST,
    OPEN,
    REFERENCES,
    VULNERABLE,
    WITHOUT_THE_GRANT,
    TabReader,
    all_sent,
    html_sent,
    logged_record_views,
    open_child,
    open_page,
    page,
    page_with_charts,
    press,
    references_shown,
    rows_of_three_children,
    with_purpose,
)


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[TabReader]:
    """A tab of a dashboard with three children, two of them on the tracker."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    forget()
    made = TabReader()
    monkeypatch.setattr("dashboard.signing_in.sign_in.viewer", lambda: made.viewer)
    monkeypatch.setattr("dashboard.signing_in.sign_in.session", lambda: made.session)
    monkeypatch.setattr(
        "dashboard.signing_in.sign_in.may_still",
        lambda viewer, session: (viewer, session) == (made.viewer, made.session),
    )
    engine = writing_engine(sqlite_url)
    with engine.begin() as connection:
        for table, rows in rows_of_three_children().items():
            connection.execute(insert(getattr(tables, table)), rows)
        rebuild(connection, *DUTY_TABLES)
    engine.dispose()
    yield made
    forget()


# The purpose


def test_nothing_is_shown_or_fetched_before_a_purpose_is_stated(
    tab: TabReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    def noted(asked: Question, *rest: Any) -> Answer:
        fetched.append(asked.name)
        return ask(asked, *rest)

    monkeypatch.setattr("dashboard.answers.cache.ask", noted)
    at = open_page()
    assert "options" in fetched
    assert not {name for name in fetched if QUESTIONS[name].needs is Grant.RECORDS}
    assert references_shown(at) == []
    assert "CANARY" not in all_sent(at)
    assert logged_record_views() == []


def test_a_purpose_shows_the_list_and_is_logged_with_it(tab: TabReader) -> None:
    at = with_purpose(open_page(), note="agenda item 3")
    assert references_shown(at) == REFERENCES[:2]
    (event,) = logged_record_views()
    assert (event["who"], event["role"], event["action"]) == ("chief", "inspector", "consult")
    assert event["page"] == "Records"
    assert event["purpose"] == "Monthly tracker meeting: agenda item 3"
    assert json.loads(event["child_refs"]) == REFERENCES[:2]
    assert json.loads(event["filters"]) == {
        "as at": "2022-11-22",
        "period": "2022-01-01/2022-11-22",
        "list": "on_tracker",
    }
    assert (event["row_count"], event["data_version"]) == (2, 1)


@pytest.mark.parametrize(
    ("purpose", "note", "problem"),
    [(None, "", "Choose a purpose."), ("Other", " ", "Say in the note what the purpose is.")],
)
def test_a_purpose_must_be_chosen_and_other_needs_a_note(
    tab: TabReader, purpose: str, note: str, problem: str
) -> None:
    at = with_purpose(open_page(), purpose, note)
    assert references_shown(at) == []
    assert [error.value for error in at.error] == [problem]
    assert references_shown(with_purpose(at, "Other", "a written request")) == REFERENCES[:2]
    assert logged_record_views()[-1]["purpose"] == "Other: a written request"


def test_a_purpose_is_asked_for_again_once_its_time_is_over(tab: TabReader) -> None:
    at = with_purpose(open_page())
    before = at.session_state["purpose: stated"]
    at.session_state["purpose: stated"] = replace(
        before, stated_at=datetime.now(UTC) - timedelta(minutes=14)
    )
    assert references_shown(at.run()) == REFERENCES[:2]
    at.session_state["purpose: stated"] = replace(
        before, stated_at=datetime.now(UTC) - timedelta(minutes=15)
    )
    assert references_shown(at.run()) == []
    assert references_shown(with_purpose(at)) == REFERENCES[:2]


def test_a_purpose_belongs_to_one_sign_in(tab: TabReader) -> None:
    at = with_purpose(open_page())
    tab.session = "another"
    assert references_shown(at.run()) == []


def test_a_purpose_can_be_changed(tab: TabReader) -> None:
    at = press(with_purpose(open_page()), "Change")
    assert references_shown(at) == []
    with_purpose(at, "Data quality")
    purposes = [event["purpose"] for event in logged_record_views()]
    assert purposes == ["Monthly tracker meeting", "Data quality"]


# The log


def test_each_view_is_logged_before_it_is_drawn(
    tab: TabReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def noting(what: str, does: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **named: Any) -> Any:
            order.append(what)
            return does(*arguments, **named)

        return noted

    monkeypatch.setattr(audit, "record", noting("logged", audit.record))
    monkeypatch.setattr("dashboard.screens.records._show_table", noting("drawn", _nothing))
    monkeypatch.setattr("dashboard.screens.records._show_purpose", noting("drawn", _nothing))
    at = with_purpose(open_page())
    assert order[0] == "logged"
    order.clear()
    open_child(at, REFERENCES[0])
    assert order[0] == "logged"


@pytest.mark.parametrize("child", [None, REFERENCES[0]])
def test_records_are_not_shown_when_the_log_cannot_be_written(
    tab: TabReader, monkeypatch: pytest.MonkeyPatch, child: str | None
) -> None:
    at = open_page()
    monkeypatch.setattr(audit, "record", _unavailable)
    if child:
        at.session_state["records: child"] = child
    at = with_purpose(at)
    assert references_shown(at) == []
    assert "Nothing can be shown just now" in at.error[0].value
    assert "CANARY" not in all_sent(at)


def test_repeating_the_same_view_is_logged_once_a_minute(tab: TabReader) -> None:
    at = with_purpose(open_page())
    at.run()
    assert len(logged_record_views()) == 1
    look, at_ = at.session_state["audit: seen"]
    at.session_state["audit: seen"] = (look, at_ - timedelta(minutes=1))
    at.run()
    assert len(logged_record_views()) == 2
    at.query_params["list"] = "removed"
    assert references_shown(at.run()) == REFERENCES[2:]
    assert json.loads(logged_record_views()[2]["filters"])["list"] == "removed"
    at.query_params["gender"] = "Male"
    at.run()
    assert json.loads(logged_record_views()[3]["filters"])["gender"] == "Male"


def test_returning_to_the_page_is_logged_again(tab: TabReader) -> None:
    at = open_child(with_purpose(open_page()), REFERENCES[0])
    assert len(logged_record_views()) == 2
    at.session_state["clvt: page"] = "Overview"
    assert references_shown(at.run()) == REFERENCES[:2]
    assert len(logged_record_views()) == 3


# One child


def test_a_child_is_opened_logged_and_closed_again(tab: TabReader) -> None:
    at = open_child(with_purpose(open_page()), REFERENCES[0])
    assert references_shown(at) == REFERENCES[:1]
    assert "IR1" in html_sent(at)
    assert "IR2" not in html_sent(at)
    event = logged_record_views()[-1]
    assert json.loads(event["child_refs"]) == REFERENCES[:1]
    assert (
        event["row_count"] == 1 + 2 + 1 + 3
    )  # with the duties that are known from the tracker alone
    assert references_shown(press(at, "Back to the list")) == REFERENCES[:2]


def test_no_reference_is_ever_in_the_address(tab: TabReader) -> None:
    at = open_child(with_purpose(open_page()), REFERENCES[0])
    assert "CANARY" not in str(at.query_params)
    assert REFERENCES[0] in references_shown(at)


def test_an_address_cannot_name_a_child(tab: TabReader) -> None:
    at = with_purpose(open_page(list=f"on_tracker?child_ref={REFERENCES[2]}", child=REFERENCES[2]))
    assert references_shown(at) == REFERENCES[:2]


def test_a_childs_history_says_all_that_is_known(tab: TabReader) -> None:
    engine = reading_engine(settings().database_url)

    def asked(question: Question) -> Answer:
        chosen = replace(FILTERS, district="City", child_ref=REFERENCES[0])
        return ask(question, CHIEF, chosen, from_database(engine))

    entries, spells, reports, acts = (
        asked(question)
        for question in (
            records.entries_of_child,
            records.spells_of_child,
            records.intelligence_of_child,
            duties.acts_of_child,
        )
    )
    areas = {"gedling": "Gedling"}
    rows_of_history = events_table(entries, spells, reports, acts, areas)
    assert [tuple(row) for row in rows_of_history.itertuples(index=False)] == [
        (date(2022, 9, 1), VULNERABLE, "Gedling"),
        (date(2022, 3, 1), "Intelligence", "IR1, no flag, Unknown"),
        (date(2022, 2, 1), "Added", "Source: =CANARY-SOURCE()"),
        (date(2022, 2, 1), OPEN, "Unknown"),
        (date(2022, 1, 29), "Proposed", ""),
    ]
    statuses = Categories.read(STATUS, asked(reference.categories).rows)
    marks = timeline_marks(entries, spells, reports, NEWEST, statuses)
    assert list(marks["lane"].unique()) == [
        "On the tracker",
        "Open",
        "Vulnerable",
        "Steps",
        "Intelligence",
    ]
    assert dict(Counter(marks["kind"])) == {"entry": 1, "spell": 2, "step": 1, "report": 1}
    assert facts(spells, FILTERS, areas) == {
        "Age": "14",
        "Gender": "Male",
        "Next birthday": "1 March 2023",
        "Status": VULNERABLE,
        "Area": "Gedling",
        "On the tracker": "Yes",
    }
    assert facts(spells, replace(FILTERS, as_at=date(2022, 1, 1)), areas)["On the tracker"] == "No"
    engine.dispose()


def test_the_days_on_the_tracker_end_with_the_removal() -> None:
    added_on = date(2022, 1, 1)
    assert days_on(added_on, None, date(2022, 1, 31)) == 30
    assert days_on(added_on, date(2022, 1, 11), date(2022, 1, 31)) == 10
    assert days_on(added_on, date(2022, 3, 1), date(2022, 1, 31)) == 30
    assert days_on(added_on, added_on, date(2022, 1, 31)) == 0
    assert days_on(added_on, None, date(2021, 12, 31)) is None


def test_the_next_birthday_is_after_the_day() -> None:
    day = date(2022, 1, 1)
    assert next_birthday(None, day) is None
    assert next_birthday(20080101, day) == date(2023, 1, 1)
    assert next_birthday(20080102, day) == date(2022, 1, 2)
    assert next_birthday(20080229, date(2023, 2, 28)) == date(2023, 3, 1)
    assert next_birthday(20080229, date(2024, 2, 28)) == date(2024, 2, 29)


# Grants and downloads


@pytest.mark.parametrize("viewer", WITHOUT_THE_GRANT, ids=lambda viewer: viewer.role)
def test_a_reader_without_the_grant_sees_no_record_by_any_route(
    tab: TabReader, viewer: Viewer
) -> None:
    tab.viewer = viewer
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["records: child"] = REFERENCES[0]
    at.run()
    assert at.exception
    assert "CANARY" not in all_sent(at)
    for question in (records.records, records.entries_of_child, records.spells_of_child):
        with pytest.raises(Denied):
            cache.answer(question, viewer, replace(FILTERS, child_ref=REFERENCES[0]))


def test_only_pages_of_records_need_the_records_grant() -> None:
    entry = next(entry for entry in navigation.MENU if entry.name == "records")
    assert entry.needs is Grant.RECORDS


def test_only_readers_who_may_see_records_are_offered_links_to_them(tab: TabReader) -> None:
    for viewer, offered in ((CHIEF, True), (Viewer("boss", "leader"), False)):
        tab.viewer = viewer
        at = AppTest.from_function(page_with_charts, default_timeout=30).run()
        assert not at.exception
        assert ("drill_down" in all_sent(at)) is offered
        assert ("opens its records" in html_sent(at)) is offered


def test_a_page_says_once_that_marks_open_their_records(tab: TabReader) -> None:
    tab.viewer = CHIEF
    at = AppTest.from_function(page_with_charts, default_timeout=30).run()
    assert not at.exception
    assert html_sent(at).count("opens its records") == 1


def test_the_table_offers_no_download_of_its_own() -> None:
    config = (PROJECT / "dashboard" / ".streamlit" / "config.toml").read_text()
    assert "disableDataExport = true" in config


def test_a_download_is_logged_with_its_recipient(tab: TabReader) -> None:
    assert downloads.log_and_hand_out(FILE, CHIEF, "session", "Records", "Sgt Example") == b"CANARY"
    (event,) = logged_record_views()
    assert event["action"] == "disclose"
    assert event["page"] == "Records: records.csv"
    assert event["recipients"] == "Sgt Example"
    assert event["purpose"] == "Data quality"
    assert json.loads(event["child_refs"]) == ["A", "B"]
    assert (event["row_count"], event["data_version"]) == (2, 1)


def test_a_download_needs_a_recipient_a_sign_in_and_the_log(
    tab: TabReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = replace(FILE, content=_never)
    for session, recipient in (("session", ""), (None, "Sgt"), ("ended", "Sgt")):
        with pytest.raises(Denied):
            downloads.log_and_hand_out(refused, CHIEF, session, "Records", recipient)
    assert logged_record_views() == []
    monkeypatch.setattr(audit, "record", _unavailable)
    with pytest.raises(LogUnavailable):
        downloads.log_and_hand_out(refused, CHIEF, "session", "Records", "Sgt")


def test_a_file_is_marked_and_holds_no_formula(tab: TabReader) -> None:
    written = downloads.as_csv(pd.DataFrame({"Source": ["=1+1", "-2", "fine"]}), FILTERS)
    lines = written.decode("utf-8-sig").splitlines()
    assert lines[0] == "Source,As at,Data version,Marking"
    assert [line.split(",")[0] for line in lines[1:]] == ["'=1+1", "'-2", "fine"]
    assert all(settings().marking in line for line in lines[1:])


def _never(*_: Any, **__: Any) -> Any:
    raise AssertionError("This is not asked for.")


def _nothing(*_: Any, **__: Any) -> None:
    """Draw nothing."""


def _unavailable(*_: Any, **__: Any) -> None:
    raise LogUnavailable
