"""An agreement is proposed by one person and approved by another, and ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data import accounts, sessions
from data.accounts import AccountRefused, By
from data.agreement import Agreement, in_force
from data.clock import utc_now
from data.reference_files import REFERENCE
from data.sharing import agreements
from data.sharing.in_force import all_in_force
from data.tables import access_event
from tests.invented.releasing import give_agreement

ONE, ANOTHER = By("one", "administrator", "test"), By("another", "inspector", "test")
TODAY = utc_now().date()
LAST = TODAY + timedelta(days=30)


@pytest.fixture
def engine(writing: Engine) -> Engine:
    """With an attendee of two areas, and a leader."""
    accounts.add(writing, "pat", None, "attendee", ["gedling", "ashfield"], by=ONE)
    accounts.add(writing, "lee", None, "leader", by=ONE)
    return writing


def propose(engine: Engine, **changed: Any) -> int:
    wanted: dict[str, Any] = {
        "by": ONE,
        "username": "pat",
        "reference": "ISA 1",
        "agency": "Social care",
        "signed_on": date(2022, 1, 1),
        "ends_on": LAST,
        "areas": ["Gedling"],
        "agencies": agreements.agencies_of(REFERENCE),
        **changed,
    }
    return agreements.propose(engine, **wanted)


def agreement_of(engine: Engine, on: date | None = None, username: str = "pat") -> Agreement | None:
    with engine.connect() as connection:
        return in_force(connection, username, on)


def states_by_number(engine: Engine) -> dict[int, str]:
    return {each.agreement_id: each.state for each in agreements.list_agreements(engine)}


def changes(engine: Engine) -> list[str]:
    query = select(access_event.c.change).order_by(access_event.c.event_id)
    with engine.connect() as connection:
        return [each for each in connection.execute(query).scalars() if "agreement" in each]


def test_an_agreement_is_in_force_only_once_another_person_approves_it(engine: Engine) -> None:
    number = propose(engine)
    assert agreement_of(engine) is None
    assert states_by_number(engine) == {number: "Proposed"}
    for nobody_else in (ONE, By("pat", "attendee", "test")):
        with pytest.raises(AccountRefused, match="Somebody else"):
            agreements.approve(engine, number, by=nobody_else)
    agreements.approve(engine, number, by=ANOTHER)
    found = agreement_of(engine)
    assert found == Agreement(number, "ISA 1", "Social care", frozenset({"gedling"}))
    assert all_in_force(engine) == [("pat", found)]
    assert states_by_number(engine) == {number: "In force"}
    with pytest.raises(AccountRefused, match="no longer waits"):
        agreements.approve(engine, number, by=ANOTHER)
    assert [each.split(" ISA")[0] for each in changes(engine)] == [
        "proposed agreement",
        "approved agreement",
    ]


def test_an_agreement_holds_from_its_first_day_to_its_last_and_ends_by_itself(
    engine: Engine,
) -> None:
    first = TODAY - timedelta(days=3)
    give_agreement(engine, "pat", ["gedling"], signed_on=first, ends_on=LAST)
    assert agreement_of(engine, first - timedelta(days=1)) is None
    assert agreement_of(engine, first)
    assert agreement_of(engine, LAST)
    assert agreement_of(engine, LAST + timedelta(days=1)) is None
    assert agreement_of(engine, LAST, "lee") is None


def test_a_session_has_the_agreement_until_it_ends(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sessions.session_id("a tab")
    with engine.begin() as connection:
        sessions.start(connection, session, "pat", timedelta(days=90))
    give_agreement(engine, "pat", ["gedling"], ends_on=LAST)

    def resumed() -> Agreement | None:
        found = sessions.resume(engine, session, timedelta(days=90), is_activity=False)
        assert found
        assert found.areas == {"gedling", "ashfield"}
        return found.agreement

    assert resumed()
    later = utc_now() + timedelta(days=31)
    monkeypatch.setattr("data.agreement.utc_now", lambda: later)
    assert resumed() is None


def test_an_agreement_can_be_declined_or_ended_early_and_lapses(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    declined = propose(engine)
    agreements.decline(engine, declined, by=ONE)
    ended = give_agreement(engine, "pat", ["gedling"])
    agreements.end(engine, ended, by=ONE)
    assert agreement_of(engine) is None
    with pytest.raises(AccountRefused, match="no such agreement in force"):
        agreements.end(engine, ended, by=ONE)
    lapsed = propose(engine)
    later = utc_now() + timedelta(days=8)
    for module in ("data.sharing.agreements", "data.accounts.proposals"):
        monkeypatch.setattr(f"{module}.utc_now", lambda: later)
    with pytest.raises(AccountRefused, match="no longer waits"):
        agreements.approve(engine, lapsed, by=ANOTHER)
    assert states_by_number(engine) == {declined: "Declined", ended: "Ended", lapsed: "Lapsed"}


def test_a_later_agreement_ends_the_one_before(engine: Engine) -> None:
    first = give_agreement(engine, "pat", ["gedling"])
    second = give_agreement(engine, "pat", ["ashfield"], reference="ISA 2")
    found = agreement_of(engine)
    assert found
    assert found.reference == "ISA 2"
    assert found.areas == {"ashfield"}
    assert states_by_number(engine) == {first: "Ended", second: "In force"}


def test_an_area_that_is_no_longer_on_the_account_is_no_longer_shown(engine: Engine) -> None:
    give_agreement(engine, "pat", ["gedling", "ashfield"])
    accounts.set_role(engine, "pat", "attendee", ["ashfield"], by=ONE)
    found = agreement_of(engine)
    assert found
    assert found.areas == {"ashfield"}
    accounts.set_role(engine, "pat", "attendee", ["mansfield"], by=ONE)
    assert agreement_of(engine) is None


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"username": "lee"}, "Only the account of an attendee"),
        ({"username": "nobody"}, "Only the account of an attendee"),
        ({"areas": ["Mansfield"]}, "areas on the account"),
        ({"areas": []}, "areas on the account"),
        ({"areas": ["Atlantis"]}, "no area Atlantis"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 61}, "reference"),
        ({"agency": "Acme"}, "no agency Acme"),
        ({"ends_on": date(2021, 12, 31)}, "before it was signed"),
        ({"ends_on": date(2022, 12, 31)}, "has ended already"),
    ],
)
def test_an_invalid_agreement_is_refused(
    engine: Engine, changed: dict[str, Any], problem: str
) -> None:
    with pytest.raises(AccountRefused, match=problem):
        propose(engine, **changed)
    assert agreements.list_agreements(engine) == []
