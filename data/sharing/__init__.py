"""What partners are shown under an information-sharing agreement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """An information-sharing agreement: the partner's agency, and the areas of the agreement that
    are also on the partner's account."""

    agreement_id: int
    reference: str
    agency: str
    areas: frozenset[str]
