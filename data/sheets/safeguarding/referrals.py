"""Referrals of children to other agencies, except to the NRM."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, exists, select

from data.sheets.changes import homes
from data.sheets.declaration import Field, OneOf, Rule, Sheet, Staged
from data.sheets.rules import broken_rows, in_order, needed_with, only_with, refers_to, row_rule
from data.sheets.tracker import TRACKER
from data.tables import area_version, referral, referral_agency

c = referral.c
ANSWERS = (
    "Accepted",
    "Already open",
    "Returned",
    "Declined by family",
    "No further action",
)
RESPONSES = OneOf(
    ("Awaiting", *ANSWERS),
    aliases=(("Refused by family", "Declined by family"), ("NFA", "No further action")),
)
GRADES = OneOf(("Red", "Amber", "Green", "Blue", "Not graded"))
OUTCOMES = OneOf(
    (
        "No further action",
        "Advice",
        "Early help",
        "Assessment",
        "Strategy discussion or s47",
        "Other",
    ),
    aliases=(("NFA", "No further action"),),
)


def is_to_hub(sent_to: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether an agency is a Multi-Agency Safeguarding Hub."""
    return exists().where(referral_agency.c.name == sent_to, referral_agency.c.is_hub)


def _only_with_hub(column: str) -> Rule:
    return row_rule(
        (column,),
        "{0} is given for a referral that did not go to a MASH",
        lambda row, _: row[column].is_not(None) & ~is_to_hub(row.sent_to),
    )


def _to_the_hub_of_another_district(rows: Table, staged: Staged) -> Select[Any]:
    """Rows sent to the MASH of a district in which the child has no home area."""
    hub, home = referral_agency, homes(staged)
    of_child = (
        select(area_version.c.district)
        .join_from(home, area_version, area_version.c.code == home.c.area_code)
        .where(home.c.child_ref == rows.c.child_ref, area_version.c.known_until.is_(None))
    )
    sent = (
        select(rows.c.row, rows.c.sent_to)
        .join(hub, hub.c.name == rows.c.sent_to)
        .where(hub.c.is_hub, of_child.exists(), hub.c.district.not_in(of_child))
    )
    return broken_rows(sent.subquery(), "sent_to")


REFERRALS = Sheet(
    "referrals",
    referral,
    (
        Field("Referral ref", c.referral_ref),
        Field("Tracker ref", c.child_ref),
        Field("Sent on", c.sent_on, ahead=False),
        Field("To", c.sent_to, listed="referral_agencies"),
        Field("Trigger on", c.trigger_on, required=True),
        Field("PPN ref", c.ppn_ref),
        Field("Grade", c.grade, kind=GRADES),
        Field("Response", c.response, kind=RESPONSES),
        Field("Responded on", c.responded_on, ahead=False),
        Field("Outcome", c.outcome, kind=OUTCOMES),
        Field("Reported back on", c.reported_back_on, ahead=False),
    ),
    about="each referral of a child to another agency; To is one of "
    "referral_agencies.csv, and an empty Trigger on means the day of being added",
    rules=(
        refers_to(TRACKER, "child_ref"),
        *in_order("trigger_on", "sent_on", "responded_on"),
        *in_order("sent_on", "reported_back_on"),
        only_with("responded_on", "response", *ANSWERS),
        needed_with("responded_on", "response", *ANSWERS),
        row_rule(
            ("ppn_ref",),
            "{0} is not given for a referral to a MASH",
            lambda row, _: row.ppn_ref.is_(None) & is_to_hub(row.sent_to),
        ),
        _only_with_hub("ppn_ref"),
        _only_with_hub("outcome"),
        Rule(
            ("sent_to",),
            "{0} is the MASH of another district than the child's",
            _to_the_hub_of_another_district,
        ),
    ),
)
