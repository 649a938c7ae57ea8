"""What the Single Competent Authority (SCA) sends to the force, and what is done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Table, exists

from data.day_numbers import days_from
from data.sheets.declaration import Field, OneOf, Rule, Sheet, Staged
from data.sheets.rules import area_exists, broken_rows, in_order, needs, refers_to
from data.sheets.tracker import TRACKER
from data.tables import sca_referral, tracker_entry

c = sca_referral.c
FINDINGS = ("For us", "Duplicate", "For another force", "Not county lines")
PROPOSED = "Proposed for tracker"
ACTIONS = ("Crime recorded", PROPOSED, "Visit", "PPN", "Passed on", "None needed")
A_MONTH = 31


def _not_proposed_since(rows: Table, staged: Staged) -> Select[Any]:
    entries = staged.given_or_known(TRACKER.name, tracker_entry)
    since = exists().where(
        entries.c.child_ref == rows.c.child_ref,
        days_from(rows.c.actioned_on, entries.c.proposed_on).between(0, A_MONTH),
    )
    # Until they have passed, the child may yet be proposed.
    have_passed = rows.c.actioned_on < staged.extracted_on - timedelta(days=A_MONTH)
    return broken_rows(rows, "action", rows.c.action == PROPOSED, have_passed, ~since)


SCA_IN = Sheet(
    "sca_in",
    sca_referral,
    (
        Field("SCA ref", c.sca_ref),
        Field("Received on", c.received_on, ahead=False),
        Field(
            "Kind",
            c.kind,
            kind=OneOf(
                (
                    "New referral",
                    "Request for information",
                    "Decision",
                    "Reconsideration",
                    "Other",
                )
            ),
        ),
        Field("Tracker ref", c.child_ref, required=True),
        Field("Area", c.area_code, listed="areas"),
        Field("Reviewed on", c.reviewed_on, required=True, ahead=False),
        Field("Finding", c.finding, kind=OneOf(FINDINGS)),
        Field("Actioned on", c.actioned_on, required=True, ahead=False),
        Field("Action", c.action, kind=OneOf(ACTIONS)),
    ),
    about="each thing that came from the Single Competent Authority",
    rules=(
        area_exists(lambda row, _: row.received_on),
        *in_order("received_on", "reviewed_on", "actioned_on"),
        needs("finding", "reviewed_on"),
        needs("reviewed_on", "finding"),
        needs("action", "actioned_on"),
        needs("actioned_on", "action"),
        refers_to(TRACKER, "child_ref"),
        Rule(
            ("action",),
            "{0} is Proposed for tracker, but the child was not proposed within 31 days",
            _not_proposed_since,
        ),
    ),
)
