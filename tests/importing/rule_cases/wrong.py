"""Rows that break a rule, and where each is reported."""

from __future__ import annotations

from tests.importing.rule_cases.case import wrong
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

WRONG_ROWS = {
    "unknown area": wrong("Home area", entry(Home_area="Atlantis")),
    "unknown status": wrong("Status", entry(Status="Closed")),
    "unknown gender": wrong("Gender", entry(Gender="M")),
    "unknown removal reason": wrong(
        "Removal reason", entry(Date_removed="2022-02-01", Removal_reason="Bored")
    ),
    "unknown stage": wrong("Stage", stage(Stage="Alive")),
    "unknown area of a stage": wrong("Area", stage("Atlantis")),
    "empty area of a stage": wrong("Area", stage("")),
    "empty reference": wrong("Tracker ref", entry(" ")),
    "empty status": wrong("Status", entry(Status="")),
    "empty date added": wrong("Date added", entry(added="")),
    "empty submitted": wrong("Submitted", report(submitted="")),
    "text where a date belongs": wrong("Ratified", entry(Ratified="soon")),
    "removed before added": wrong("Date removed", entry(Date_removed="2022-01-09")),
    "reason without removal": wrong("Removal reason", entry(Removal_reason="Other")),
    "overlap with an ended entry": wrong(
        "Date added",
        entry(added="2022-03-01"),
        entry(added="2022-01-10", Date_removed="2022-03-02"),
        row=2,
    ),
    "overlap with an open entry": wrong(
        "Date added", entry(), entry(added="2022-03-01", Date_removed="2022-03-05")
    ),
    "overlap beyond the neighbour": wrong(
        "Date added",
        entry(added="2022-01-10", Date_removed="2022-06-01"),
        entry(added="2022-06-02", Date_removed="2022-06-03"),
        entry(added="2022-05-31", Date_removed="2022-05-31"),
    ),
    "same entry twice": wrong("Tracker ref", entry(), entry(added="10/01/2022")),
    "same change twice": wrong("Tracker ref", change(), change()),
    "same report twice": wrong(
        "Report ref", report(), report("INT-2"), report(submitted="2022-01-11")
    ),
    "same stage twice": wrong("Area", stage(), stage("gedling", Stage="Planned")),
    "same meeting twice": wrong("Held", meeting(), meeting()),
    "same note about a trend twice": wrong("On", annotation(), annotation(Text="Other words")),
    "note about a trend that there is not": wrong("About", annotation(About="Sunshine")),
    "born after the extract": wrong(
        "Date of birth", entry(Date_of_birth="2022-11-23", added="2022-11-24")
    ),
    "born after being added": wrong("Date of birth", entry(Date_of_birth="2022-01-11")),
    "18 on the day of being added": wrong("Date of birth", entry(Date_of_birth="2004-01-10")),
    "18 on 1 March, born on 29 February": wrong(
        "Date of birth", entry(Date_of_birth="2004-02-29", added="2022-03-01")
    ),
    "two dates of birth": wrong(
        "Date of birth",
        entry(Date_removed="2022-02-01"),
        entry(added="2022-02-01", Date_of_birth="2008-02-02"),
    ),
    "two genders": wrong(
        "Gender",
        entry(Date_removed="2022-02-01", Gender="Female"),
        entry(added="2022-02-01", Date_removed="2022-02-02", Gender=""),
        entry(added="2022-02-02", Gender="Male"),
    ),
    "change before its entry": wrong("From", change(From="2022-01-09"), change(), row=2),
    "change after its entry": wrong(
        "From", entry(Date_removed="2022-02-01"), change(), change(From="2022-02-02")
    ),
    "first change not on the day of being added": wrong(
        "From", change(From="2022-01-12"), change(From="2022-01-11")
    ),
    "change of an entry that is not there": wrong("Tracker ref", change(added="2022-01-11")),
    "change of an entry that is not known": wrong("Tracker ref", change(), beside={}),
    "searched before the day": wrong("Done on", search(Done_on="2022-01-09")),
    "neither searched nor a reason": wrong("Done on", search(Done_on="")),
    "searched, and a reason why not": wrong("Done on", search(Not_done_because="No staff")),
    "unknown reason": wrong("Not done because", search(Done_on="", Not_done_because="Bored")),
    "fewer children linked than named": wrong(
        "Children linked", search(Children_linked=1, New_children=1, Tracker_refs="CT-1")
    ),
    "a search that names a child who is not there": wrong(
        "Tracker refs", search(Children_linked=2, Tracker_refs="CT-1; CT-2"), shown="CT-2"
    ),
    "a number that is none": wrong("Reports reviewed", search(Reports_reviewed="a few")),
    "same search twice": wrong("For day", search(), search()),
    "education checked before it began": wrong("Checked on", schooling(Checked_on="2022-01-09")),
    "education of a child who is not there": wrong("Tracker ref", schooling("CT-2")),
    "education of a child who is not known": wrong("Tracker ref", schooling(), beside={}),
    "unknown education": wrong("Status", schooling(Status="Hogwarts")),
    "more hours than a week of school has": wrong("Hours a week", schooling(Hours_a_week=250)),
    "neither yes nor no": wrong("EHC plan", schooling(EHC_plan="Soon")),
    "same education twice": wrong("Tracker ref", schooling(), schooling()),
    "visit to a child who is not there": wrong("Tracker ref", visit(Tracker_ref="CT-2")),
    "unknown outcome of a visit": wrong("Outcome", visit(Outcome="Fine")),
    "a reason why no parent was appropriate, and a parent": wrong(
        "Why not appropriate", visit(Why_not_appropriate="In custody")
    ),
    "no parent appropriate, and no reason": wrong(
        "Why not appropriate", visit(Parent_or_carer="Not appropriate")
    ),
    "next visit before the visit": wrong("Next by", visit(Next_by="2022-01-09")),
    "same visit twice": wrong("Visit ref", visit(), visit()),
    "referral of a child who is not there": wrong("Tracker ref", referral(Tracker_ref="CT-2")),
    "unknown agency": wrong("To", referral(To="The Scouts")),
    "sent before what called for it": wrong("Sent on", referral(Trigger_on="2022-01-11")),
    "answered before it was sent": wrong(
        "Responded on", referral(Response="Accepted", Responded_on="2022-01-09")
    ),
    "told what came of it before it was sent": wrong(
        "Reported back on", referral(Reported_back_on="2022-01-09")
    ),
    "awaiting an answer that has a date": wrong(
        "Responded on", referral(Responded_on="2022-01-11")
    ),
    "an answer without a date": wrong("Responded on", referral(Response="Returned")),
    "same referral twice": wrong("Referral ref", referral(), referral()),
    "missing, and not there": wrong("Tracker ref", missing(Tracker_ref="CT-2")),
    "found before being missing": wrong("Found on", missing(Found_on="2022-01-09")),
    "interviewed before being found": wrong("Done on", missing(Done_on="2022-01-09")),
    "interviewed while still missing": wrong("Done on", missing(Found_on="", Done_on="2022-01-11")),
    "same time missing twice": wrong("Episode ref", missing(), missing()),
    "a duty that is decided before the child is added": wrong(
        "Decided on", inapplicable(Decided_on="2022-01-09")
    ),
    "a duty of an entry that is not there": wrong("Tracker ref", inapplicable(added="2022-01-11")),
    "the same duty of an entry twice": wrong("Tracker ref", inapplicable(), inapplicable()),
    "type of a PND line without a record on PND": wrong(
        "PND line type", entry(PND_line_type="Generic"), shown="Generic for children"
    ),
    "identified PND line that is not named": wrong(
        "PND line type", entry(PND_line_type="Identified", PND_recorded="2022-01-11")
    ),
    "handover before the child is added": wrong(
        "Handover agreed", entry(Handover_agreed="2022-01-09")
    ),
    "reference too long": wrong("Report ref", report("x" * 41)),
    "one of several references too long": wrong(
        "Tracker refs", report(Tracker_refs="CT-1;" + "x" * 41)
    ),
    "control character in a reference": wrong("Tracker ref", entry("CT\n1")),
    "control character in free text": wrong("Source", entry(Source="MASH\x07")),
}
