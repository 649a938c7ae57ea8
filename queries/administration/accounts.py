"""Accounts: who may sign in, and as what."""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.scope import Query, Scope


@question(needs=Grant.ACCOUNTS, counts="accounts", ignores=EVERY_CHOICE_AND_PERIOD)
def accounts_and_areas(scope: Scope) -> Query:
    """Everybody who has an account: role, whether it is active, when they last signed in (UTC).
    There is a row for each area that the account speaks for, or one row without an area."""
    accounts = scope.accounts()
    return select(accounts).order_by(accounts.c.username, accounts.c.area_code)


@question(needs=Grant.ACCOUNTS, counts="areas", ignores=EVERY_CHOICE_AND_PERIOD)
def areas_to_speak_for(scope: Scope) -> Query:
    """The areas that an account may be given, by name. No figures are given."""
    areas = scope.areas()
    return select(areas.c.code, areas.c.name).order_by(areas.c.name)


@question(needs=Grant.APPROVALS, counts="agreements", ignores=EVERY_CHOICE_AND_PERIOD)
def agreements(scope: Scope) -> Query:
    """The agreements that were proposed, the newest first: whose account, the reference and agency,
    its first and last day, by whom and when (UTC) it was proposed, decided and ended. There is a
    row for each of its areas."""
    agreement, area = scope.agreements(), scope.agreement_areas()
    return (
        select(*agreement.c, area.c.area_code)
        .join_from(agreement, area, area.c.agreement_id == agreement.c.agreement_id)
        .order_by(agreement.c.agreement_id.desc(), area.c.area_code)
    )


@question(needs=Grant.APPROVALS, counts="proposals", ignores=EVERY_CHOICE_AND_PERIOD)
def proposals(scope: Scope) -> Query:
    """Changes of accounts that wait for approval, oldest first: whose, the role and areas, whether
    the password changes, by whom and when (UTC)."""
    waiting = scope.proposals()
    return select(waiting).order_by(waiting.c.proposal_id)
