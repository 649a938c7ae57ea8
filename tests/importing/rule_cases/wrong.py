"""Rows that break a rule, and where each is reported."""

from __future__ import annotations

from typing import Any

from tests.invented.workbooks import (
    annotation,
    change,
    entry,
    inapplicable,
    meeting,
    missing,
    referral,
    report,
    schooling,
    search,
    stage,
    visit,
)

WRONG_ROWS: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "unknown area": (
        {"tracker": [entry(Home_area="Atlantis")]},
        ("tracker", 2, "Home area", "Atlantis"),
    ),
    "unknown status": (
        {"tracker": [entry(Status="Closed")]},
        ("tracker", 2, "Status", "Closed"),
    ),
    "unknown gender": ({"tracker": [entry(Gender="M")]}, ("tracker", 2, "Gender", "M")),
    "unknown removal reason": (
        {"tracker": [entry(Date_removed="2022-02-01", Removal_reason="Bored")]},
        ("tracker", 2, "Removal reason", "Bored"),
    ),
    "unknown stage": ({"nsd_stages": [stage(Stage="Alive")]}, ("nsd_stages", 2, "Stage", "Alive")),
    "unknown area of a stage": (
        {"nsd_stages": [stage("Atlantis")]},
        ("nsd_stages", 2, "Area", "Atlantis"),
    ),
    "empty area of a stage": ({"nsd_stages": [stage("")]}, ("nsd_stages", 2, "Area", None)),
    "empty reference": ({"tracker": [entry(" ")]}, ("tracker", 2, "Tracker ref", None)),
    "empty status": ({"tracker": [entry(Status="")]}, ("tracker", 2, "Status", None)),
    "empty date added": ({"tracker": [entry(added="")]}, ("tracker", 2, "Date added", None)),
    "empty submitted": (
        {"intelligence": [report(submitted="")]},
        ("intelligence", 2, "Submitted", None),
    ),
    "text where a date belongs": (
        {"tracker": [entry(Ratified="soon")]},
        ("tracker", 2, "Ratified", "soon"),
    ),
    "removed before added": (
        {"tracker": [entry(Date_removed="2022-01-09")]},
        ("tracker", 2, "Date removed", "2022-01-09"),
    ),
    "reason without removal": (
        {"tracker": [entry(Removal_reason="Other")]},
        ("tracker", 2, "Removal reason", "Other"),
    ),
    "overlap with an ended entry": (
        {
            "tracker": [
                entry(added="2022-03-01"),
                entry(added="2022-01-10", Date_removed="2022-03-02"),
            ]
        },
        ("tracker", 2, "Date added", "2022-03-01"),
    ),
    "overlap with an open entry": (
        {"tracker": [entry(), entry(added="2022-03-01", Date_removed="2022-03-05")]},
        ("tracker", 3, "Date added", "2022-03-01"),
    ),
    "overlap beyond the neighbour": (
        {
            "tracker": [
                entry(added="2022-01-10", Date_removed="2022-06-01"),
                entry(added="2022-06-02", Date_removed="2022-06-03"),
                entry(added="2022-05-31", Date_removed="2022-05-31"),
            ]
        },
        ("tracker", 4, "Date added", "2022-05-31"),
    ),
    "same entry twice": (
        {"tracker": [entry(), entry(added="10/01/2022")]},
        ("tracker", 3, "Tracker ref", "CT-1"),
    ),
    "same change twice": (
        {"tracker": [entry()], "changes": [change(), change()]},
        ("changes", 3, "Tracker ref", "CT-1"),
    ),
    "same report twice": (
        {"intelligence": [report(), report("INT-2"), report(submitted="2022-01-11")]},
        ("intelligence", 4, "Report ref", "INT-1"),
    ),
    "same stage twice": (
        {"nsd_stages": [stage(), stage("gedling", Stage="Planned")]},
        ("nsd_stages", 3, "Area", "gedling"),
    ),
    "same meeting twice": (
        {"meetings": [meeting(), meeting()]},
        ("meetings", 3, "Held", "2022-01-10"),
    ),
    "same note about a trend twice": (
        {"annotations": [annotation(), annotation(Text="Other words")]},
        ("annotations", 3, "On", "2022-01-10"),
    ),
    "note about a trend that there is not": (
        {"annotations": [annotation(About="Sunshine")]},
        ("annotations", 2, "About", "Sunshine"),
    ),
    "born after the extract": (
        {"tracker": [entry(Date_of_birth="2022-11-23", added="2022-11-24")]},
        ("tracker", 2, "Date of birth", "2022-11-23"),
    ),
    "born after being added": (
        {"tracker": [entry(Date_of_birth="2022-01-11")]},
        ("tracker", 2, "Date of birth", "2022-01-11"),
    ),
    "18 on the day of being added": (
        {"tracker": [entry(Date_of_birth="2004-01-10")]},
        ("tracker", 2, "Date of birth", "2004-01-10"),
    ),
    "18 on 1 March, born on 29 February": (
        {"tracker": [entry(Date_of_birth="2004-02-29", added="2022-03-01")]},
        ("tracker", 2, "Date of birth", "2004-02-29"),
    ),
    "two dates of birth": (
        {
            "tracker": [
                entry(Date_removed="2022-02-01"),
                entry(added="2022-02-01", Date_of_birth="2008-02-02"),
            ]
        },
        ("tracker", 3, "Date of birth", "2008-02-02"),
    ),
    "two genders": (
        {
            "tracker": [
                entry(Date_removed="2022-02-01", Gender="Female"),
                entry(added="2022-02-01", Date_removed="2022-02-02", Gender=""),
                entry(added="2022-02-02", Gender="Male"),
            ]
        },
        ("tracker", 4, "Gender", "Male"),
    ),
    "change before its entry": (
        {"tracker": [entry()], "changes": [change(From="2022-01-09"), change()]},
        ("changes", 2, "From", "2022-01-09"),
    ),
    "change after its entry": (
        {
            "tracker": [entry(Date_removed="2022-02-01")],
            "changes": [change(), change(From="2022-02-02")],
        },
        ("changes", 3, "From", "2022-02-02"),
    ),
    "first change not on the day of being added": (
        {"tracker": [entry()], "changes": [change(From="2022-01-12"), change(From="2022-01-11")]},
        ("changes", 3, "From", "2022-01-11"),
    ),
    "change of an entry that is not there": (
        {"tracker": [entry()], "changes": [change(added="2022-01-11")]},
        ("changes", 2, "Tracker ref", "CT-1"),
    ),
    "change of an entry that is not known": (
        {"changes": [change()]},
        ("changes", 2, "Tracker ref", "CT-1"),
    ),
    "searched before the day": (
        {"searches": [search(Done_on="2022-01-09")]},
        ("searches", 2, "Done on", "2022-01-09"),
    ),
    "neither searched nor a reason": (
        {"searches": [search(Done_on="")]},
        ("searches", 2, "Done on", None),
    ),
    "searched, and a reason why not": (
        {"searches": [search(Not_done_because="No staff")]},
        ("searches", 2, "Done on", "2022-01-10"),
    ),
    "unknown reason": (
        {"searches": [search(Done_on="", Not_done_because="Bored")]},
        ("searches", 2, "Not done because", "Bored"),
    ),
    "fewer children linked than named": (
        {
            "tracker": [entry()],
            "searches": [search(Children_linked=1, New_children=1, Tracker_refs="CT-1")],
        },
        ("searches", 2, "Children linked", "1"),
    ),
    "a search that names a child who is not there": (
        {
            "tracker": [entry()],
            "searches": [search(Children_linked=2, Tracker_refs="CT-1; CT-2")],
        },
        ("searches", 2, "Tracker refs", "CT-2"),
    ),
    "a number that is none": (
        {"searches": [search(Reports_reviewed="a few")]},
        ("searches", 2, "Reports reviewed", "a few"),
    ),
    "same search twice": (
        {"searches": [search(), search()]},
        ("searches", 3, "For day", "2022-01-10"),
    ),
    "education checked before it began": (
        {"tracker": [entry()], "education": [schooling(Checked_on="2022-01-09")]},
        ("education", 2, "Checked on", "2022-01-09"),
    ),
    "education of a child who is not there": (
        {"tracker": [entry()], "education": [schooling("CT-2")]},
        ("education", 2, "Tracker ref", "CT-2"),
    ),
    "education of a child who is not known": (
        {"education": [schooling()]},
        ("education", 2, "Tracker ref", "CT-1"),
    ),
    "unknown education": (
        {"tracker": [entry()], "education": [schooling(Status="Hogwarts")]},
        ("education", 2, "Status", "Hogwarts"),
    ),
    "more hours than a week of school has": (
        {"tracker": [entry()], "education": [schooling(Hours_a_week=250)]},
        ("education", 2, "Hours a week", "250"),
    ),
    "neither yes nor no": (
        {"tracker": [entry()], "education": [schooling(EHC_plan="Soon")]},
        ("education", 2, "EHC plan", "Soon"),
    ),
    "same education twice": (
        {"tracker": [entry()], "education": [schooling(), schooling()]},
        ("education", 3, "Tracker ref", "CT-1"),
    ),
    "visit to a child who is not there": (
        {"tracker": [entry()], "visits": [visit(Tracker_ref="CT-2")]},
        ("visits", 2, "Tracker ref", "CT-2"),
    ),
    "unknown outcome of a visit": (
        {"tracker": [entry()], "visits": [visit(Outcome="Fine")]},
        ("visits", 2, "Outcome", "Fine"),
    ),
    "a reason why no parent was appropriate, and a parent": (
        {"tracker": [entry()], "visits": [visit(Why_not_appropriate="In custody")]},
        ("visits", 2, "Why not appropriate", "In custody"),
    ),
    "no parent appropriate, and no reason": (
        {"tracker": [entry()], "visits": [visit(Parent_or_carer="Not appropriate")]},
        ("visits", 2, "Why not appropriate", None),
    ),
    "next visit before the visit": (
        {"tracker": [entry()], "visits": [visit(Next_by="2022-01-09")]},
        ("visits", 2, "Next by", "2022-01-09"),
    ),
    "same visit twice": (
        {"tracker": [entry()], "visits": [visit(), visit()]},
        ("visits", 3, "Visit ref", "V-1"),
    ),
    "referral of a child who is not there": (
        {"tracker": [entry()], "referrals": [referral(Tracker_ref="CT-2")]},
        ("referrals", 2, "Tracker ref", "CT-2"),
    ),
    "unknown agency": (
        {"tracker": [entry()], "referrals": [referral(To="The Scouts")]},
        ("referrals", 2, "To", "The Scouts"),
    ),
    "sent before what called for it": (
        {"tracker": [entry()], "referrals": [referral(Trigger_on="2022-01-11")]},
        ("referrals", 2, "Sent on", "2022-01-10"),
    ),
    "answered before it was sent": (
        {
            "tracker": [entry()],
            "referrals": [referral(Response="Accepted", Responded_on="2022-01-09")],
        },
        ("referrals", 2, "Responded on", "2022-01-09"),
    ),
    "told what came of it before it was sent": (
        {"tracker": [entry()], "referrals": [referral(Reported_back_on="2022-01-09")]},
        ("referrals", 2, "Reported back on", "2022-01-09"),
    ),
    "awaiting an answer that has a date": (
        {"tracker": [entry()], "referrals": [referral(Responded_on="2022-01-11")]},
        ("referrals", 2, "Responded on", "2022-01-11"),
    ),
    "an answer without a date": (
        {"tracker": [entry()], "referrals": [referral(Response="Returned")]},
        ("referrals", 2, "Responded on", None),
    ),
    "same referral twice": (
        {"tracker": [entry()], "referrals": [referral(), referral()]},
        ("referrals", 3, "Referral ref", "R-1"),
    ),
    "missing, and not there": (
        {"tracker": [entry()], "missing": [missing(Tracker_ref="CT-2")]},
        ("missing", 2, "Tracker ref", "CT-2"),
    ),
    "found before being missing": (
        {"tracker": [entry()], "missing": [missing(Found_on="2022-01-09")]},
        ("missing", 2, "Found on", "2022-01-09"),
    ),
    "interviewed before being found": (
        {"tracker": [entry()], "missing": [missing(Done_on="2022-01-09")]},
        ("missing", 2, "Done on", "2022-01-09"),
    ),
    "interviewed while still missing": (
        {"tracker": [entry()], "missing": [missing(Found_on="", Done_on="2022-01-11")]},
        ("missing", 2, "Done on", "2022-01-11"),
    ),
    "same time missing twice": (
        {"tracker": [entry()], "missing": [missing(), missing()]},
        ("missing", 3, "Episode ref", "M-1"),
    ),
    "a duty that is decided before the child is added": (
        {"tracker": [entry()], "not_applicable": [inapplicable(Decided_on="2022-01-09")]},
        ("not_applicable", 2, "Decided on", "2022-01-09"),
    ),
    "a duty of an entry that is not there": (
        {"tracker": [entry()], "not_applicable": [inapplicable(added="2022-01-11")]},
        ("not_applicable", 2, "Tracker ref", "CT-1"),
    ),
    "the same duty of an entry twice": (
        {"tracker": [entry()], "not_applicable": [inapplicable(), inapplicable()]},
        ("not_applicable", 3, "Tracker ref", "CT-1"),
    ),
    "type of a PND line without a record on PND": (
        {"tracker": [entry(PND_line_type="Generic")]},
        ("tracker", 2, "PND line type", "Generic for children"),
    ),
    "identified PND line that is not named": (
        {"tracker": [entry(PND_line_type="Identified", PND_recorded="2022-01-11")]},
        ("tracker", 2, "PND line type", "Identified"),
    ),
    "handover before the child is added": (
        {"tracker": [entry(Handover_agreed="2022-01-09")]},
        ("tracker", 2, "Handover agreed", "2022-01-09"),
    ),
    "reference too long": (
        {"intelligence": [report("x" * 41)]},
        ("intelligence", 2, "Report ref", "x" * 41),
    ),
    "one of several references too long": (
        {"intelligence": [report(Tracker_refs="CT-1;" + "x" * 41)]},
        ("intelligence", 2, "Tracker refs", "CT-1;" + "x" * 41),
    ),
    "control character in a reference": (
        {"tracker": [entry("CT\n1")]},
        ("tracker", 2, "Tracker ref", "CT\n1"),
    ),
    "control character in free text": (
        {"tracker": [entry(Source="MASH\x07")]},
        ("tracker", 2, "Source", "MASH\x07"),
    ),
}
