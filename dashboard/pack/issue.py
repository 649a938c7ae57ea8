"""What a pack is issued with: all that it follows from, besides the records themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from queries.choices import CHOICES
from queries.filters import Filters, Period


class Audience(StrEnum):
    """Whom a pack is for."""

    INSPECTOR = "inspector"
    PARTNERS = "partners"


@dataclass(frozen=True)
class PackIssue:
    """All that a pack follows from, besides the records themselves."""

    audience: Audience
    filters: Filters
    issued_at: datetime
    issued_by: str
    recipient: str
    purpose: str
    force: str
    marking: str
    handling: str
    # Of a pack for partners: the areas whose releases stand in it.
    areas: tuple[str, ...] = ()
    # The newest entry of a decision of the meeting that stands in it; 0: none does.
    decisions: int = 0
    # Of a pack for a partner with an agreement: the numbers of the agreement and of what was
    # issued under it; of any other, none.
    agreement: int | None = None
    issue: int | None = None

    @property
    def reference(self) -> str:
        """What the pack is called by: CLVT-20221122-1A2B3C4D."""
        digest = hashlib.sha256(json.dumps(self.row(), default=str).encode())
        return f"CLVT-{self.filters.as_at:%Y%m%d}-{digest.hexdigest()[:8].upper()}"

    def row(self) -> dict[str, Any]:
        """The same by the columns of its record."""
        filters = self.filters
        choices = {each.name: each.of(filters) for each in CHOICES if each.of(filters)}
        under = {"agreement_id": self.agreement, "issue_id": self.issue}
        return {
            "issued_at": self.issued_at,
            "issued_by": self.issued_by,
            "audience": str(self.audience),
            "areas": json.dumps(self.areas),
            "recipient": self.recipient,
            "purpose": self.purpose,
            "as_at": filters.as_at,
            "period_start": filters.period.start,
            "period_end": filters.period.end,
            "choices": json.dumps(choices, ensure_ascii=False),
            "known": filters.known,
            "decisions": self.decisions,
            "force": self.force,
            "marking": self.marking,
            "handling": self.handling,
            **{name: number for name, number in under.items() if number is not None},
        }

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> PackIssue:
        """The issue whose record this is."""
        period = Period(row["period_start"], row["period_end"])
        choices = json.loads(row["choices"])
        return cls(
            Audience(row["audience"]),
            Filters(row["as_at"], period, row["known"], **choices),
            row["issued_at"],
            row["issued_by"],
            row["recipient"],
            row["purpose"],
            row["force"],
            row["marking"],
            row["handling"],
            tuple(json.loads(row["areas"])),
            row["decisions"],
            row["agreement_id"],
            row["issue_id"],
        )
