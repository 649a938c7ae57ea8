"""Accounts: who may sign in, and as what."""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.scope import Query, Scope


@question(needs=Grant.ACCOUNTS, counts="accounts", ignores=EVERY_CHOICE_AND_PERIOD)
def accounts_and_areas(scope: Scope) -> Query:
    """Accounts: the role, whether the account is active, and when its holder last signed in (UTC).
    There is a row for each area of an account, or one row without an area."""
    accounts = scope.accounts()
    return select(accounts).order_by(accounts.c.username, accounts.c.area_code)


@question(needs=Grant.ACCOUNTS, counts="areas", ignores=EVERY_CHOICE_AND_PERIOD)
def areas_to_speak_for(scope: Scope) -> Query:
    """The areas that an account may be given, by name. No figures are given."""
    areas = scope.areas()
    return select(areas.c.code, areas.c.name).order_by(areas.c.name)


@question(needs=Grant.APPROVALS, counts="agreements", ignores=EVERY_CHOICE_AND_PERIOD)
def agreements(scope: Scope) -> Query:
    """Agreements, newest first: the account, the reference, the agency, the first and last day, and
    who proposed, decided and ended it, and when (UTC). There is a row for each area of an
    agreement."""
    agreement, area = scope.agreements(), scope.agreement_areas()
    return (
        select(*agreement.c, area.c.area_code)
        .join_from(agreement, area, area.c.agreement_id == agreement.c.agreement_id)
        .order_by(agreement.c.agreement_id.desc(), area.c.area_code)
    )


@question(needs=Grant.APPROVALS, counts="proposals", ignores=EVERY_CHOICE_AND_PERIOD)
def proposals(scope: Scope) -> Query:
    """Changes of accounts that wait for approval, oldest first: the account, the role and areas
    proposed, whether the password changes, whether a disabled account is enabled, and who proposed
    it, and when (UTC)."""
    waiting = scope.proposals()
    return select(waiting).order_by(waiting.c.proposal_id)
