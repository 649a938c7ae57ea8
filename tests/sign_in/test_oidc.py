"""Signing in through an identity provider: unclear claims sign nobody in."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, update

from dashboard.serving.middleware import ProviderCookies
from dashboard.settings import Settings
from dashboard.signing_in import oidc, sign_in
from dashboard.signing_in.oidc import ClaimedPerson, NotMapped
from data import accounts, sessions, signing_in
from data.access_log import recording
from data.accounts import AccountRefused, attempts, identities
from data.accounts.identities import Identity
from data.clock import utc_now
from data.database import writing_engine
from data.signing_in import AttemptSource, WrongCredentials
from data.tables import browser_session
from queries.access import Viewer
from tests.servers.serving import serving, wait_until_drawn
from tests.sign_in.form import BY, KEY

ROLES = {"CLVT-Inspector": "inspector", "CLVT-Partner": "attendee", "CLVT-Odd": "emperor"}
AREAS = {"npa-gedling": "gedling", "npa-ashfield": "ashfield"}
CHOSEN = Settings(oidc_metadata_url="http://provider/", oidc_roles=ROLES, oidc_areas=AREAS)
ALICE = Identity("https://provider", "1-2-3")
HOUR = timedelta(hours=1)


def claims(**changed: Any) -> dict[str, Any]:
    return {
        "iss": "https://provider",
        "sub": "1-2-3",
        "preferred_username": "Alice@Force.Example",
        "roles": ["CLVT-Partner"],
        **changed,
    }


def test_claims_give_a_person_a_role_and_areas() -> None:
    given = claims(groups=["npa-gedling", "npa-ashfield", "something-else"])
    assert oidc.claimed(given, CHOSEN) == ClaimedPerson(
        ALICE, "alice@force.example", "attendee", frozenset({"gedling", "ashfield"})
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
        claims(roles=["inspector"]),  # the role's own name is not in the map
        claims(roles=["CLVT-Inspector", "CLVT-Partner"]),  # two roles: unclear which
        claims(roles=["CLVT-Odd"]),
        claims(roles=["clvt-inspector"]),
        claims(roles={"CLVT-Inspector": True}),
        claims(roles=[["CLVT-Inspector"]]),
        claims(iss=None),
        claims(sub=""),
        claims(sub=7),
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


def test_signing_in_at_a_provider_is_off_by_default() -> None:
    assert not oidc.is_on()
    assert oidc.secrets() is None


def sign_in_from_provider(
    engine: Engine,
    presented: str,
    role: str = "inspector",
    identity: Identity = ALICE,
    username: str = "alice",
) -> str:
    session = sessions.session_id(presented)
    signing_in.through_provider(
        engine, identity, username, role, ["gedling"], session=session, lasts=HOUR
    )
    return session


def test_a_person_from_the_provider_has_an_account_without_a_password(writing: Engine) -> None:
    found = sessions.resume(writing, sign_in_from_provider(writing, "first"), HOUR)
    assert found == sessions.SignedIn("alice", "inspector", frozenset({"gedling"}))
    policy = signing_in.Policy(KEY, attempts.AttemptLimits(), HOUR)
    for password in ("", "None"):
        with pytest.raises(WrongCredentials):
            signing_in.prove(
                writing, policy, "alice", password, source=AttemptSource("here", "here")
            )


def test_the_providers_claims_are_applied_at_each_sign_in(writing: Engine) -> None:
    sign_in_from_provider(writing, "first", "inspector")
    found = sessions.resume(writing, sign_in_from_provider(writing, "second", "attendee"), HOUR)
    assert found is not None
    assert found.role == "attendee"


def test_a_sign_in_that_has_ended_begins_no_session_again(writing: Engine) -> None:
    session = sign_in_from_provider(writing, "first")
    signing_in.sign_out(writing, session, "alice", "inspector")
    with pytest.raises(WrongCredentials):
        sign_in_from_provider(writing, "first")
    assert sessions.resume(writing, session, HOUR) is None


def test_an_account_disabled_here_stays_out(writing: Engine) -> None:
    session = sign_in_from_provider(writing, "first")
    accounts.disable(writing, "alice", by=BY)
    assert sessions.resume(writing, session, HOUR) is None
    with pytest.raises(AccountRefused):
        sign_in_from_provider(writing, "second")


def test_a_matching_username_does_not_give_access_to_an_existing_account(writing: Engine) -> None:
    """Names are reused: by a colleague of the same name, or by anybody who chooses one."""
    accounts.add(writing, "alice", "violet kettle 4 marsh", "leader", by=BY)
    with pytest.raises(AccountRefused, match="another account"):
        sign_in_from_provider(writing, "first")
    sign_in_from_provider(writing, "second", username="alice.b")
    with pytest.raises(AccountRefused, match="another account"):
        sign_in_from_provider(
            writing, "third", identity=Identity("https://provider", "4-5-6"), username="alice.b"
        )
    with pytest.raises(AccountRefused, match="another account"):
        sign_in_from_provider(
            writing, "fourth", identity=Identity("https://other", "1-2-3"), username="alice.b"
        )
    policy = signing_in.Policy(KEY, attempts.AttemptLimits(), HOUR)
    signing_in.prove(
        writing, policy, "alice", "violet kettle 4 marsh", source=AttemptSource("here", "here")
    )


def test_somebody_whose_name_changes_keeps_their_account(writing: Engine) -> None:
    sign_in_from_provider(writing, "first")
    found = sessions.resume(
        writing, sign_in_from_provider(writing, "second", username="alice.married"), HOUR
    )
    assert found is not None
    assert found.username == "alice"
    assert len(accounts.list_accounts(writing)) == 1


def test_an_account_is_bound_to_an_identity_by_the_operator(writing: Engine) -> None:
    accounts.add(writing, "alice", "violet kettle 4 marsh", "leader", by=BY)
    identities.bind(writing, "alice", ALICE, by=BY)
    sign_in_from_provider(writing, "first", username="another")
    assert [each.username for each in accounts.list_accounts(writing)] == ["alice"]
    policy = signing_in.Policy(KEY, attempts.AttemptLimits(), HOUR)
    with pytest.raises(WrongCredentials):  # the password is gone
        signing_in.prove(
            writing, policy, "alice", "violet kettle 4 marsh", source=AttemptSource("here", "here")
        )
    accounts.add(writing, "bob", "violet kettle 4 marsh", "leader", by=BY)
    with pytest.raises(AccountRefused, match="already belongs to the account alice"):
        identities.bind(writing, "bob", ALICE, by=BY)


@pytest.mark.parametrize("address", ["https://clvt.example", "http://localhost:8501"])
def test_the_providers_cookies_last_no_longer_than_a_session_and_travel_over_tls(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    chosen = Settings(oidc_redirect_uri=f"{address}/oauth2callback", session_hours=10)
    monkeypatch.setattr("dashboard.serving.middleware.settings", lambda: chosen)
    secure = {"Secure"} if address.startswith("https") else set()
    for given, seconds in (
        ("_streamlit_user=signed; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", 36000),
        ("_streamlit_user_tokens_1=more; HttpOnly; Path=/; SameSite=lax", 36000),
        ("_streamlit_user=; Max-Age=0; HttpOnly; Path=/; SameSite=lax", 0),
    ):
        value, *attributes = cookie_as_sent(given).split("; ")
        assert value == given.split("; ")[0]
        assert set(attributes) == {
            "HttpOnly", "Path=/", "SameSite=lax", f"Max-Age={seconds}", *secure,
        }  # fmt: skip
    assert cookie_as_sent("_xsrf=1; Path=/") == "_xsrf=1; Path=/"


def cookie_as_sent(given: str) -> str:
    """A cookie that Streamlit sets, as the browser gets it."""
    sent: list[Any] = []

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"set-cookie", given.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("Nothing is asked for.")

    asyncio.run(ProviderCookies(streamlit)({"type": "http"}, receive, send))
    return str(dict(sent[0]["headers"])[b"set-cookie"].decode())


# With a provider and a browser


@pytest.fixture(scope="module")
def served_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the database of the dashboard that is served."""
    copied = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("served") / "clvt.db")
    return f"sqlite:///{copied}"


