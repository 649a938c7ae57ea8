"""The demo's agreement: the account `partner` has it, while `attendee` is shown releases."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine

from data.accounts import By
from data.clock import utc_now
from data.reference_files import REFERENCE
from data.sharing import agreements

PARTNER, AGREEMENT, AGENCY = "partner", "ISA 2022/14", "Youth Justice Service"
SIGNED_ON = date(2022, 10, 3)
LASTS = timedelta(days=365)
PAGE = "clvt demo"


def add_demo_agreement(engine: Engine) -> None:
    """Propose and approve the agreement, as two of the demo's people. It ends in a year."""
    number = agreements.propose(
        engine,
        PARTNER,
        reference=AGREEMENT,
        agency=AGENCY,
        signed_on=SIGNED_ON,
        ends_on=utc_now().date() + LASTS,
        areas=["gedling"],
        agencies=agreements.agencies_of(REFERENCE),
        by=By("administrator", "administrator", PAGE),
    )
    agreements.approve(engine, number, by=By("inspector", "inspector", PAGE))
