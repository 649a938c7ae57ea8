"""What the log records, and how its page shows it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.components import audit
from dashboard.settings import settings
from data import access_log, accounts, signing_in
from data.access_log import Action, Event, append, recording
from data.accounts import attempts, identities
from data.clock import utc_now
from data.database import writing_engine
from data.signing_in import AttemptSource, WrongCredentials
from data.tables import access_event
from queries.access import Viewer
from tests.access.test_records import tab as records_tab
from tests.pages.records_page import CHIEF, FILE, TabReader, logged_record_views
from tests.servers.serving import serving
from tests.servers.tab import session_cookie, tab
from tests.sign_in.form import GOOD_PASSWORD, KEY
from tests.sign_in.test_lockout import POLICY
from tests.sign_in.test_pages import engine, open_page, tables_on

__all__ = ["engine", "records_tab"]  # fixtures

SEEN = Event("the.leader", "leader", Action.CONSULT, "Records", child_refs=("CL-0042",))


def events(at: Engine, action: Action) -> list[dict[str, Any]]:
    query = select(access_event).where(access_event.c.action == str(action))
    with at.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


# What is logged


def test_a_failure_and_a_locked_out_attempt_are_logged_with_their_address(writing: Engine) -> None:
    by = accounts.operator("test")
    accounts.add(writing, "chief", GOOD_PASSWORD, "inspector", by=by)
    source = AttemptSource("browser of chief", attempts.address_origin("203.0.113.9"))
    for _ in range(3):
        with pytest.raises(WrongCredentials):
            signing_in.prove(writing, POLICY, "chief", "a wrong guess", source=source)
    for _ in range(5):
        with pytest.raises(attempts.LockedOut):
            signing_in.prove(writing, POLICY, "chief", GOOD_PASSWORD, source=source)
    failures, locked = events(writing, Action.FAILURE), events(writing, Action.LOCKED_OUT)
    assert [each["address"] for each in failures] == ["address 203.0.113.9"] * 3
    assert [(each["who"], each["address"]) for each in locked] == [("chief", "address 203.0.113.9")]


def test_changed_areas_of_an_account_of_the_provider_are_logged(writing: Engine) -> None:
    by = accounts.By("alice", "attendee", "Sign in (identity provider)")
    identity = identities.Identity("https://provider", "1-2-3")
    for areas in (["gedling"], ["gedling"], ["gedling", "ashfield"]):
        with recording(writing) as connection:
            identities.create_or_update(connection, identity, "alice", "attendee", areas, by)
    assert [each["change"] for each in events(writing, Action.ACCOUNT_CHANGE)] == [
        "added alice as attendee of gedling",
        "alice: attendee of gedling → attendee of ashfield, gedling",
    ]


def test_reading_the_log_is_logged_once_for_each_choice(engine: Engine) -> None:
    at = open_page("administrator", "access_log")
    at.run()
    at.selectbox[0].select("the.administrator").run()
    looks = [json.loads(each["filters"]) for each in events(engine, Action.CONSULT)]
    assert [each.get("who") for each in looks] == [None, "the.administrator"]
    assert {each["page"] for each in events(engine, Action.CONSULT)} == {"Access log"}


def test_figures_and_releases_printed_on_the_machine_are_logged(
    demo_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", demo_copy)
    run = CliRunner().invoke
    assert run(app, ["figures", "--district", "City", "--json"]).exit_code == 0
    assert run(app, ["release", "--month", "2022-10", "--as", "attendee"]).exit_code == 0
    looks = events(writing_engine(demo_copy), Action.CONSULT)
    assert [(each["page"], each["role"]) for each in looks] == [
        ("clvt figures", "operator"),
        ("clvt release", "operator"),
    ]
    assert json.loads(looks[0]["filters"])["district"] == "City"
    assert json.loads(looks[1]["filters"]) == {"month": "2022-10", "as": "attendee"}


def test_figures_that_cannot_be_logged_are_not_printed(
    demo_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise access_log.LogUnavailable("The access log cannot be written.")

    monkeypatch.setenv("CLVT_DATABASE_URL", demo_copy)
    monkeypatch.setattr(access_log, "record", refuses)
    done = CliRunner().invoke(app, ["figures", "--json"])
    assert done.exit_code == 1
    assert done.stdout == ""


def test_a_request_for_a_page_that_is_not_offered_is_logged_once(
    demo_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_COOKIE_KEY", KEY)
    with (
        serving(demo_copy, tmp_path, cookie_key=KEY) as address,
        tab(address, session_cookie(demo_copy, "leader")) as open_tab,
    ):
        open_tab.open("records")
        open_tab.open("records")
        open_tab.open("children")
        open_tab.open_hidden("accounts")
    denied = events(writing_engine(demo_copy), Action.DENIED)
    assert [(each["who"], each["page"]) for each in denied] == [
        ("leader", "Records"),
        ("leader", "Accounts"),
    ]


def test_an_address_that_is_no_page_of_the_readers_opens_the_first_one_and_says_so(
    demo_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_COOKIE_KEY", KEY)
    said = b"The address that you opened is not one of your pages. This is Trends instead."
    with (
        serving(demo_copy, tmp_path, cookie_key=KEY) as address,
        tab(address) as before_sign_in,
        tab(address, session_cookie(demo_copy, "leader")) as open_tab,
    ):
        before_sign_in.open("nowhere")
        for other in ("records", "nowhere"):
            assert said in open_tab.open(other)
        # As a browser asks once somebody has signed in on the way to a page.
        assert said in open_tab.open_hidden("accounts")
        messages = [*before_sign_in.messages, *open_tab.messages]
        assert not [each for each in messages if each.HasField("page_not_found")]
        for own in ("", "trends", "children"):
            assert said[:50] not in open_tab.open(own)


def test_the_files_that_a_person_can_download_a_minute_are_limited(
    records_tab: TabReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.components import downloads

    monkeypatch.setenv("CLVT_DISCLOSURES_A_MINUTE", "3")
    settings.cache_clear()
    for _ in range(3):
        downloads.log_and_hand_out(FILE, CHIEF, "session", "Records", "Sgt Example")
    with pytest.raises(audit.TooMany):
        downloads.log_and_hand_out(FILE, CHIEF, "session", "Records", "Sgt Example")
    assert len(logged_record_views()) == 3
    assert audit.may_disclose(Viewer("another", "inspector"))
    later = utc_now()
    monkeypatch.setattr(audit, "utc_now", lambda: later + timedelta(days=365))
    assert audit.may_disclose(CHIEF)


# Its page


def test_many_events_of_one_person_do_not_hide_those_of_others(engine: Engine) -> None:
    access_log.record(engine, Event("the.sergeant", "sergeant", Action.CONSULT, "Children"))
    with recording(engine) as connection:
        for _ in range(5102):
            append(connection, Event("the.leader", "leader", Action.CONSULT, "Overview"))
    at = open_page("administrator", "access_log")
    at.selectbox[0].select("the.sergeant").run()
    assert "Children" in tables_on(at)
    assert any("Events 1 to 1 of 1," in each.value for each in at.markdown)
    at.selectbox[0].select("the.leader").run()
    at.number_input[0].set_value(52).run()
    assert any("Events 5,101 to 5,102 of 5,102," in each.value for each in at.markdown)


def test_references_in_the_log_are_shown_for_a_stated_purpose_and_logged(engine: Engine) -> None:
    access_log.record(engine, SEEN)
    at = open_page("inspector", "access_log")
    assert "CL-0042" not in tables_on(at)
    at.toggle[0].set_value(True).run()
    assert "CL-0042" not in tables_on(at)
    at.selectbox(key="purpose: choice").select("Audit or inspection")
    next(each for each in at.button if each.label == "Show the records").click().run()
    assert "CL-0042" in tables_on(at)
    look = events(engine, Action.CONSULT)[-1]
    assert look["purpose"] == "Audit or inspection"
    assert json.loads(look["child_refs"]) == ["CL-0042"]


def test_an_administrator_is_not_offered_the_references(engine: Engine) -> None:
    access_log.record(engine, SEEN)
    at = open_page("administrator", "access_log")
    assert not at.toggle
    assert "CL-0042" not in tables_on(at)


def test_typed_text_is_quoted_and_cannot_end_the_quotation(engine: Engine) -> None:
    written = "Sgt” Purpose: “Audit\nRole: administrator"
    access_log.record(engine, Event("the.leader", "leader", Action.DISCLOSE, recipients=written))
    shown = tables_on(open_page("administrator", "access_log"))
    assert "Recipients: “Sgt&#x27; Purpose: &#x27;Audit Role: administrator”" in shown