@pytest.fixture(scope="module")
def dashboard(served_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard to which people sign in at a provider."""
    alice = {"preferred_username": "Alice@Force.Example", "roles": ["CLVT-Inspector"]}
    users = (User(sub="alice", claims=alice), User(sub="mallory", claims={"roles": ["inspector"]}))
    with run_server_in_thread(user_claims=users) as provider:
        discovery = f"http://localhost:{provider.server_port}/.well-known/openid-configuration"
        with serving(
            served_url,
            tmp_path_factory.mktemp("log"),
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
    wait_until_drawn(page)


@pytest.mark.browser
def test_people_sign_in_at_the_provider_and_out_here(
    browser: Browser, dashboard: str, served_url: str
) -> None:
    with browser.new_context() as context, browser.new_context() as thief:
        page = context.new_page()
        page.goto(dashboard)
        wait_until_drawn(page)
        assert page.get_by_role("textbox").count() == 0  # no password is asked for here
        sign_in_at_provider(page, dashboard, "alice")
        menu = page.get_by_role("button", name="alice@force.example · Inspector")
        expect(menu).to_be_visible()
        (cookie,) = [each for each in context.cookies() if each["name"] == "_streamlit_user"]
        assert cookie["httpOnly"]
        assert 0 < cookie["expires"] - time.time() <= 10 * 3600
        menu.click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/end_session**")
        thief.add_cookies([cookie])  # type: ignore[list-item]
        copied = thief.new_page()
        copied.goto(dashboard)
        expect(copied.get_by_text("That sign-in has ended.")).to_be_visible()
    (account,) = accounts.list_accounts(writing_engine(served_url))
    assert (account.username, account.role) == ("alice@force.example", "inspector")


@pytest.mark.browser
def test_a_person_without_a_mapped_group_cannot_sign_in(
    browser: Browser, dashboard: str, served_url: str
) -> None:
    known = accounts.list_accounts(writing_engine(served_url))
    with browser.new_context() as context:
        page = context.new_page()
        sign_in_at_provider(page, dashboard, "mallory")
        expect(page.get_by_text("Ask the person who looks after this dashboard")).to_be_visible()
    assert accounts.list_accounts(writing_engine(served_url)) == known


def test_a_change_that_needs_a_password_elsewhere_needs_a_late_sign_in_at_the_provider(
    writing: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add(writing, "alice", None, "administrator", by=BY)
    here = sessions.session_id("what alice presents")
    with recording(writing) as connection:
        sessions.start(connection, here, "alice", HOUR)
    monkeypatch.setattr(oidc, "is_on", lambda: True)
    monkeypatch.setattr(sign_in, "engine", lambda: writing)
    monkeypatch.setattr(sign_in, "session", lambda: here)
    alice = Viewer("alice", "administrator")
    sign_in.prove(alice, "")
    with writing.begin() as connection:
        earlier = utc_now() - sign_in.RECENT_SIGN_IN
        connection.execute(update(browser_session).values(started_at=earlier))
    with pytest.raises(AccountRefused, match="a sign-in of the last 15 minutes"):
        sign_in.prove(alice, "")
    monkeypatch.setattr(sign_in, "session", lambda: None)
    with pytest.raises(AccountRefused):
        sign_in.prove(alice, "")
