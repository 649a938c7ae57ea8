"""The duties to children on the tracker: each declared once.

Their states, the matrix, the list behind each number, a child's own line and their part of
`clvt figures` follow from this list. To add one: its line here, its standard in
`data/reference/standards.csv`, and its slow answer.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.sql.selectable import FromClause

from data.duties.declaration import (
    DUE,
    IN_TIME,
    LATE,
    NOT_APPLICABLE,
    OVERDUE,
    STATES,
    UNDATED,
    Duty,
    Evidence,
    every_row,
)
from data.tables import (
    daily_search,
    education,
    nrm_referral,
    panel_listing,
    referral,
    referral_agency,
    toolkit,
    tracker_entry,
    visit,
)


def _seen(visits: FromClause) -> ColumnElement[bool]:
    return visits.c.outcome == "Seen"


def _is_live(cases: FromClause, on: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a case went on after a day: no decision had been negative by then, and it had not
    been withdrawn."""
    ended, c = ("Negative", "Withdrawn"), cases.c
    return and_(
        or_(c.rg.not_in(ended), c.rg_on > on),
        or_(func.coalesce(c.cg, "").not_in(ended), c.cg_on > on),
    )


def _sent_to_a_hub(referrals: FromClause) -> ColumnElement[bool]:
    hubs = select(referral_agency.c.name).where(referral_agency.c.is_hub)
    return referrals.c.sent_to.in_(hubs)


def _referral_to(agency: str) -> Duty:
    """The duty to refer a child to an agency of `referral_agencies.csv`, named after the agency."""
    return Duty(
        agency,
        f"a referral to {agency}",
        sheet="referrals",
        evidence=Evidence(
            referral.c.sent_on,
            lambda row: row.c.sent_to == agency,
            triggered=referral.c.trigger_on,
        ),
    )


DUTIES = (
    Duty(
        "Searched",
        "a search of the day's intelligence",
        sheet="searches",
        evidence=Evidence(daily_search.c.done_on),
        due="search of the day",
    ),
    Duty(
        "First visit",
        "a first visit",
        sheet="visits",
        evidence=Evidence(visit.c.visited_on, _seen),
    ),
    Duty(
        "Follow-up visit",
        "a follow-up visit",
        sheet="visits",
        evidence=Evidence(visit.c.visited_on, _seen),
        repeats=True,
        first_called="Visit again",
    ),
    Duty(
        "PPN to MASH",
        "a PPN to the MASH",
        sheet="referrals",
        holder="The person who found the child",
        evidence=Evidence(referral.c.sent_on, _sent_to_a_hub, triggered=referral.c.trigger_on),
    ),
    _referral_to("Barnardo's"),
    _referral_to("British Transport Police"),
    Duty(
        "NRM",
        "a referral to the NRM",
        sheet="nrm",
        holder="Any first responder",
        evidence=Evidence(nrm_referral.c.referred_on, carries_over=_is_live),
    ),
    Duty(
        "PND",
        "a record on PND",
        sheet="tracker",
        evidence=Evidence(
            tracker_entry.c.pnd_recorded_on,
            carries_over=every_row,
            undated=tracker_entry.c.pnd_undated,
        ),
    ),
    Duty(
        "Ratified",
        "ratification",
        sheet="tracker",
        holder="Inspector",
        evidence=Evidence(tracker_entry.c.ratified_on, undated=tracker_entry.c.ratified_undated),
    ),
    Duty(
        "Toolkit",
        "a toolkit",
        sheet="toolkits",
        evidence=Evidence(toolkit.c.completed_on),
        due="first listing",
    ),
    Duty(
        "Heard by a panel",
        "a hearing by a panel",
        sheet="panel_list",
        holder="Panel",
        # The day planned, since the duty is due at the second planned panel, even if held later.
        evidence=Evidence(panel_listing.c.listed_for, lambda row: row.c.heard == "Yes"),
        due="second planned panel",
    ),
    Duty(
        "Education checked",
        "a check of education",
        sheet="education",
        evidence=Evidence(education.c.checked_on),
        repeats=True,
        keeps_all=False,
    ),
    Duty(
        "Handover before 18",
        "a handover before 18",
        sheet="tracker",
        evidence=Evidence(tracker_entry.c.handover_on),
        due="day before 18",  # children are removed on the birthday, as a rule
    ),
)

__all__ = [
    "DUE",
    "DUTIES",
    "IN_TIME",
    "LATE",
    "NOT_APPLICABLE",
    "OVERDUE",
    "STATES",
    "UNDATED",
    "Duty",
]
