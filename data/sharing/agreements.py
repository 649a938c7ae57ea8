"""Information-sharing agreements: one person proposes one for an account, another approves it.

From the day on which it was signed to its last day, the partner's account is shown the exact
summaries that were issued for the agreement's areas. It ends by itself, and anybody who may propose
an agreement may end it earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, insert, select, update

from data import accounts
from data.access_log import recording
from data.accounts import AccountRefused, By, log_change
from data.accounts.proposals import waiting_for_approval
from data.clock import utc_now
from data.reference_files import names_in
from data.tables import PROPOSAL_STANDS_FOR, account_area, agreement, agreement_area

PROPOSED, IN_FORCE, NOT_YET = "Proposed", "In force", "Not yet in force"
ENDED, DECLINED, LAPSED = "Ended", "Declined", "Lapsed"
LONGEST_REFERENCE = 60


@dataclass(frozen=True)
class ListedAgreement:
    """An agreement as a list shows it; `state` is Proposed, In force, Not yet in force, Ended,
    Declined or Lapsed."""

    agreement_id: int
    username: str
    reference: str
    agency: str
    signed_on: date
    ends_on: date
    areas: tuple[str, ...]
    state: str
    proposed_by: str
    decided_by: str | None

    def __str__(self) -> str:
        return (
            f"agreement {self.reference} with {self.agency} for {self.username}, "
            f"of {', '.join(self.areas)}, {self.signed_on} to {self.ends_on}"
        )


def agencies_of(reference: Path) -> list[str]:
    """The agencies in the force's list, which also own the actions of panels.

    Raises `WrongReference`.
    """
    return names_in(reference, "agencies.csv")


def propose(
    engine: Engine,
    username: str,
    *,
    reference: str,
    agency: str,
    signed_on: date,
    ends_on: date,
    areas: Collection[str],
    agencies: Collection[str],
    by: By,
) -> int:
    """Propose an agreement for an account, for another person to approve. Returns its number.

    `agencies` are all those of `agencies_of`. Raises `AccountRefused` and `LogUnavailable`.
    """
    reference = reference.strip()
    if not 0 < len(reference) <= LONGEST_REFERENCE or not reference.isprintable():
        raise AccountRefused("Enter the agreement's reference, of 60 characters or less.")
    if agency not in agencies:
        raise AccountRefused(f"There is no agency {agency}. There are: {', '.join(agencies)}.")
    if ends_on < signed_on:
        raise AccountRefused("The agreement ends before it was signed.")
    if ends_on < utc_now().date():
        raise AccountRefused("The agreement has ended already.")
    with recording(engine) as connection:
        username = username.strip().lower()
        known = accounts.find(connection, username)
        if known is None or known.role != accounts.ATTENDEE:
            raise AccountRefused("Only the account of an attendee can have an agreement.")
        codes = accounts.codes_of(connection, areas)
        own = select(account_area.c.area_code).where(account_area.c.username == username)
        if not codes or set(codes) - set(connection.execute(own).scalars()):
            raise AccountRefused("Choose from the areas on the account.")
        agreement_id: int = connection.execute(
            insert(agreement)
            .values(
                username=username,
                reference=reference,
                agency=agency,
                signed_on=signed_on,
                ends_on=ends_on,
                proposed_by=by.who,
                proposed_at=utc_now(),
            )
            .returning(agreement.c.agreement_id)
        ).scalar_one()
        for code in codes:
            connection.execute(
                insert(agreement_area).values(agreement_id=agreement_id, area_code=code)
            )
        log_change(connection, by, f"proposed {_one(connection, agreement_id)}")
    return agreement_id


def approve(engine: Engine, agreement_id: int, *, by: By) -> None:
    """Approve an agreement. It takes a person who neither proposed it nor has the account. The
    account's earlier agreement ends at once, so one that is not signed yet cannot be approved.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        row = waiting_for_approval(connection, agreement, agreement_id, "agreement")
        if by.who in (row.proposed_by, row.username):
            raise AccountRefused("Somebody else must approve this.")
        if row.signed_on > utc_now().date():
            raise AccountRefused(
                "It has not been signed yet. Approve it on its first day or later, because the "
                "account's current agreement then ends."
            )
        for each in _listed(connection, agreement.c.username == row.username):
            if each.state in (IN_FORCE, NOT_YET):
                _end(connection, each, by)
        _decide(connection, row, by, True)


def decline(engine: Engine, agreement_id: int, *, by: By) -> None:
    """Decline a proposed agreement. The person who proposed it may do so too.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        row = waiting_for_approval(connection, agreement, agreement_id, "agreement")
        _decide(connection, row, by, False)


def end(engine: Engine, agreement_id: int, *, by: By) -> None:
    """End an agreement before its last day, for the next page that the account opens.

    Raises `AccountRefused` and `LogUnavailable`.
    """
    with recording(engine) as connection:
        found = _listed(connection, agreement.c.agreement_id == agreement_id)
        if not found or found[0].state not in (IN_FORCE, NOT_YET):
            raise AccountRefused("There is no such agreement in force.")
        _end(connection, found[0], by)


def list_agreements(engine: Engine) -> list[ListedAgreement]:
    """Every agreement, the newest first. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        return _listed(connection, agreement.c.agreement_id > 0)


def _listed(connection: Connection, which: ColumnElement[bool]) -> list[ListedAgreement]:
    c = agreement.c
    rows = connection.execute(select(agreement).where(which).order_by(c.agreement_id.desc())).all()
    areas = connection.execute(select(agreement_area).order_by(agreement_area.c.area_code)).all()
    return [
        listed(row, [each.area_code for each in areas if each.agreement_id == row.agreement_id])
        for row in rows
    ]


def listed(row: Any, areas: Iterable[str]) -> ListedAgreement:
    """An agreement's row as a list shows it, with its areas."""
    return ListedAgreement(
        row.agreement_id,
        row.username,
        row.reference,
        row.agency,
        row.signed_on,
        row.ends_on,
        tuple(areas),
        _state(row),
        row.proposed_by,
        row.decided_by,
    )


def _state(row: Any) -> str:
    now = utc_now()
    on = now.date()
    if row.decided_at is None:
        return PROPOSED if row.proposed_at > now - PROPOSAL_STANDS_FOR else LAPSED
    if not row.is_approved:
        return DECLINED
    if row.ended_at is not None or row.ends_on < on:
        return ENDED
    return IN_FORCE if row.signed_on <= on else NOT_YET


def _one(connection: Connection, agreement_id: int) -> ListedAgreement:
    (found,) = _listed(connection, agreement.c.agreement_id == agreement_id)
    return found


def _decide(connection: Connection, row: Row[Any], by: By, is_approved: bool) -> None:
    connection.execute(
        update(agreement)
        .where(agreement.c.agreement_id == row.agreement_id)
        .values(decided_by=by.who, decided_at=utc_now(), is_approved=is_approved)
    )
    said = f"{_one(connection, row.agreement_id)}, which {row.proposed_by} proposed"
    log_change(connection, by, f"{'approved' if is_approved else 'declined'} {said}")


def _end(connection: Connection, each: ListedAgreement, by: By) -> None:
    connection.execute(
        update(agreement)
        .where(agreement.c.agreement_id == each.agreement_id)
        .values(ended_by=by.who, ended_at=utc_now())
    )
    log_change(connection, by, f"ended {each}")
