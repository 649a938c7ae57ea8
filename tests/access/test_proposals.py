"""Changes of accounts that need two people, as the database stores them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from data import access_log, accounts, passwords, sessions
from data.access_log import recording
from data.accounts import AccountRefused, By, proposals
from data.tables import account, account_proposal
from tests.sign_in.form import GOOD_PASSWORD

ADAM = By("adam", "administrator", "Accounts")
EVE = By("eve", "administrator", "Approvals")
HOUR = timedelta(hours=1)


@pytest.fixture
def people(writing: Engine) -> Engine:
    """A database in which two administrators and a leader have accounts."""
    for name, role in (("adam", "administrator"), ("eve", "administrator"), ("lee", "leader")):
        accounts.add(writing, name, GOOD_PASSWORD, role, by=By("", "operator", "test"))
    return writing


def newest_proposal(engine: Engine) -> int:
    query = select(account_proposal.c.proposal_id).order_by(account_proposal.c.proposal_id.desc())
    with engine.connect() as connection:
        newest: int = connection.execute(query).scalars().all()[0]
    return newest


def role_of(engine: Engine, username: str) -> str:
    return {each.username: each.role for each in accounts.list_accounts(engine)}[username]


def test_nobody_approves_their_own_proposal_or_a_change_of_their_own_account(
    people: Engine,
) -> None:
    proposals.propose(people, "lee", by=ADAM, role="inspector")
    for by in (ADAM, By("lee", "leader", "Approvals")):
        with pytest.raises(AccountRefused, match="Somebody else"):
            proposals.approve(people, newest_proposal(people), by=by)
    assert role_of(people, "lee") == "leader"
    proposals.approve(people, newest_proposal(people), by=EVE)
    assert role_of(people, "lee") == "inspector"


def test_a_proposal_is_decided_once_and_its_password_is_then_deleted(people: Engine) -> None:
    proposals.propose(people, "newcomer", by=ADAM, role="leader", password=GOOD_PASSWORD)
    proposals.approve(people, newest_proposal(people), by=EVE)
    for act in (proposals.approve, proposals.decline):
        with pytest.raises(AccountRefused, match="no longer waits"):
            act(people, newest_proposal(people), by=EVE)
    with people.connect() as connection:
        row = connection.execute(select(account_proposal)).one()
    assert (row.decided_by, row.is_approved, row.password_hash) == ("eve", True, None)


def test_a_later_proposal_replaces_an_earlier_one(people: Engine) -> None:
    proposals.propose(people, "lee", by=ADAM, role="inspector")
    first = newest_proposal(people)
    proposals.propose(people, "lee", by=ADAM, role="sergeant")
    with pytest.raises(AccountRefused):
        proposals.approve(people, first, by=EVE)
    proposals.approve(people, newest_proposal(people), by=EVE)
    assert role_of(people, "lee") == "sergeant"


def test_a_disabled_account_is_enabled_by_two_with_the_role_that_was_approved(
    people: Engine,
) -> None:
    with pytest.raises(AccountRefused, match="lee is not disabled"):
        proposals.propose_enabling(people, "lee", by=ADAM)
    with pytest.raises(AccountRefused, match="no such account"):
        proposals.propose_enabling(people, "nobody", by=ADAM)
    accounts.disable(people, "lee", by=ADAM)
    proposals.propose_enabling(people, "lee", by=ADAM)
    with pytest.raises(AccountRefused, match="Somebody else"):
        proposals.approve(people, newest_proposal(people), by=ADAM)
    assert not is_active(people, "lee")
    accounts.set_role(people, "lee", "inspector", by=ADAM)
    proposals.approve(people, newest_proposal(people), by=EVE)
    assert is_active(people, "lee")
    assert role_of(people, "lee") == "leader"


def test_no_other_approval_enables_a_disabled_account(people: Engine) -> None:
    accounts.disable(people, "lee", by=ADAM)
    proposals.propose(people, "lee", by=ADAM, role="inspector", password=GOOD_PASSWORD)
    proposals.approve(people, newest_proposal(people), by=EVE)
    assert role_of(people, "lee") == "inspector"
    assert not is_active(people, "lee")


def is_active(engine: Engine, username: str) -> bool:
    return {each.username: each.is_active for each in accounts.list_accounts(engine)}[username]


def test_a_proposal_lapses_after_a_week(people: Engine) -> None:
    proposals.propose(people, "lee", by=ADAM, role="inspector")
    with people.begin() as connection:
        row = connection.execute(select(account_proposal)).one()
        earlier = row.proposed_at - timedelta(days=7, minutes=1)
        connection.execute(update(account_proposal).values(proposed_at=earlier))
    with pytest.raises(AccountRefused, match="no longer waits"):
        proposals.approve(people, newest_proposal(people), by=EVE)


def test_an_approved_password_ends_the_sessions(people: Engine) -> None:
    session = sessions.session_id("what lee presents")
    with recording(people) as connection:
        sessions.start(connection, session, "lee", HOUR)
    proposals.propose(people, "lee", by=ADAM, password="brass otter under 7 lamps")
    assert sessions.resume(people, session, HOUR)
    proposals.approve(people, newest_proposal(people), by=EVE)
    assert sessions.resume(people, session, HOUR) is None
    with people.connect() as connection:
        query = select(account.c.password_hash).where(account.c.username == "lee")
        stored = connection.execute(query).scalar_one()
    assert passwords.matches("brass otter under 7 lamps", stored)
    assert role_of(people, "lee") == "leader"


def test_the_log_names_who_proposed_and_who_approved_and_no_password(people: Engine) -> None:
    proposals.propose(
        people, "newcomer", by=ADAM, role="attendee", areas=["gedling"], password=GOOD_PASSWORD
    )
    proposals.approve(people, newest_proposal(people), by=EVE)
    lines = io.StringIO()
    access_log.export(people, lines)
    first, second = lines.getvalue().splitlines()[-2:]
    assert "proposed newcomer: attendee of gedling with a new password" in first
    assert '"who":"adam"' in first
    assert "which adam proposed" in second
    assert '"who":"eve"' in second
    assert "kettle" not in first + second
    assert "$2b$" not in first + second


@pytest.mark.parametrize(
    ("username", "role", "areas", "password", "why"),
    [
        ("nobody", "leader", [], None, "no such account"),
        ("newcomer", None, [], GOOD_PASSWORD, "no such account"),
        ("newcomer", "attendee", ["atlantis"], GOOD_PASSWORD, "no area atlantis"),
        ("n", "leader", [], GOOD_PASSWORD, "3 to 120"),
    ],
)
def test_an_impossible_change_cannot_be_proposed(
    people: Engine,
    username: str,
    role: str | None,
    areas: list[str],
    password: str | None,
    why: str,
) -> None:
    with pytest.raises(AccountRefused, match=why):
        proposals.propose(people, username, by=ADAM, role=role, areas=areas, password=password)
    with people.connect() as connection:
        assert connection.execute(select(account_proposal)).all() == []
