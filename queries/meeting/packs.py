"""The packs that were issued for the meeting."""

from __future__ import annotations

from sqlalchemy import select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.scope import Query, Scope


@question(needs=Grant.COUNTS, counts="packs", ignores=EVERY_CHOICE_AND_PERIOD, is_kept=False)
def last_pack(scope: Scope) -> Query:
    """The pack that was last issued to the Inspector up to the as-at date, if any: its day and
    period, its filters, and the newest import that it knew."""
    pack = scope.packs().c
    shown = pack[
        "reference", "issued_at", "as_at", "period_start", "period_end", "choices", "known"
    ]
    return select(*shown).order_by(pack.issued_at.desc(), pack.reference).limit(1)
