"""Signing in as a browser does: each known attack fails, and nobody is signed in when in doubt."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
import streamlit as st
from pydantic import ValidationError
from sqlalchemy import Engine, delete, select, update

from dashboard.settings import Settings, settings
from dashboard.signing_in import cookie, handover, sign_in
from data import access_log, accounts, keys, passwords, sessions
from data.accounts.demo import add_demo_accounts
from data.database import writing_engine
from data.tables import account, browser_session
from queries.access import Viewer
from tests.sign_in.form import (
    BY,
    GOOD,
    KEY,
    TAB,
    clicked,
    cookies_offered,
    has_form,
    only_session,
    open_dashboard,
    signed_in,
    signed_in_name,
    signed_out,
    submitted,
)


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The cookies that the browser presents, from an address of its own."""
    jar: dict[str, str] = {}
    monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: "10.0.0.1"))
    monkeypatch.setattr(type(st.context), "url", property(lambda _: "http://localhost:8501/"))
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: jar))
    return jar


@pytest.fixture
def engine(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, cookies: dict[str, str]
) -> Iterator[Engine]:
    """The database of a dashboard in which `chief` and `boss` have accounts."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CLVT_COOKIE_KEY", KEY)
    monkeypatch.setenv("CLVT_SLOW_SECONDS", "0")
    monkeypatch.setattr(passwords, "NOBODYS", passwords.hashed("nobody's"))
    monkeypatch.setattr(handover, "WAIT_SECONDS", 0)  # there is no browser to ask
    monkeypatch.setattr("dashboard.navigation.page", lambda file: file)
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)
    st.cache_resource.clear()
    made = writing_engine(sqlite_url)
    accounts.add(made, "chief", GOOD, "inspector", by=BY)
    accounts.add(made, "boss", GOOD, "administrator", by=BY)
    yield made
    made.dispose()
    st.cache_resource.clear()


def test_the_right_password_signs_in_within_the_same_run(engine: Engine) -> None:
    at = submitted(open_dashboard(), "Chief", GOOD)
    assert signed_in_name(at) == "chief inspector []"
    assert not at.text_input
    assert signed_in_name(clicked(at)) == "chief inspector []"


@pytest.mark.parametrize(
    ("name", "password"),
    [("chief", "wrong"), ("nobody", GOOD), ("", ""), ("chief", ""), ("' OR 1=1 --", "x"),
     ("chief", "\x00" + GOOD), ("chief", GOOD * 400), ("chïef", GOOD)],
)  # fmt: skip
def test_a_wrong_password_does_not_sign_in(engine: Engine, name: str, password: str) -> None:
    assert has_form(submitted(open_dashboard(), name, password))


def test_every_failure_has_the_same_message(engine: Engine) -> None:
    accounts.disable(engine, "chief", by=BY)
    messages = [
        submitted(open_dashboard(), name, password).error[0].value
        for name, password in (("boss", "wrong"), ("nobody", "wrong"), ("chief", GOOD))
    ]
    assert len(set(messages)) == 1


def test_too_many_attempts_are_locked_out_with_a_message(engine: Engine) -> None:
    at = open_dashboard()
    for _ in range(5):
        submitted(at, "chief", "wrong")
    assert "Try again in" in submitted(at, "chief", GOOD).error[0].value
    assert has_form(at)


# Cookies


def test_a_cookie_signs_in_another_tab(engine: Engine, cookies: dict[str, str]) -> None:
    cookies.update(cookies_offered(signed_in()))
    assert signed_in_name(open_dashboard()) == "chief inspector []"


def forged(claims: dict[str, Any], key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def unsigned(claims: dict[str, Any], algorithm: str) -> str:
    parts = ({"alg": algorithm, "typ": "JWT"}, claims)
    return (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in parts
        )
        + "."
    )


def claims(**changed: Any) -> dict[str, Any]:
    later = datetime.now(UTC) + timedelta(hours=1)
    return {
        "sub": "chief",
        "jti": "1",
        "aud": "clvt_session",
        "exp": int(later.timestamp()),
        "username": "chief",
        "exp_date": later.timestamp(),
        **changed,
    }


@pytest.mark.parametrize(
    "token",
    [
        unsigned(claims(), "none"),
        unsigned(claims(), "None"),
        unsigned(claims(), "HS256"),
        forged(claims(), key="another key of at least thirty-two bytes"),
        forged(claims(exp=1)),
        forged(claims()),  # signed with our key, but not for one of our sessions
        forged(claims(aud="clvt_browser")),
        forged({"username": "chief", "exp_date": 9e9}),
        forged(claims(), algorithm="HS512", key=KEY * 2),
        "", ".", "..", "a.b.c", "é" * 50, "[" * 3000, "\x00",
        base64.b64encode(b"[" * 3000).decode() + ".e30.e30",
    ],
)  # fmt: skip
def test_a_forged_cookie_shows_the_form(
    engine: Engine, cookies: dict[str, str], token: str
) -> None:
    cookies["clvt_session"] = token
    assert has_form(open_dashboard())


def test_a_tampered_cookie_shows_the_form(engine: Engine, cookies: dict[str, str]) -> None:
    token = cookies_offered(signed_in())["clvt_session"]
    head, _, signature = token.split(".")
    other = jwt.encode(claims(sub="boss"), "x" * 32, algorithm="HS256").split(".")[1]
    for changed in (f"{head}.{other}.{signature}", token[:-2], token + "A"):
        cookies["clvt_session"] = changed
        assert has_form(open_dashboard())


def test_an_expired_cookie_shows_the_form(
    engine: Engine, cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_SESSION_HOURS", "0.0001")
    settings.cache_clear()
    cookies.update({"clvt_session": cookie.session_token("chief", timedelta(seconds=-1))})
    assert has_form(open_dashboard())


def test_a_copied_cookie_is_worth_nothing_after_the_sign_out(
    engine: Engine, cookies: dict[str, str]
) -> None:
    at = signed_in()
    cookies.update(cookies_offered(at))
    signed_out(at)
    assert has_form(at)
    assert has_form(open_dashboard())


def test_signing_out_ends_that_session_and_no_other(
    engine: Engine, cookies: dict[str, str]
) -> None:
    at = signed_in()
    other = signed_in()
    signed_out(at)
    assert signed_in_name(clicked(other)) == "chief inspector []"


def test_signing_in_again_after_signing_out_works(engine: Engine) -> None:
    at = signed_out(signed_in())
    assert signed_in_name(submitted(at, "boss", GOOD)) == "boss administrator []"


def test_a_sign_out_is_logged(engine: Engine) -> None:
    signed_out(signed_in())
    assert access_log.head(engine).event_id == 4
    assert access_log.verify(engine) == []


def test_the_cookie_of_a_deleted_account_shows_the_form(
    engine: Engine, cookies: dict[str, str]
) -> None:
    at = signed_in()
    cookies.update(cookies_offered(at))
    with engine.begin() as connection:
        connection.execute(delete(account).where(account.c.username == "chief"))
    assert has_form(open_dashboard())
    at.button[-1].click().run()
    assert has_form(at)


def test_the_browser_cookie_opens_nothing(engine: Engine, cookies: dict[str, str]) -> None:
    token = cookies_offered(signed_in())["clvt_browser"]
    cookies["clvt_session"] = cookies["clvt_browser"] = token
    assert has_form(open_dashboard())


def test_a_known_browser_is_not_locked_out_by_others(
    engine: Engine, cookies: dict[str, str]
) -> None:
    known = {"clvt_browser": cookies_offered(signed_in())["clvt_browser"]}
    at = open_dashboard()
    for _ in range(6):
        submitted(at, "chief", "wrong")
    assert has_form(submitted(at, "chief", GOOD))
    cookies.update(known)
    assert signed_in_name(submitted(open_dashboard(), "chief", GOOD)) is not None


# Changes during a session


def test_disabling_an_account_applies_at_the_next_click(engine: Engine) -> None:
    at = signed_in()
    accounts.disable(engine, "chief", by=BY)
    clicked(at)
    assert has_form(at)
    assert "signed out" in at.info[0].value


def test_a_change_of_role_applies_at_the_next_click(engine: Engine) -> None:
    at = signed_in()
    accounts.set_role(engine, "chief", "attendee", ["gedling"], by=BY)
    assert signed_in_name(clicked(at)) == "chief attendee ['gedling']"


def test_an_unknown_role_signs_nobody_in(engine: Engine) -> None:
    at = signed_in()
    with engine.begin() as connection:
        connection.execute(update(account).values(role="king"))
    assert has_form(clicked(at))


def idle(engine: Engine, minutes: float) -> None:
    """Let a number of minutes pass without activity."""
    with engine.begin() as connection:
        for row in connection.execute(select(browser_session)).all():
            connection.execute(
                update(browser_session)
                .where(browser_session.c.session_id == row.session_id)
                .values(active_at=row.active_at - timedelta(minutes=minutes))
            )


def test_an_idle_session_ends_and_its_cookie_with_it(
    engine: Engine, cookies: dict[str, str]
) -> None:
    at = signed_in()
    cookies.update(cookies_offered(at))
    idle(engine, 14)
    assert signed_in_name(clicked(at)) is not None
    idle(engine, 14)
    assert signed_in_name(clicked(at)) is not None
    idle(engine, 15.1)
    assert has_form(clicked(at))
    assert has_form(open_dashboard())


def test_a_rerun_begun_by_the_dashboard_does_not_count_as_activity(engine: Engine) -> None:
    at = signed_in()
    idle(engine, 10)
    sign_in.not_an_activity(TAB)
    assert signed_in_name(at.run()) == "chief inspector []"
    idle(engine, 5.1)
    sign_in.not_an_activity(TAB)
    assert has_form(at.run())


def test_checking_a_session_does_not_count_as_activity(engine: Engine) -> None:
    signed_in()
    before = only_session(engine)
    viewer = Viewer("chief", "inspector")
    assert sign_in.is_signed_in(viewer, before.session_id)
    assert sign_in.may_still(viewer, before.session_id)
    assert not sign_in.may_still(Viewer("chief", "leader"), before.session_id)
    assert only_session(engine).active_at == before.active_at


def test_a_click_during_an_import_does_not_wait(engine: Engine) -> None:
    """An import holds SQLite's write lock, so the activity is noted at a later click."""
    at = signed_in()
    idle(engine, 5)
    with engine.connect() as importing:
        importing.exec_driver_sql("BEGIN IMMEDIATE")
        begun = datetime.now(UTC)
        assert signed_in_name(clicked(at)) is not None
        assert datetime.now(UTC) - begun < timedelta(seconds=2)


