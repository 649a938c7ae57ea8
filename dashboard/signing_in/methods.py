"""The two ways to sign in: a password kept here, or a force's own identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.settings import settings
from dashboard.signing_in import cookie, form, handover, oidc
from data import accounts, sessions, signing_in
from data.access_log import LogUnavailable
from data.accounts import attempts
from queries.ask import DataUnavailable

REFUSED = "clvt: sign-in that the provider vouched for, and was refused"


@dataclass(frozen=True)
class NewSession:
    """A session that has begun in this run, and the ticket for the browser's cookies, if any."""

    session: str
    ticket: handover.Ticket | None = None


def prove(engine: Engine, username: str, password: str) -> None:
    """Check the password of somebody signed in; raises as `signing_in.prove` does."""
    policy = _policy()
    signing_in.prove(engine, policy, username, password, source=_attempt_source(username, policy))


def with_password(
    engine: Engine, waiting: list[NewSession], *, drop_cookie: bool
) -> NewSession | None:
    """Draw the form for a username and a password; returns a session when both are right.

    The session is put in `waiting` at once, before anything that may end the run.

    Raises DataUnavailable when the database does not answer, so that the page is drawn again once
    it does; SQLAlchemyError when it did not take a sign-in, and the form still stands.
    """
    try:
        listed = accounts.list_accounts(engine)
    except SQLAlchemyError as error:
        raise DataUnavailable("The database does not answer.") from error
    if not listed:
        form.first_account()
        return None
    check = _PasswordCheck(engine, waiting)
    form.draw([each.username for each in listed], check)
    if waiting:
        return waiting[-1]
    if drop_cookie:
        handover.drop_session_cookie()
    if check.problem:
        st.error(check.problem)
    if accounts.is_demo(engine):
        form.demo_accounts(listed)
    return None


WRONG_CREDENTIALS = "The username or the password is not right."


class _PasswordCheck:
    """The check that the form calls: if the name and password are right, a session begins."""

    def __init__(self, engine: Engine, waiting: list[NewSession]) -> None:
        self.engine = engine
        self.waiting = waiting
        self.problem = ""

    def __call__(self, username: str, password: str) -> bool:
        if signing_in.is_too_long(username, password):
            self.problem = WRONG_CREDENTIALS
            return False
        policy = _policy()
        token = cookie.session_token(username, policy.lasts)
        session = sessions.session_id(token)
        try:
            signing_in.with_password(
                self.engine,
                policy,
                username,
                password,
                source=_attempt_source(username, policy),
                session=session,
            )
        except signing_in.WrongCredentials:
            self.problem = WRONG_CREDENTIALS
        except attempts.LockedOut as locked:
            self.problem = f"Too many tries from here. {locked}"
        except LogUnavailable:
            self.problem = "Nobody can be signed in just now: the access log cannot be written."
        else:
            browser = cookie.browser_token(attempts.digest(username, policy.key))
            ticket = handover.issue(
                _cookie(cookie.SESSION, token, policy.lasts),
                _cookie(cookie.BROWSER, browser, cookie.BROWSER_KNOWN_FOR),
            )
            self.waiting.append(NewSession(session, ticket))
        return bool(self.waiting)


def _cookie(purpose: str, token: str, lasts: timedelta) -> handover.Cookie:
    return handover.Cookie(cookie.name(purpose), token, lasts, cookie.is_over_tls())


def _policy() -> signing_in.Policy:
    chosen = settings()
    limits = attempts.AttemptLimits(
        tries=chosen.lock_tries,
        window=timedelta(minutes=chosen.lock_minutes),
        slow_after=chosen.slow_after,
        slow_seconds=chosen.slow_seconds,
    )
    return signing_in.Policy(cookie.key(), limits, timedelta(hours=chosen.session_hours))


def _attempt_source(username: str, policy: signing_in.Policy) -> signing_in.AttemptSource:
    """Where an attempt comes from, for the lock-out: a known browser, else an address."""
    address = attempts.address_origin(st.context.ip_address)
    browser = cookie.presented_browser(attempts.digest(username, policy.key))
    return signing_in.AttemptSource(
        attempts.browser_origin(browser) if browser else address, address
    )


def through_provider(engine: Engine) -> NewSession | None:
    """Draw the button to the identity provider; returns a session for a person who comes back from
    it.

    Raises SQLAlchemyError when the database does not answer.
    """
    claims, presented = oidc.presented_claims(), oidc.presented_session()
    problem = ""
    if claims and presented and oidc.is_fresh(claims):
        session = sessions.session_id(presented)
        refused, problem = st.session_state.get(REFUSED, ("", ""))
        if refused != session:
            problem = _begin_session(engine, claims, session)
            if not problem:
                # This identifies the browser when it fetches a file; it signs nobody in.
                token = cookie.session_token("", _policy().lasts, number=session)
                ticket = handover.issue(_cookie(cookie.SESSION, token, _policy().lasts))
                return NewSession(session, ticket)
            st.session_state[REFUSED] = (session, problem)  # not tried, and logged, at each run
    st.subheader("Sign in")
    if problem:
        st.error(problem)
    st.button(f"Sign in with {settings().oidc_provider}", on_click=st.login, type="primary")
    return None


def _begin_session(engine: Engine, claims: Mapping[str, Any], session: str) -> str:
    """Begin the session of the person that the claims name; returns why not, in words, or
    nothing."""
    try:
        person = oidc.claimed(claims, settings())
        signing_in.through_provider(
            engine,
            person.identity,
            person.username,
            person.role,
            person.areas,
            session=session,
            lasts=_policy().lasts,
        )
    except signing_in.WrongCredentials:
        return "That sign-in has ended."
    except oidc.NotMapped as reason:
        with suppress(LogUnavailable):
            signing_in.refuse_from_provider(engine)
        return f"{reason} Ask the person who looks after this dashboard."
    except accounts.AccountRefused as reason:
        return f"{reason} Ask the person who looks after this dashboard."
    except LogUnavailable:
        return "Nobody can be signed in just now: the access log cannot be written."
    return ""
