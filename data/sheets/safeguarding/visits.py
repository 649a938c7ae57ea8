"""Visits to children, and attempts at visits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, Table, and_, exists, func, or_, select

from data.day_numbers import days_from
from data.sheets.declaration import YES_NO, Field, OneOf, Rule, Sheet, Staged
from data.sheets.rules import broken_rows, in_order, needed_with, only_with, refers_to, row_rule
from data.sheets.safeguarding.referrals import REFERRALS, is_to_hub
from data.sheets.tracker import NEVER, TRACKER
from data.tables import referral, tracker_entry, visit

c = visit.c
SEEN = "Seen"
NOT_APPROPRIATE = "Not appropriate"
VISITORS = OneOf(
    (
        "County Lines team",
        "CCE co-ordinator",
        "Neighbourhood",
        "Schools officer",
        "Missing team",
        "Other",
    ),
    aliases=(("MFH", "Missing team"),),
)
# The aliases are words that are no longer used about children and families.
OUTCOMES = OneOf(
    (
        SEEN,
        "No reply",
        "Not there",
        "Declined by child",
        "Declined by parent or carer",
        "Cancelled",
    ),
    aliases=(
        ("Refused by child", "Declined by child"),
        ("Refused by parent or carer", "Declined by parent or carer"),
    ),
)
PARENT = OneOf(
    ("Present", NOT_APPROPRIATE, "Not available", "Declined"), aliases=(("Refused", "Declined"),)
)
WHY_NOT = OneOf(("Parent implicated", "Child's wish", "In custody", "Other"))
PPN_WITHIN_DAYS = 3


def _after_a_removal(rows: Table, staged: Staged) -> Select[Any] | None:
    """Visits after the child was removed, on a day on which the child was not on the tracker again:
    by this import's tracker or else by the records."""
    if not staged.can_be_checked_against(TRACKER.name):
        return None
    entry = staged.given_or_known(TRACKER.name, tracker_entry)
    last_day = func.coalesce(entry.c.removed_on, NEVER)
    is_of_child = entry.c.child_ref == rows.c.child_ref
    had_ended = exists().where(is_of_child, last_day < rows.c.visited_on)
    is_on = exists().where(is_of_child, rows.c.visited_on.between(entry.c.added_on, last_day))
    return broken_rows(rows, "visited_on", had_ended, ~is_on)


def _without_a_referral(rows: Table, staged: Staged) -> Select[Any] | None:
    """Visits with a PPN that no referral to a MASH followed: of this import or, where it has none,
    of the records. Without any referrals, nothing is found, nor before the days have passed."""
    if not staged.can_be_checked_against(REFERRALS.name):
        return None
    sent = staged.given_or_known(REFERRALS.name, referral)
    referred = exists().where(
        sent.c.child_ref == rows.c.child_ref,
        days_from(rows.c.visited_on, sent.c.sent_on).between(0, PPN_WITHIN_DAYS),
        is_to_hub(sent.c.sent_to),
    )
    any_sent = select(sent.c.referral_ref).exists()
    have_passed = rows.c.visited_on < staged.extracted_on - timedelta(days=PPN_WITHIN_DAYS)
    return broken_rows(rows, "ppn_sent", rows.c.ppn_sent == "Yes", have_passed, any_sent, ~referred)


VISITS = Sheet(
    "visits",
    visit,
    (
        Field("Visit ref", c.visit_ref),
        Field("Tracker ref", c.child_ref),
        Field("Visited on", c.visited_on, ahead=False),
        Field("By", c.visited_by, kind=VISITORS),
        Field("Safeguarding", c.safeguarding, required=True, kind=YES_NO),
        Field("Education", c.education, required=True, kind=YES_NO),
        Field("Understanding and intelligence", c.understanding, required=True, kind=YES_NO),
        Field("Outcome", c.outcome, kind=OUTCOMES),
        Field("Parent or carer", c.parent_or_carer, required=True, kind=PARENT),
        Field("Why not appropriate", c.why_not_appropriate, kind=WHY_NOT),
        Field("Seen alone", c.seen_alone, kind=YES_NO),
        Field("Child's view recorded", c.view_recorded, kind=YES_NO),
        Field("PPN sent", c.ppn_sent, kind=YES_NO),
        Field("Next by", c.next_by),
    ),
    about="each visit to a child, and each attempt at one",
    rules=(
        refers_to(TRACKER, "child_ref"),
        only_with("why_not_appropriate", "parent_or_carer", NOT_APPROPRIATE),
        needed_with("why_not_appropriate", "parent_or_carer", NOT_APPROPRIATE),
        *in_order("visited_on", "next_by"),
        row_rule(
            ("outcome", "safeguarding", "education", "understanding"),
            "{0} is Seen, but none of {1}, {2}, {3} is Yes",
            lambda row, _: and_(
                row.outcome == SEEN,
                *(
                    or_(row[purpose].is_(None), row[purpose] != "Yes")
                    for purpose in ("safeguarding", "education", "understanding")
                ),
            ),
        ),
        needed_with(
            "parent_or_carer",
            "outcome",
            SEEN,
            problem="{0} is not given for a child who was seen",
            remedy="",
        ),
        Rule(
            ("ppn_sent",),
            f"{{0}} is Yes, but no referral to a MASH followed within {PPN_WITHIN_DAYS} days",
            _without_a_referral,
        ),
        Rule(("visited_on",), "{0} is after the child was removed", _after_a_removal),
    ),
)
