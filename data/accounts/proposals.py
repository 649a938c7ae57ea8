"""Changes of accounts that need two people: one proposes a change, and another approves it.

So nobody can, alone, give access to figures: neither to an account that they made or whose password
they set, nor to one that was disabled.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, insert, select, update

from data import accounts, passwords
from data.access_log import recording
from data.accounts import AccountRefused, By, log_change
from data.clock import utc_now
from data.tables import PROPOSAL_STANDS_FOR, account_proposal


@dataclass(frozen=True)
class Proposal:
    """A change that waits for approval: of the role and areas, of the password, of a new account,
    which has both, or of a disabled account, which is enabled with the role it has."""

    proposal_id: int
    username: str
    role: str | None
    areas: tuple[str, ...]
    has_password: bool
    enables: bool
    proposed_by: str
    proposed_at: datetime

    def __str__(self) -> str:
        changes = [f"{self.username}: {self.role}" if self.role else self.username]
        if self.areas:
            changes.append(f"of {', '.join(self.areas)}")
        if self.has_password:
            changes.append("with a new password")
        if self.enables:
            changes.append("enabled again")
        return " ".join(changes)


def propose(
    engine: Engine,
    username: str,
    *,
    by: By,
    role: str | None = None,
    areas: Collection[str] = (),
    password: str | None = None,
    force: str = "",
) -> None:
    """Propose a role or a password for an account, or both for a new one. It replaces an earlier
    proposal for that username.

    Raises `AccountRefused`, `passwords.BadPassword` and `LogUnavailable`.
    """
    username = accounts.checked_name(username)
    accounts.check_areas(role or "", areas)
    if password is not None:
        passwords.check(password, username, role or "", force)
    password_hash = passwords.hashed(password) if password is not None else None
    with recording(engine) as connection:
        known = accounts.find(connection, username)
        if known is None and not (role and password_hash):
            raise AccountRefused("There is no such account.")
        if known is not None and known.is_demo and password_hash:
            raise AccountRefused("The password of a demo account is public, and stays as it is.")
        if known is not None and password is not None:
            passwords.check(password, known.role)
        accounts.codes_of(connection, areas)
        _keep(connection, by, username, role, areas, password_hash=password_hash)


def propose_enabling(engine: Engine, username: str, *, by: By) -> None:
    """Propose that a disabled account is enabled, with the role and areas that it has. It replaces
    an earlier proposal for that username.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        known = accounts.existing(connection, username)
        if known.is_active:
            raise AccountRefused(f"{known.username} is not disabled.")
        areas = accounts.areas_of(connection, known.username)
        accounts.codes_of(connection, areas)
        _keep(connection, by, known.username, known.role, areas, enables=True)


def approve(engine: Engine, proposal_id: int, *, by: By) -> None:
    """Make the change. It takes a person who neither proposed it nor has the account.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        row = waiting_for_approval(connection, account_proposal, proposal_id, "proposal")
        if by.who in (row.proposed_by, row.username):
            raise AccountRefused("Somebody else must approve this.")
        known = accounts.find(connection, row.username)
        areas = json.loads(row.areas)
        if known is None:
            accounts.insert_account(connection, row.username, row.password_hash, row.role, areas)
        else:
            if row.password_hash:
                accounts.give_password(connection, row.username, row.password_hash)
            if row.role:
                accounts.give_role(connection, known, row.role, areas)
            if row.enables:
                accounts.change(connection, row.username, is_active=True)
        _decide(connection, by, True, account_proposal.c.proposal_id == proposal_id)
        log_change(connection, by, f"approved {_proposal(row)}, which {row.proposed_by} proposed")


def decline(engine: Engine, proposal_id: int, *, by: By) -> None:
    """End a proposal without making the change. The person who proposed it may do so too.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        row = waiting_for_approval(connection, account_proposal, proposal_id, "proposal")
        _decide(connection, by, False, account_proposal.c.proposal_id == proposal_id)
        log_change(connection, by, f"declined {_proposal(row)}, which {row.proposed_by} proposed")


def _keep(
    connection: Connection,
    by: By,
    username: str,
    role: str | None,
    areas: Collection[str],
    *,
    password_hash: str | None = None,
    enables: bool = False,
) -> None:
    """Keep a proposal in place of an earlier one for that username, and log it."""
    _decide(connection, by, False, account_proposal.c.username == username)
    row = connection.execute(
        insert(account_proposal)
        .values(
            username=username,
            role=role,
            areas=json.dumps(sorted(set(areas))),
            password_hash=password_hash,
            enables=enables,
            proposed_by=by.who,
            proposed_at=utc_now(),
        )
        .returning(account_proposal)
    ).one()
    log_change(connection, by, f"proposed {_proposal(row)}")


def waiting_for_approval(
    connection: Connection, proposals: Table, number: int, called: str
) -> Row[Any]:
    """What waits for approval, in a table of such. Raises `AccountRefused`."""
    (key,) = proposals.primary_key.columns
    query = select(proposals).where(
        key == number,
        proposals.c.decided_at.is_(None),
        proposals.c.proposed_at > utc_now() - PROPOSAL_STANDS_FOR,
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise AccountRefused(f"That {called} no longer waits for approval.")
    return row


def _decide(connection: Connection, by: By, is_approved: bool, which: ColumnElement[bool]) -> None:
    connection.execute(
        update(account_proposal)
        .where(which, account_proposal.c.decided_at.is_(None))
        .values(
            decided_by=by.who, decided_at=utc_now(), is_approved=is_approved, password_hash=None
        )
    )


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        row.proposal_id,
        row.username,
        row.role,
        tuple(json.loads(row.areas)),
        row.password_hash is not None,
        row.enables,
        row.proposed_by,
        row.proposed_at,
    )
