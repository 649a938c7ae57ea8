"""What an administrator changes, and what everybody changes of their own account.

Each function asks anew who is signed in and what they may: it is called on a click, before the
page is run again, and an administrator may have ceased to be one since the page was drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from sqlalchemy.exc import SQLAlchemyError

from dashboard.answers import uncached
from dashboard.signing_in import sign_in
from data import accounts, attempts, passwords, signing_in
from data.access_log import LogUnavailable
from queries.access import ROLES, Denied, Grant, Viewer
from queries.administration import accounts as questions

PAGE = "Accounts"


Asked = ParamSpec("Asked")


def _in_words(change: Callable[Asked, None]) -> Callable[Asked, str]:
    """Say what went wrong in words; nothing: it is done."""

    @wraps(change)
    def said(*args: Asked.args, **kwargs: Asked.kwargs) -> str:
        try:
            change(*args, **kwargs)
        except (accounts.AccountRefused, passwords.BadPassword) as refused:
            return str(refused)
        except signing_in.WrongCredentials:
            return "The present password is not right."
        except attempts.LockedOut as locked:
            return f"Too many tries. Try again in {locked.minutes} minutes."
        except Denied:
            return "You may not change that."
        except (LogUnavailable, SQLAlchemyError):
            return "The database does not answer: nothing was changed."
        return ""

    return said


@dataclass(frozen=True)
class Person:
    """Somebody who has an account."""

    username: str
    role: str
    is_active: bool
    is_demo: bool
    last_sign_in_at: datetime | None
    areas: tuple[str, ...]


def people(viewer: Viewer) -> list[Person]:
    """Everybody who has an account, by name. Raises `Denied` and `DataUnavailable`."""
    found: dict[str, Person] = {}
    rows = uncached.answer(questions.accounts_and_areas, viewer).rows
    for username, role, is_active, is_demo, last_sign_in_at, area in rows:
        before = found[username].areas if username in found else ()
        areas = (*before, area) if area else before
        found[username] = Person(username, role, is_active, is_demo, last_sign_in_at, areas)
    return list(found.values())


@_in_words
def add(username: str, password: str, again: str, role: str, areas: Collection[str]) -> None:
    """Make an account."""
    by = _administrator()
    _agree(password, again)
    _is_role(role)
    accounts.add(sign_in.engine(), username, password, role, areas, by=by)


@_in_words
def set_role(username: str, role: str, areas: Collection[str]) -> None:
    """Change what an account may see."""
    by = _administrator()
    _is_role(role)
    accounts.set_role(sign_in.engine(), username, role, areas, by=by)


@_in_words
def set_active(username: str, is_active: bool) -> None:
    """Disable an account, or enable it again."""
    accounts.set_active(sign_in.engine(), username, is_active, by=_administrator())


@_in_words
def reset(username: str, password: str, again: str) -> None:
    """Give an account a new password."""
    by = _administrator()
    _agree(password, again)
    accounts.set_password(sign_in.engine(), username, password, by=by)


@_in_words
def change_own_password(present: str, new: str, again: str) -> None:
    """Change the password of whoever is signed in, and end their other sessions."""
    viewer = sign_in.viewer()
    if not sign_in.is_somebody(viewer):
        raise Denied("Nobody is signed in.")
    _agree(new, again)
    sign_in.prove(viewer, present)
    by = accounts.By(viewer.username, viewer.role, "My password")
    accounts.set_password(
        sign_in.engine(), viewer.username, new, by=by, but_session=sign_in.session()
    )


def _administrator() -> accounts.By:
    viewer = sign_in.viewer()
    if not viewer.may(Grant.ACCOUNTS):
        raise Denied("Accounts need leave to change them.")
    return accounts.By(viewer.username, viewer.role, PAGE)


def _agree(password: str, again: str) -> None:
    if password != again:
        raise accounts.AccountRefused("The two passwords are not the same.")


def _is_role(role: str) -> None:
    if role not in ROLES:
        raise accounts.AccountRefused("There is no such role.")
