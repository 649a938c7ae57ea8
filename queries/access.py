"""Who may see what.

A role lists its grants, and nothing else is granted. An unknown role, an account that is not active
and a reader who is not signed in have none. Read this file aloud to the person who approves access.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.agreement import Agreement


class Grant(StrEnum):
    """Something a person may do. The value is the sentence shown to those who approve access."""

    COUNTS = "see exact counts of all areas"
    RELEASES = "see the published month-end releases of the areas on their account"
    ISSUED = "see the exact summary of the areas of their agreement, as it was issued"
    ISSUE = "issue the exact summaries of areas to partners who have an agreement"
    RECORDS = "see the records of children, for a stated purpose"
    IMPORT = "import extracts of the tracker, and say how workbooks are read"
    DECISIONS = "read and record the decisions of the meeting, and what became of them"
    ACCESS_LOG = "read the access log"
    ACCOUNTS = "see who has an account, and propose changes"
    APPROVALS = "approve changes of accounts that another person proposed"


@dataclass(frozen=True)
class Role:
    """A named list of grants."""

    name: str
    sentence: str
    grants: frozenset[Grant]


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role(
            "inspector",
            "Chairs the monthly meeting: exact counts, records, decisions and the access log. "
            "Imports the tracker, approves changes of accounts and agreements, and issues what "
            "partners with an agreement are shown.",
            frozenset(
                {
                    Grant.COUNTS,
                    Grant.RECORDS,
                    Grant.IMPORT,
                    Grant.DECISIONS,
                    Grant.ACCESS_LOG,
                    Grant.APPROVALS,
                    Grant.ISSUE,
                }
            ),
        ),
        Role(
            "sergeant",
            "Keeps the tracker, and imports it: exact counts, records and decisions.",
            frozenset({Grant.COUNTS, Grant.RECORDS, Grant.IMPORT, Grant.DECISIONS}),
        ),
        Role(
            "leader",
            "Oversees: exact counts of all areas, and no records.",
            frozenset({Grant.COUNTS}),
        ),
        Role(
            "attendee",
            "Attends NSD meetings for a partner: the month-end releases of their areas only. Under "
            "an agreement, the exact summary that was issued of them instead.",
            frozenset({Grant.RELEASES}),
        ),
        Role(
            "administrator",
            "Looks after accounts: accounts and the access log, and no figures at all.",
            frozenset({Grant.ACCOUNTS, Grant.APPROVALS, Grant.ACCESS_LOG}),
        ),
    )
}


@dataclass(frozen=True)
class Viewer:
    """The person who asks: their name and role, the areas of an attendee, and the agreement that
    their account rests on, if one is in force.

    With a password made for one sign-in (`must_change_password`) they have no grants.
    """

    username: str
    role: str
    areas: frozenset[str] = frozenset()
    agreement: Agreement | None = None
    must_change_password: bool = False

    @property
    def grants(self) -> frozenset[Grant]:
        """What the role grants. With an agreement, an attendee is shown what was issued instead of
        the releases, never both: a release less the exact figures of one area would be figures of
        the others (`queries.releases.beside`)."""
        role = ROLES.get(self.role)
        granted = role.grants if role and not self.must_change_password else frozenset()
        if self.agreement and Grant.RELEASES in granted:
            return (granted - {Grant.RELEASES}) | {Grant.ISSUED}
        return granted

    def may(self, grant: Grant) -> bool:
        """Whether this person holds the grant."""
        return grant in self.grants


NOBODY = Viewer("", "")
# Somebody who runs `clvt` has the whole database already. Its commands that use this only count.
OPERATOR = Viewer("operator", "leader")


class Denied(Exception):
    """What was asked is not granted. The message never says whether the thing exists."""
