"""Roles and grants, compared with a table written by hand."""

from __future__ import annotations

import pytest

from data.agreement import Agreement
from queries.access import NOBODY, OPERATOR, ROLES, Grant, Viewer

# counts, releases, issued, issue, records, import, decisions, access log, accounts, approvals
TABLE = {
    "inspector": ("yes", "no", "no", "yes", "yes", "yes", "yes", "yes", "no", "yes"),
    "sergeant": ("yes", "no", "no", "no", "yes", "yes", "yes", "no", "no", "no"),
    "leader": ("yes", "no", "no", "no", "no", "no", "no", "no", "no", "no"),
    "attendee": ("no", "yes", "no", "no", "no", "no", "no", "no", "no", "no"),
    "administrator": ("no", "no", "no", "no", "no", "no", "no", "yes", "yes", "yes"),
}
AGREEMENT = Agreement(1, "ISA 1", "Social care", frozenset({"gedling"}))
COLUMNS = (
    Grant.COUNTS,
    Grant.RELEASES,
    Grant.ISSUED,
    Grant.ISSUE,
    Grant.RECORDS,
    Grant.IMPORT,
    Grant.DECISIONS,
    Grant.ACCESS_LOG,
    Grant.ACCOUNTS,
    Grant.APPROVALS,
)


def test_the_table_covers_every_role_and_every_grant() -> None:
    assert set(TABLE) == set(ROLES)
    assert set(COLUMNS) == set(Grant)


@pytest.mark.parametrize("role", TABLE)
def test_a_role_grants_what_the_table_says_and_nothing_else(role: str) -> None:
    viewer = Viewer("somebody", role, frozenset({"gedling"}))
    expected = dict(zip(COLUMNS, TABLE[role], strict=True))
    assert {grant: "yes" if viewer.may(grant) else "no" for grant in Grant} == expected


@pytest.mark.parametrize("role", TABLE)
def test_an_agreement_gives_an_attendee_what_was_issued_instead_of_releases(role: str) -> None:
    viewer = Viewer("somebody", role, frozenset({"gedling"}), AGREEMENT)
    is_partner = role == "attendee"
    assert viewer.grants == ({Grant.ISSUED} if is_partner else ROLES[role].grants)


@pytest.mark.parametrize("role", TABLE)
def test_a_role_is_listed_under_its_name_with_a_sentence(role: str) -> None:
    assert ROLES[role].name == role
    assert ROLES[role].sentence.endswith(".")


@pytest.mark.parametrize(
    "viewer",
    [
        NOBODY,
        Viewer("somebody", ""),
        Viewer("somebody", "unheard-of"),
        Viewer("somebody", "Inspector"),
        Viewer("somebody", "inspector "),
        Viewer("inspector", "", frozenset({"gedling"})),
        Viewer("inspector", "", frozenset({"gedling"}), AGREEMENT),
    ],
)
def test_an_unknown_role_is_granted_nothing(viewer: Viewer) -> None:
    assert viewer.grants == frozenset()
    assert not any(viewer.may(grant) for grant in Grant)


def test_the_command_line_counts_and_sees_no_records() -> None:
    assert OPERATOR.grants == {Grant.COUNTS}
