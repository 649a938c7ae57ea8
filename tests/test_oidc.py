"""Signing in through an identity provider: what its claims give, and nothing in doubt."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from dashboard.settings import Settings, settings
from dashboard.signing_in import oidc
from dashboard.signing_in.oidc import Claimed, NotMapped
from data import accounts, attempts, sessions, signing_in
from data.accounts import AccountRefused, By
from data.database import writing_engine
from data.signing_in import Tried, WrongCredentials
from tests.serving import serving, settled

KEY = "0123456789abcdef" * 4
ROLES = {"CLVT-Inspector": "inspector", "CLVT-Partner": "attendee", "CLVT-Odd": "emperor"}
AREAS = {"npa-gedling": "gedling", "npa-ashfield": "ashfield"}
CHOSEN = Settings(oidc_metadata_url="http://provider/", oidc_roles=ROLES, oidc_areas=AREAS)
HOUR = timedelta(hours=1)
BY = By("", "operator", "test")


def claims(**changed: Any) -> dict[str, Any]:
    return {"preferred_username": "Alice@Force.Example", "roles": ["CLVT-Partner"], **changed}


def test_claims_give_a_person_a_role_and_areas() -> None:
    given = claims(groups=["npa-gedling", "npa-ashfield", "something-else"])
    assert oidc.claimed(given, CHOSEN) == Claimed(
        "alice@force.example", "attendee", frozenset({"gedling", "ashfield"})
    )


def test_a_claim_may_be_a_single_value() -> None:
    given = claims(roles="CLVT-Inspector", groups="npa-gedling")
    assert oidc.claimed(given, CHOSEN).role == "inspector"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"preferred_username": "alice"},
        claims(roles=[]),
        claims(roles=None),
        claims(roles=["inspector"]),  # our own word for it is not on the map
        claims(roles=["CLVT-Inspector", "CLVT-Partner"]),  # which of the two?
        claims(roles=["CLVT-Odd"]),
        claims(roles=["clvt-inspector"]),
        claims(roles={"CLVT-Inspector": True}),
        claims(roles=[["CLVT-Inspector"]]),
        claims(preferred_username=""),
        claims(preferred_username="  "),
        claims(preferred_username=["alice"]),
        claims(preferred_username=None),
    ],
)
def test_unclear_claims_sign_nobody_in(given: dict[str, Any]) -> None:
    with pytest.raises(NotMapped):
        oidc.claimed(given, CHOSEN)


def test_without_a_map_nobody_has_a_role() -> None:
    with pytest.raises(NotMapped):
        oidc.claimed(claims(), Settings(oidc_metadata_url="http://provider/"))


@pytest.mark.parametrize(
    ("issued", "is_fresh"),
    [(0, True), (-60, True), (-3600, False), (3600, False)],
)
def test_an_old_sign_in_begins_no_session(issued: int, is_fresh: bool) -> None:
    assert oidc.is_fresh({"iat": time.time() + issued}) is is_fresh
    assert not oidc.is_fresh({})
    assert not oidc.is_fresh({"iat": "now"})


def test_it_is_off_unless_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    assert not oidc.is_on()
    assert oidc.secrets() is None
    settings.cache_clear()


def enters(engine: Engine, presented: str, role: str = "inspector") -> str:
    session = sessions.session_id(presented)
    signing_in.through_provider(engine, "alice", role, ["gedling"], session=session, lasts=HOUR)
    return session


def test_a_person_from_the_provider_has_an_account_without_a_password(writing: Engine) -> None:
    found = sessions.resume(writing, enters(writing, "first"), HOUR)
    assert found == sessions.SignedIn("alice", "inspector", frozenset({"gedling"}))
    door = signing_in.Door(KEY, attempts.Limits(), HOUR)
    for password in ("", "None"):
        with pytest.raises(WrongCredentials):
            signing_in.prove(writing, door, "alice", password, tried=Tried("here", "here"))


def test_the_providers_claims_are_applied_at_each_sign_in(writing: Engine) -> None:
    enters(writing, "first", "inspector")
    found = sessions.resume(writing, enters(writing, "second", "attendee"), HOUR)
    assert found is not None
    assert found.role == "attendee"


def test_a_sign_in_that_has_ended_begins_no_session_again(writing: Engine) -> None:
    session = enters(writing, "first")
    signing_in.sign_out(writing, session, "alice", "inspector")
    with pytest.raises(WrongCredentials):
        enters(writing, "first")
    assert sessions.resume(writing, session, HOUR) is None


def test_an_account_disabled_here_stays_out(writing: Engine) -> None:
    session = enters(writing, "first")
    accounts.set_active(writing, "alice", False, by=BY)
    assert sessions.resume(writing, session, HOUR) is None
    with pytest.raises(AccountRefused):
        enters(writing, "second")


def test_an_account_that_had_a_password_has_none_afterwards(writing: Engine) -> None:
    accounts.add(writing, "alice", "violet kettle 4 marsh", "leader", by=BY)
    enters(writing, "first")
    door = signing_in.Door(KEY, attempts.Limits(), HOUR)
    with pytest.raises(WrongCredentials):
        signing_in.prove(
            writing, door, "alice", "violet kettle 4 marsh", tried=Tried("here", "here")
        )


# With a provider and a browser


@pytest.fixture
def dashboard(sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a dashboard to which people sign in at a provider."""
    alice = {"preferred_username": "Alice@Force.Example", "roles": ["CLVT-Inspector"]}
    users = (User(sub="alice", claims=alice), User(sub="mallory", claims={"roles": ["inspector"]}))
    with run_server_in_thread(user_claims=users) as provider:
        discovery = f"http://localhost:{provider.server_port}/.well-known/openid-configuration"
        with serving(
            sqlite_url,
            tmp_path,
            cookie_key=KEY,
            oidc_metadata_url=discovery,
            oidc_client_id="clvt",
            oidc_client_secret="said by the provider",
            oidc_redirect_uri="http://localhost:{port}/oauth2callback",
            oidc_roles=json.dumps(ROLES),
        ) as address:
            yield address