def test_an_unreachable_database_signs_nobody_in_and_says_so(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = signed_in()
    monkeypatch.setenv("CLVT_DATABASE_URL", "sqlite:////proc/nowhere.db")
    settings.cache_clear()
    monkeypatch.setattr(
        "dashboard.signing_in.sign_in.engine", lambda: writing_engine("sqlite:///:memory:")
    )
    clicked(at)
    assert signed_in_name(at) is None
    assert "does not answer" in "".join(str(each.proto.body) for each in at.get("html"))


# No default account, password or key


def test_without_any_account_it_says_how_to_make_the_first(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(delete(account))
    at = open_dashboard()
    assert not at.text_input
    assert "clvt users add" in at.code[0].value


def test_demo_passwords_are_shown_in_demo_mode_only(engine: Engine) -> None:
    assert not any("chairs-the-meeting" in each.value for each in open_dashboard().markdown)
    with engine.begin() as connection:
        connection.execute(delete(account))
    add_demo_accounts(engine)
    at = open_dashboard()
    assert any("chairs-the-meeting" in each.value for each in at.markdown)
    assert (
        signed_in_name(submitted(at, "inspector", "chairs-the-meeting")) == "inspector inspector []"
    )


def test_the_key_is_made_once_and_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".clvt" / "cookie_key"
    monkeypatch.setattr(keys, "FOLDER", file.parent)
    monkeypatch.setattr(cookie, "settings", lambda: Settings(cookie_key=None))
    keys.kept.cache_clear()
    key = cookie.key()
    keys.kept.cache_clear()
    assert cookie.key() == key == file.read_text()
    assert len(bytes.fromhex(key)) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["cookie_key"]
    keys.kept.cache_clear()


def test_a_short_key_is_refused_and_not_shown() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(cookie_key="too-short-a-key")  # type: ignore[arg-type]
    assert "too-short" not in str(refused.value)


def test_the_stored_form_of_a_session_cannot_be_used_as_a_cookie(engine: Engine) -> None:
    token = cookies_offered(signed_in())["clvt_session"]
    stored = only_session(engine).session_id
    assert stored == sessions.session_id(token)
    assert token not in stored
