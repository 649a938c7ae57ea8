"""Agreements on the pages Accounts and Approvals: proposed, approved by another, and ended."""

from __future__ import annotations

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from data import accounts
from data.sharing import agreements
from tests.invented.releasing import without_areas
from tests.sign_in.form import BY, GOOD_PASSWORD
from tests.sign_in.test_pages import engine, fill_in, messages_on, open_page, tables_on

__all__ = ["engine"]  # a fixture

WHO = "the.attendee"


def propose_agreement(at: AppTest, password: str = GOOD_PASSWORD) -> AppTest:
    """Propose an agreement on the page Accounts."""
    at.text_input(key=f"reference for {WHO}").input("ISA 2022/14")
    at.text_input(key=f"own for agreement of {WHO}").input(password)
    return fill_in(at, "Propose agreement")


def decide_agreement(role: str, button: str) -> str:
    """What the page Approvals says after a person with the role decides the first agreement."""
    at = open_page(role, "approvals")
    if not at.selectbox:
        return "nothing waits"
    at.text_input(key="own for agreements").input(GOOD_PASSWORD)
    return messages_on(fill_in(at, button))


def states(engine: Engine) -> list[str]:
    return [each.state for each in agreements.list_agreements(engine)]


def test_an_agreement_is_proposed_approved_and_ended_on_the_pages(engine: Engine) -> None:
    accounts.set_role(engine, WHO, "attendee", ["gedling"], by=BY)
    at = open_page("administrator", "accounts")
    assert "current password is not right" in messages_on(propose_agreement(at, "wrong"))
    assert states(engine) == []
    assert "waits for approval" in messages_on(propose_agreement(at))
    assert "Somebody else" in decide_agreement("administrator", "Approve the agreement")
    assert "It is approved" in decide_agreement("inspector", "Approve the agreement")
    assert states(engine) == ["In force"]
    assert decide_agreement("inspector", "Approve the agreement") == "nothing waits"
    at = open_page("administrator", "accounts")
    assert "ISA 2022/14" in tables_on(at)
    assert "It has ended" in messages_on(fill_in(at, "End it now"))
    assert states(engine) == ["Ended"]


def test_an_agreement_can_be_declined_on_the_page(engine: Engine) -> None:
    accounts.set_role(engine, WHO, "attendee", ["gedling"], by=BY)
    propose_agreement(open_page("administrator", "accounts"))
    assert "It is declined." in decide_agreement("inspector", "Decline the agreement")
    assert states(engine) == ["Declined"]


def test_an_account_without_an_area_cannot_have_an_agreement(engine: Engine) -> None:
    accounts.set_role(engine, WHO, "attendee", ["gedling"], by=BY)
    without_areas(engine, WHO)
    assert "areas on the account" in messages_on(
        propose_agreement(open_page("administrator", "accounts"))
    )