def sign_in_at_provider(page: Page, address: str, person: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in with").click()
    page.get_by_role("button", name=person, exact=True).click()
    page.wait_for_url(f"{address}/**")
    settled(page)


@pytest.mark.browser
def test_people_sign_in_at_the_provider_and_out_here(
    browser: Browser, dashboard: str, sqlite_url: str
) -> None:
    with browser.new_context() as context, browser.new_context() as thief:
        page = context.new_page()
        page.goto(dashboard)
        settled(page)
        assert page.get_by_role("textbox").count() == 0  # no password is asked for here
        sign_in_at_provider(page, dashboard, "alice")
        menu = page.get_by_role("button", name="alice@force.example · Inspector")
        expect(menu).to_be_visible(timeout=20_000)
        (cookie,) = [each for each in context.cookies() if each["name"] == "_streamlit_user"]
        assert cookie["httpOnly"]
        menu.click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/end_session**")
        thief.add_cookies([cookie])  # type: ignore[list-item]
        copied = thief.new_page()
        copied.goto(dashboard)
        expect(copied.get_by_text("That sign-in has ended.")).to_be_visible(timeout=20_000)
    (account,) = accounts.listed(writing_engine(sqlite_url))
    assert (account.username, account.role) == ("alice@force.example", "inspector")


@pytest.mark.browser
def test_a_person_without_a_mapped_group_cannot_sign_in(
    browser: Browser, dashboard: str, sqlite_url: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        sign_in_at_provider(page, dashboard, "mallory")
        expect(page.get_by_text("Ask whoever looks after this dashboard")).to_be_visible(
            timeout=20_000
        )
    assert accounts.listed(writing_engine(sqlite_url)) == []
