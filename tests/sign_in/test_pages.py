"""The pages about accounts, passwords and the access log: who may open them, and what they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.screens.accounts import administration
from dashboard.signing_in import handover, sign_in
from data import access_log, accounts
from data.accounts import By
from data.database import writing_engine
from queries.access import NOBODY, Viewer
from tests.access.test_access_log import change_without_triggers
from tests.forgetting import forget
from tests.paths import APP
from tests.sign_in.form import with_menu

GOOD = "violet kettle 4 marsh"
OTHER = "brass otter under 7 lamps"
BY = By("", "operator", "test")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[Engine]:
    """The database of a dashboard with an account of each role, named after it."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CLVT_COOKIE_KEY", "0123456789abcdef" * 4)
    monkeypatch.setattr(handover, "WAIT_SECONDS", 0)  # there is no browser to ask
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {}))
    monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: "10.0.0.1"))
    monkeypatch.setattr(type(st.context), "url", property(lambda _: "http://localhost:8501/"))
    forget()
    made = writing_engine(sqlite_url)
    for role in ("inspector", "sergeant", "leader", "attendee", "administrator"):
        areas = ["gedling"] if role == "attendee" else []
        accounts.add(made, f"the.{role}", GOOD, role, areas, by=BY)
    yield made
    made.dispose()
    forget()


def open_page(role: str, page: str | None = None) -> AppTest:
    """A page of the dashboard, as a person with the role sees it."""
    at = AppTest.from_file(APP, default_timeout=30).run()
    at.text_input[0].input(f"the.{role}")
    at.text_input[1].input(GOOD)
    at.button[0].click().run()
    if page:
        at.switch_page(navigation.path(page)).run()
    assert not at.exception
    return at


def filled(at: AppTest, button: str, **fields: str) -> AppTest:
    for key, value in fields.items():
        at.text_input(key=key.replace("_", " ")).input(value)
    next(each for each in at.button if each.label == button).click().run()
    assert not at.exception
    return at


def messages(at: AppTest) -> str:
    return " ".join(each.value for each in [*at.error, *at.success])


def tables(at: AppTest) -> str:
    return " ".join(str(each.proto.body) for each in at.get("html"))


@pytest.mark.parametrize(
    ("page", "roles"),
    [
        ("accounts", {"administrator"}),
        ("access_log", {"administrator", "inspector"}),
        ("approvals", {"administrator", "inspector"}),
        ("my_password", {"administrator", "inspector", "sergeant", "leader", "attendee"}),
        ("your_sessions", {"administrator", "inspector", "sergeant", "leader", "attendee"}),
    ],
)
@pytest.mark.parametrize("role", ["inspector", "sergeant", "leader", "attendee", "administrator"])
def test_a_page_exists_for_the_roles_that_are_granted_it(
    engine: Engine, page: str, roles: set[str], role: str
) -> None:
    at = open_page(role)
    if role in roles:
        at.switch_page(navigation.path(page)).run()
        assert not at.exception
    else:
        with pytest.raises(ValueError, match="page"):
            at.switch_page(navigation.path(page)).run()


def test_everybody_who_has_an_account_is_listed(engine: Engine) -> None:
    shown = tables(open_page("administrator", "accounts"))
    assert all(f"the.{role}" in shown for role in ("inspector", "attendee", "administrator"))
    assert "$2b$" not in shown


def proposed(at: AppTest, password: str = GOOD) -> AppTest:
    """Propose a new account on the page Accounts."""
    at.text_input(key="new account's name").input("Newcomer")
    at.multiselect(key="new account's areas").select("gedling")
    at.text_input(key="password of the new account").input(OTHER)
    at.text_input(key="own for new account").input(password)
    return filled(at, "Propose account", **{"again of the new account": OTHER})


def decided(role: str, button: str, password: str = GOOD) -> str:
    """What the page Approvals says after a person with the role decides the first proposal."""
    at = open_page(role, "approvals")
    if not at.selectbox:
        return "nothing waits"
    at.text_input(key="own for approvals").input(password)
    next(each for each in at.button if each.label == button).click().run()
    assert not at.exception
    return messages(at)


def accounts_added(engine: Engine) -> list[accounts.ListedAccount]:
    return [each for each in accounts.list_accounts(engine) if each.username == "newcomer"]


