"""The record of a pack: all that its content depends on, besides the records of the tracker."""

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
    """Who a pack is for."""

    INSPECTOR = "inspector"
    PARTNERS = "partners"


@dataclass(frozen=True)
class PackIssue:
    """All that the content of a pack depends on, besides the records of the tracker."""

    audience: Audience
    filters: Filters
    issued_at: datetime
    issued_by: str
    recipient: str
    purpose: str
    force: str
    marking: str
    handling: str
    # For partners: the areas with a release in the pack.
    areas: tuple[str, ...] = ()
    # The number of the newest decision that the pack may show; 0: it shows none.
    decisions: int = 0
    # For a partner with an agreement: the numbers of the agreement and of the issue under it.
    agreement: int | None = None
    issue: int | None = None

    @property
    def reference(self) -> str:
        """The reference of the pack: CLVT-20221122-1A2B3C4D."""
        digest = hashlib.sha256(json.dumps(self.row(), default=str).encode())
        return f"CLVT-{self.filters.as_at:%Y%m%d}-{digest.hexdigest()[:8].upper()}"

    def row(self) -> dict[str, Any]:
        """Its values by the columns of its record."""
        filters = self.filters
        choices = {each.name: each.value_in(filters) for each in CHOICES if each.value_in(filters)}
        numbers = {"agreement_id": self.agreement, "issue_id": self.issue}
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
            **{name: number for name, number in numbers.items() if number is not None},
        }

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> PackIssue:
        """The issue from its record."""
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
