"""Who may see what.

A role lists what it grants, and nothing else is granted: an unknown role, an account that is not
active, and nobody at all, hold no grant. Read this page aloud to the person who must approve it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grant(StrEnum):
    """Something a person may do. The value is the sentence shown to those who approve access."""

    COUNTS = "see exact counts of all areas"
    RELEASES = "see the published month-end releases of the areas on their account"
    RECORDS = "see the records of children, for a stated purpose"
    IMPORT = "import extracts of the tracker, and say how workbooks are read"
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
            "Chairs the monthly meeting: exact counts, records and the access log. Imports the "
            "tracker, and approves changes of accounts.",
            frozenset(
                {
                    *(Grant.COUNTS, Grant.RECORDS, Grant.IMPORT),
                    *(Grant.ACCESS_LOG, Grant.APPROVALS),
                }
            ),
        ),
        Role(
            "sergeant",
            "Keeps the tracker: exact counts and records, and imports it.",
            frozenset({Grant.COUNTS, Grant.RECORDS, Grant.IMPORT}),
        ),
        Role(
            "leader",
            "Oversees: exact counts of all areas, and no records.",
            frozenset({Grant.COUNTS}),
        ),
        Role(
            "attendee",
            "Attends NSD meetings for a partner: the month-end releases of their areas only.",
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
    """The person who asks: who they are, and the areas an attendee speaks for."""

    username: str
    role: str
    areas: frozenset[str] = frozenset()

    @property
    def grants(self) -> frozenset[Grant]:
        role = ROLES.get(self.role)
        return role.grants if role else frozenset()

    def may(self, grant: Grant) -> bool:
        """Whether this person holds the grant."""
        return grant in self.grants


NOBODY = Viewer("", "")
# People who run `clvt` on the machine hold the database itself; these commands only count.
OPERATOR = Viewer("operator", "leader")


class Denied(Exception):
    """What was asked is not granted. The message never says whether the thing exists."""