def test_an_account_is_proposed_by_one_and_approved_by_another(engine: Engine) -> None:
    assert "It is proposed." in messages(proposed(open_page("administrator", "accounts")))
    assert accounts_added(engine) == []
    assert "Somebody else" in decided("administrator", "Approve")
    assert accounts_added(engine) == []
    assert "It is approved" in decided("inspector", "Approve")
    (made,) = accounts_added(engine)
    assert (made.role, made.areas) == ("attendee", ("gedling",))
    log = tables(open_page("administrator", "access_log"))
    assert "proposed newcomer: attendee of gedling with a new password" in log
    assert "which the.administrator proposed" in log
    assert decided("inspector", "Approve") == "nothing waits"


def test_both_give_their_own_password_again(engine: Engine) -> None:
    wrong = messages(proposed(open_page("administrator", "accounts"), password="wrong"))
    assert "current password is not right" in wrong
    assert decided("inspector", "Approve") == "nothing waits"
    proposed(open_page("administrator", "accounts"))
    assert "current password is not right" in decided("inspector", "Approve", password="wrong")
    assert accounts_added(engine) == []


def test_a_proposal_that_is_declined_makes_nothing(engine: Engine) -> None:
    proposed(open_page("administrator", "accounts"))
    assert "It is declined." in decided("inspector", "Decline")
    assert accounts_added(engine) == []
    assert decided("inspector", "Approve") == "nothing waits"


def test_problems_with_a_new_account_are_explained(engine: Engine) -> None:
    at = open_page("administrator", "accounts")
    at.text_input(key="new account's name").input("newcomer")
    at.text_input(key="password of the new account").input(OTHER)
    at.text_input(key="own for new account").input(GOOD)
    filled(at, "Propose account", **{"again of the new account": "another"})
    assert "not the same" in messages(at)
    assert len(accounts.list_accounts(engine)) == 5


def test_an_account_is_disabled_by_one_and_enabled_again_by_two(engine: Engine) -> None:
    at = open_page("administrator", "accounts")
    at.selectbox(key="accounts: account").select("the.leader").run()
    assert "the.leader is disabled." in messages(filled(at, "Disable the.leader"))
    at.text_input(key="own for enabling the.leader").input("wrong")
    wrong = filled(at, "Propose to enable the.leader")
    assert "current password is not right" in messages(wrong)
    at.text_input(key="own for enabling the.leader").input(GOOD)
    assert "It is proposed." in messages(filled(at, "Propose to enable the.leader"))
    assert "Somebody else" in decided("administrator", "Approve")
    assert not is_active(engine, "the.leader")
    assert "Enabled again" in tables(open_page("inspector", "approvals"))
    assert "It is approved" in decided("inspector", "Approve")
    assert is_active(engine, "the.leader")


def is_active(engine: Engine, username: str) -> bool:
    return {each.username: each.is_active for each in accounts.list_accounts(engine)}[username]


def test_an_administrator_resets_a_password_with_another(engine: Engine) -> None:
    at = open_page("administrator", "accounts")
    at.selectbox(key="accounts: account").select("the.leader").run()
    fields = {"password of the.leader": OTHER, "again of the.leader": OTHER}
    at.text_input(key="own for password of the.leader").input(GOOD)
    assert "It is proposed." in messages(filled(at, "Propose new password", **fields))
    assert "It is approved" in decided("inspector", "Approve")
    again = AppTest.from_file(APP, default_timeout=30).run()
    again.text_input[0].input("the.leader")
    again.text_input[1].input(OTHER)
    again.button[0].click().run()
    assert any(each.label == "Sign out" for each in with_menu(again).button)


def test_a_role_is_proposed_and_approved(engine: Engine) -> None:
    at = open_page("administrator", "accounts")
    at.selectbox(key="accounts: account").select("the.leader").run()
    at.selectbox(key="new role of the.leader").select("attendee")
    at.multiselect(key="new areas of the.leader").select("gedling")
    at.text_input(key="own for role of the.leader").input(GOOD)
    filled(at, "Propose role and areas")
    decided("inspector", "Approve")
    (changed,) = [each for each in accounts.list_accounts(engine) if each.username == "the.leader"]
    assert (changed.role, changed.areas) == ("attendee", ("gedling",))


def test_an_attendee_without_an_area_cannot_be_proposed(engine: Engine) -> None:
    at = open_page("administrator", "accounts")
    at.selectbox(key="accounts: account").select("the.leader").run()
    at.selectbox(key="new role of the.leader").select("attendee")
    at.text_input(key="own for role of the.leader").input(GOOD)
    assert "needs at least one area" in messages(filled(at, "Propose role and areas"))
    assert decided("inspector", "Approve") == "nothing waits"


def test_the_last_administrator_cannot_be_disabled_there(engine: Engine) -> None:
    at = open_page("administrator", "accounts")
    at.selectbox(key="accounts: account").select("the.administrator").run()
    filled(at, "Disable the.administrator")
    assert "only administrator" in messages(at)


