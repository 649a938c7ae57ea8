"""Changes of accounts by an administrator, and of one's own account.

Each function checks again who is signed in and what they may do, because that may have changed
since the page was drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import ParamSpec

import pandas as pd
from sqlalchemy.exc import SQLAlchemyError

from dashboard.answers import uncached
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import words
from data import accounts, passwords, signing_in
from data.access_log import LogUnavailable
from data.accounts import ListedAccount, attempts, proposals
from queries.access import ROLES, Denied, Grant, Viewer
from queries.administration import accounts as questions

PAGE = "Accounts"


Asked = ParamSpec("Asked")


def in_words(change: Callable[Asked, None]) -> Callable[Asked, str]:
    """Return what went wrong, in words; empty where the change was made."""

    @wraps(change)
    def problem_of(*args: Asked.args, **kwargs: Asked.kwargs) -> str:
        try:
            change(*args, **kwargs)
        except (accounts.AccountRefused, passwords.BadPassword) as refused:
            return str(refused)
        except signing_in.WrongCredentials:
            return "Your current password is not right."
        except attempts.LockedOut as locked:
            return f"Too many tries. {locked}"
        except Denied:
            return "You may not change that."
        except (LogUnavailable, SQLAlchemyError):
            return "The database does not answer: nothing was changed."
        return ""

    return problem_of


def people(viewer: Viewer) -> list[ListedAccount]:
    """Everybody who has an account, by name. Raises `Denied` and `DataUnavailable`."""
    found: dict[str, ListedAccount] = {}
    rows = uncached.answer(questions.accounts_and_areas, viewer).rows
    for username, role, is_active, is_demo, last_sign_in_at, area in rows:
        before = found[username].areas if username in found else ()
        areas = (*before, area) if area else before
        found[username] = ListedAccount(username, role, areas, is_active, is_demo, last_sign_in_at)
    return list(found.values())


def proposals_waiting(viewer: Viewer) -> pd.DataFrame:
    """The changes of accounts that wait for approval. Raises `Denied` and `DataUnavailable`."""
    rows = uncached.answer(questions.proposals, viewer).rows
    return pd.DataFrame(
        {
            "Number": number,
            "Account": username,
            "Role": role.capitalize() if role else "As it is",
            "Areas": ", ".join(json.loads(areas)),
            "Password": "New" if has_password else "As it is",
            "Active": "Enabled again" if enables else "As it is",
            "Proposed by": proposed_by,
            "Proposed (UTC)": words.moment(proposed_at),
        }
        for number, username, role, areas, has_password, enables, proposed_by, proposed_at in rows
    )


@in_words
def propose_account(
    username: str, password: str, again: str, role: str, areas: Collection[str], own: str
) -> None:
    """Propose a new account; `own` is the administrator's password, given again."""
    by = person_with_password(Grant.ACCOUNTS, own)
    _check_same(password, again)
    _check_role(role)
    proposals.propose(
        sign_in.engine(),
        username,
        by=by,
        role=role,
        areas=areas,
        password=password,
        force=settings().force,
    )


@in_words
def propose_role(username: str, role: str, areas: Collection[str], own: str) -> None:
    """Propose what an account may see."""
    by = person_with_password(Grant.ACCOUNTS, own)
    _check_role(role)
    proposals.propose(sign_in.engine(), username, by=by, role=role, areas=areas)


@in_words
def propose_password(username: str, password: str, again: str, own: str) -> None:
    """Propose a new password for an account."""
    by = person_with_password(Grant.ACCOUNTS, own)
    _check_same(password, again)
    proposals.propose(sign_in.engine(), username, by=by, password=password, force=settings().force)


@in_words
def approve(proposal_id: int, own: str) -> None:
    """Approve and make a change that somebody else proposed."""
    proposals.approve(sign_in.engine(), proposal_id, by=person_with_password(Grant.APPROVALS, own))


@in_words
def decline(proposal_id: int, own: str) -> None:
    """Decline a change that was proposed."""
    proposals.decline(sign_in.engine(), proposal_id, by=person_with_password(Grant.APPROVALS, own))


@in_words
def disable(username: str) -> None:
    """Disable an account: one person may do it alone."""
    accounts.disable(sign_in.engine(), username, by=person_allowed(Grant.ACCOUNTS))


@in_words
def propose_enabling(username: str, own: str) -> None:
    """Propose that a disabled account is enabled, with the role and areas that it has."""
    by = person_with_password(Grant.ACCOUNTS, own)
    proposals.propose_enabling(sign_in.engine(), username, by=by)


@in_words
def change_own_password(present: str, new: str, again: str) -> None:
    """Change the password of the person signed in, and end their other sessions."""
    viewer = sign_in.viewer()
    if not sign_in.is_somebody(viewer):
        raise Denied("Nobody is signed in.")
    _check_same(new, again)
    if new == present:
        raise accounts.AccountRefused("Choose another password than the present one.")
    sign_in.prove(viewer, present)
    by = accounts.By(viewer.username, viewer.role, "My password")
    accounts.set_password(
        sign_in.engine(),
        viewer.username,
        new,
        by=by,
        except_session=sign_in.session(),
        force=settings().force,
    )


@in_words
def sign_out_everywhere() -> None:
    """End all sessions of the person signed in, this one too."""
    viewer = sign_in.viewer()
    if sign_in.is_somebody(viewer):
        signing_in.sign_out_everywhere(sign_in.engine(), viewer.username, viewer.role)


def person_with_password(grant: Grant, own: str) -> accounts.By:
    """The person who makes a change that needs their password again. Raises `Denied` and what
    `sign_in.prove` raises."""
    by = person_allowed(grant)
    sign_in.prove(sign_in.viewer(), own)
    return by


def person_allowed(grant: Grant) -> accounts.By:
    """The person who makes a change. Raises `Denied` where they may not."""
    viewer = sign_in.viewer()
    if not viewer.may(grant):
        raise Denied("Accounts need leave to change them.")
    return accounts.By(viewer.username, viewer.role, PAGE)


def _check_same(password: str, again: str) -> None:
    if password != again:
        raise accounts.AccountRefused("The two passwords are not the same.")


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise accounts.AccountRefused("There is no such role.")