@pytest.mark.parametrize("role", ["inspector", "sergeant", "leader", "attendee", ""])
def test_a_former_administrator_changes_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    viewer = Viewer("somebody", role) if role else NOBODY
    monkeypatch.setattr(sign_in, "viewer", lambda: viewer)
    before = accounts.list_accounts(engine)
    assert administration.propose_account("newcomer", OTHER, OTHER, "inspector", (), GOOD)
    assert administration.propose_role("the.leader", "inspector", (), GOOD)
    assert administration.disable("the.leader")
    assert administration.propose_enabling("the.leader", GOOD)
    assert administration.propose_password("the.leader", OTHER, OTHER, GOOD)
    assert accounts.list_accounts(engine) == before
    with engine.connect() as connection:
        assert not connection.execute(text("SELECT count(*) FROM account_proposal")).scalar_one()


def test_somebody_signs_out_everywhere(engine: Engine) -> None:
    there = open_page("leader")
    at = open_page("leader", "your_sessions")
    assert tables(at).count("Another browser") == 1
    assert "This browser" in tables(at)
    next(each for each in at.button if each.label == "Sign out everywhere").click().run()
    for each in (at, there.run()):
        assert [field.label for field in each.text_input] == ["Username", "Password"]


def test_people_change_their_own_password(engine: Engine) -> None:
    at = filled(
        open_page("leader", "my_password"),
        "Change my password",
        present=GOOD,
        new=OTHER,
        again=OTHER,
    )
    assert "Your password is changed." in messages(at)
    at.run()
    assert at.text_input[0].label == "Current password"  # still signed in
    again = AppTest.from_file(APP, default_timeout=30).run()
    again.text_input[0].input("the.leader")
    again.text_input[1].input(OTHER)
    again.button[0].click().run()
    assert any(each.label == "Sign out" for each in with_menu(again).button)


@pytest.mark.parametrize(
    ("present", "new", "again", "why"),
    [
        ("wrong", OTHER, OTHER, "current password is not right"),
        (GOOD, OTHER, "another", "not the same"),
        (GOOD, "short", "short", "at least 12"),
        (GOOD, "the.leader-2026-x", "the.leader-2026-x", "contain the username"),
    ],
)
def test_a_password_change_needs_the_present_one_and_a_good_new_one(
    engine: Engine, present: str, new: str, again: str, why: str
) -> None:
    at = open_page("leader", "my_password")
    filled(at, "Change my password", present=present, new=new, again=again)
    assert why in messages(at)


def test_guesses_of_the_present_password_are_limited(engine: Engine) -> None:
    at = open_page("leader", "my_password")
    for _ in range(5):
        filled(at, "Change my password", present="wrong", new=OTHER, again=OTHER)
    filled(at, "Change my password", present=GOOD, new=OTHER, again=OTHER)
    assert "Too many tries" in messages(at)


def test_the_log_page_shows_an_event_at_once(engine: Engine) -> None:
    at = open_page("inspector", "access_log")
    assert "added the.leader as leader" in tables(at)
    before = access_log.head(engine).event_id
    accounts.disable(engine, "the.leader", by=BY)
    at.run()
    assert "disabled the.leader" in tables(at)
    assert access_log.head(engine).event_id == before + 1
    verdict = f"each of the {before + 1} events, this look included, is as it was written"
    assert any(verdict in each.value for each in at.markdown)


def test_the_log_is_narrowed_by_person_and_action(engine: Engine) -> None:
    open_page("leader")
    at = open_page("inspector", "access_log")
    at.selectbox[0].select("the.leader").run()
    assert "account change" not in tables(at)
    assert "sign-in" in tables(at)
    at.selectbox[1].select("sign-in").run()
    assert not at.exception


def test_tampering_is_reported_on_the_log_page(engine: Engine) -> None:
    change_without_triggers(engine, "UPDATE access_event SET who = 'x' WHERE event_id = 2")
    assert "tampered with" in messages(open_page("inspector", "access_log"))


def test_typed_text_is_never_rendered_as_markup(engine: Engine) -> None:
    event = access_log.Event(
        "the.leader",
        "leader",
        access_log.Action.CONSULT,
        purpose="<img src=x onerror=alert(1)>",
    )
    access_log.record(engine, event)
    shown = tables(open_page("inspector", "access_log"))
    assert "<img" not in shown
    assert "&lt;img" in shown
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM access_event")).scalar_one() == 8
        )  # reading the log is logged
