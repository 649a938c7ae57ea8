"""Wrong data: each rule by the row, column and value it reports, and nothing written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data.importing import Problem, Refused, import_files
from data.tables import import_refusal, import_run, tracker_entry
from tests.importing.rule_cases.encounters import UNUSUAL_ENCOUNTERS, WRONG_ENCOUNTERS
from tests.importing.rule_cases.nrm import UNUSUAL_NRM, WRONG_NRM
from tests.importing.rule_cases.panels import UNUSUAL_PANELS, WRONG_PANELS
from tests.invented.workbooks import (
    VULNERABLE,
    Sheets,
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
    write_csvs,
)

ON = date(2022, 11, 22)


def problems(engine: Engine, folder: Path, sheets: Sheets, **options: Any) -> Sequence[Problem]:
    """What is found wrong with these sheets; nothing, if they can be imported."""
    given: dict[str, Any] = {"extracted_on": ON, "dry_run": True} | options
    try:
        import_files(engine, [write_csvs(folder, sheets)], **given)
    except Refused as refused:
        return refused.problems
    return []


def places(found: Sequence[Problem]) -> list[tuple[Any, ...]]:
    return [(each.sheet, each.row, each.column, each.value) for each in found]


WRONG: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
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
    **WRONG_PANELS,
    **WRONG_ENCOUNTERS,
    **WRONG_NRM,
}


def test_wrong_data_is_reported_by_its_place(writing: Engine, tmp_path: Path) -> None:
    found = {
        case: problems(writing, tmp_path / "files", sheets) for case, (sheets, _) in WRONG.items()
    }
    assert {case: places(each) for case, each in found.items()} == {
        case: [place] for case, (_, place) in WRONG.items()
    }
    for each in (problem for listed in found.values() for problem in listed):
        assert each.file == f"{each.sheet}.csv"
        assert each.problem.endswith(".")
        assert each.remedy.endswith(".")


LATER = "2022-11-23"
UNUSUAL: dict[str, tuple[dict[str, Any], str, str]] = {
    "added after the extract": (
        {"tracker": [entry(added=LATER)]},
        "tracker",
        "Date added is after the date of the extract (row 2).",
    ),
    "removed after the extract": (
        {"tracker": [entry(Date_removed=LATER)]},
        "tracker",
        "Date removed is after the date of the extract (row 2).",
    ),
    "a child of 9": (
        {"tracker": [entry(Date_of_birth="2012-02-01")]},
        "tracker",
        "The child was under 10 on the day of being added: is Date of birth right? (row 2).",
    ),
    "reached 18 at 15": (
        {"tracker": [entry(Date_removed="2022-05-01", Removal_reason="Reached 18")]},
        "tracker",
        "Removal reason is Reached 18, of a child under 17: is Date of birth right? (row 2).",
    ),
    "ratified before being proposed": (
        {"tracker": [entry(Proposed="2022-02-01", Ratified="2022-01-10")]},
        "tracker",
        "Ratified is before Proposed (row 2).",
    ),
    "another status than the last change": (
        {"tracker": [entry(Status=VULNERABLE)], "changes": [change()]},
        "tracker",
        "Status differs from the last row of changes, which is followed (row 2).",
    ),
    "another area than the last change": (
        {"tracker": [entry(Home_area="")], "changes": [change()]},
        "tracker",
        "Home area differs from the last row of changes, which is followed (row 2).",
    ),
    "changed after the extract": (
        {"tracker": [entry()], "changes": [change(), change(From=LATER)]},
        "changes",
        "From is after the date of the extract (row 3).",
    ),
    "submitted after the extract": (
        {"intelligence": [report(submitted=LATER)]},
        "intelligence",
        "Submitted is after the date of the extract (row 2).",
    ),
    "searched after the extract": (
        {"searches": [search(Done_on=LATER)]},
        "searches",
        "Done on is after the date of the extract (row 2).",
    ),
    "a search of a day after the extract": (
        {"searches": [search(LATER, Done_on="", Not_done_because="No staff")]},
        "searches",
        "For day is after the date of the extract (row 2).",
    ),
    "a child found whom no report of the day names": (
        {
            "tracker": [entry(), entry("CT-2"), entry("CT-3")],
            "intelligence": [report(Tracker_refs="CT-1")],
            "searches": [
                search(Children_linked=1, Tracker_refs="CT-1"),
                search("2022-01-11", Children_linked=1, Tracker_refs="CT-2"),
                search("2022-01-09"),
            ],
        },
        "searches",
        "",  # of another day there is no report to compare with
    ),
    "children found whom no report of the day names": (
        {
            "tracker": [entry(), entry("CT-2"), entry("CT-3")],
            "intelligence": [report(Tracker_refs="CT-1")],
            "searches": [search(Children_linked=3, Tracker_refs="CT-1; CT-2; CT-3")],
        },
        "searches",
        "Tracker refs names a child whom no report of that day names (row 2).",
    ),
    "education from after the extract": (
        {"tracker": [entry()], "education": [schooling(since=LATER)]},
        "education",
        "From is after the date of the extract (row 2).\n"
        "Checked on is after the date of the extract (row 2).",
    ),
    "education checked after the extract": (
        {"tracker": [entry()], "education": [schooling(Checked_on=LATER)]},
        "education",
        "Checked on is after the date of the extract (row 2).",
    ),
    "decision and entry after the extract": (
        {
            "tracker": [entry(added=LATER)],
            "not_applicable": [inapplicable(added=LATER)],
        },
        "not_applicable",
        "Date added is after the date of the extract (row 2).\n"
        "Decided on is after the date of the extract (row 2).",
    ),
    "handover agreed after the extract": (
        {"tracker": [entry(Handover_agreed=LATER)]},
        "tracker",
        "Handover agreed is after the date of the extract (row 2).",
    ),
    "generic PND line of a child whose line is named": (
        {
            "tracker": [
                entry(
                    PND_line_type="Generic for children",
                    PND_recorded="2022-01-11",
                    County_line="Alder",
                )
            ]
        },
        "tracker",
        "PND line type is Generic for children, although a County line is named: record it on PND "
        "again (row 2).",
    ),
    "work on the day before school may be left": (
        {
            "tracker": [entry(Date_of_birth="2006-08-31")],
            "education": [
                schooling(since="2022-06-23", Status="Work"),
                schooling(since="2022-06-24", Status="Work"),
            ],
        },
        "education",
        "Status is one of those who have left school, before the child may leave (row 2).",
    ),
    "college a year too early": (
        {
            "tracker": [entry(Date_of_birth="2006-09-01")],
            "education": [schooling(since="2022-06-24", Status="College")],
        },
        "education",
        "Status is one of those who have left school, before the child may leave (row 2).",
    ),
    **UNUSUAL_PANELS,
    **UNUSUAL_ENCOUNTERS,
    **UNUSUAL_NRM,
    "visited after the extract": (
        {"tracker": [entry()], "visits": [visit(on=LATER)]},
        "visits",
        "Visited on is after the date of the extract (row 2).",
    ),
    "to be visited again after the extract": (
        {"tracker": [entry()], "visits": [visit(Next_by=LATER)]},
        "visits",
        "",
    ),
    "seen for no purpose, and no answer about a parent": (
        {
            "tracker": [entry()],
            "visits": [
                visit(Safeguarding="", Parent_or_carer=""),
                visit("V-2", Safeguarding="", Parent_or_carer="", Outcome="No reply"),
            ],
        },
        "visits",
        "Outcome is Seen, and none of Safeguarding, Education, Understanding and intelligence is "
        "Yes (row 2).\nParent or carer is not given of a child who was seen (row 2).",
    ),
    "a PPN that did not become a referral": (
        {
            "tracker": [entry(), entry("CT-2")],
            "visits": [
                visit(PPN_sent="Yes"),
                visit("V-2", "2022-01-11", PPN_sent="Yes"),
                visit("V-3", "2022-01-14", PPN_sent="Yes"),
                visit("V-4", Tracker_ref="CT-2", PPN_sent="Yes"),
                visit("V-5", "2022-01-01", PPN_sent="No"),
            ],
            "referrals": [
                referral(sent="2022-01-13", To="MASH (County)", PPN_ref="P-1"),
                referral("R-2", sent="2022-01-14"),
            ],
        },
        "visits",
        "PPN sent is Yes, and no referral to a MASH followed within 3 days (2 rows: 4, 5).",
    ),
    "visited after being removed": (
        {
            "tracker": [
                entry(Date_removed="2022-02-01"),
                entry(added="2022-03-01", Date_removed="2022-04-01"),
                entry("CT-2"),
            ],
            "visits": [
                visit("V-1", "2022-02-15"),
                visit("V-2", "2022-04-01"),
                visit("V-3", "2022-04-02"),
                visit("V-4", "2022-04-02", Tracker_ref="CT-2"),
            ],
        },
        "visits",
        "Visited on is after the child was last removed (row 4).",
    ),
    "referred and answered after the extract": (
        {
            "tracker": [entry()],
            "referrals": [
                referral(
                    sent=LATER, Response="Accepted", Responded_on=LATER, Reported_back_on=LATER
                )
            ],
        },
        "referrals",
        "Sent on is after the date of the extract (row 2).\n"
        "Responded on is after the date of the extract (row 2).\n"
        "Reported back on is after the date of the extract (row 2).",
    ),
    "referrals to a MASH and to others": (
        {
            "tracker": [entry()],
            "referrals": [
                referral("R-1", To="MASH (County)", PPN_ref="P-1", Outcome="Advice"),
                referral("R-2", To="MASH (County)"),
                referral("R-3", PPN_ref="P-1", Outcome="Advice"),
            ],
        },
        "referrals",
        "PPN ref is not given of a referral to a MASH (row 3).\n"
        "PPN ref is given of a referral that did not go to a MASH (row 4).\n"
        "Outcome is given of a referral that did not go to a MASH (row 4).",
    ),
    "referred to the MASH of another district": (
        {
            "tracker": [
                entry(),
                entry("CT-2", Home_area="City North"),
                entry("CT-3", Home_area=""),
            ],
            "changes": [
                change("CT-2"),
                change("CT-2", From="2022-01-12", Home_area="City North"),
            ],
            "referrals": [
                referral(f"R-{number}", Tracker_ref=ref, To=to, PPN_ref="P-1")
                for number, (ref, to) in enumerate(
                    [
                        ("CT-1", "MASH (City)"),
                        ("CT-2", "MASH (City)"),
                        ("CT-2", "MASH (County)"),
                        ("CT-3", "MASH (City)"),
                    ]
                )
            ],
        },
        "referrals",
        "To is the MASH of another district than the child's (row 2).",
    ),
    "missing and found after the extract": (
        {"tracker": [entry()], "missing": [missing(since=LATER, Done_on=LATER)]},
        "missing",
        "From is after the date of the extract (row 2).\n"
        "Found on is after the date of the extract (row 2).\n"
        "Done on is after the date of the extract (row 2).",
    ),
}


@pytest.mark.parametrize("case", UNUSUAL)
def test_what_is_odd_is_imported_and_noted(writing: Engine, tmp_path: Path, case: str) -> None:
    sheets, sheet, notice = UNUSUAL[case]
    folder = write_csvs(tmp_path / "files", sheets)
    done = import_files(writing, [folder], extracted_on=ON, is_confirmed=True)
    (found,) = [each for each in done.sheets if each.sheet == sheet]
    assert "\n".join(found.notices) == notice


RIGHT: dict[str, dict[str, Any]] = {
    "re-entry on the day of removal": {
        "tracker": [entry(Date_removed="2022-02-01"), entry(added="2022-02-01")]
    },
    "an entry of one day": {
        "tracker": [entry(Date_removed="2022-01-10"), entry(added="2022-02-01")]
    },
    "the day before the 18th birthday": {"tracker": [entry(Date_of_birth="2004-01-11")]},
    "28 February before the 18th birthday": {
        "tracker": [entry(Date_of_birth="2004-02-29", added="2022-02-28")]
    },
    "a change on the day of removal": {
        "tracker": [entry(Date_removed="2022-02-01")],
        "changes": [change(), change(From="2022-02-01")],
    },
    "a date of birth given on one row": {
        "tracker": [
            entry(Date_removed="2022-02-01"),
            entry(added="2022-02-01", Date_of_birth="", Gender="unknown"),
        ]
    },
    "line breaks in free text": {"tracker": [entry(Source="School,\nthen MASH")]},
    "references unknown to the tracker": {"intelligence": [report(Tracker_refs="CT-9; CT-8;")]},
    "the same reference on other days": {"tracker": [entry("1"), entry("2")]},
}


def test_unusual_but_valid_data_is_imported(writing: Engine, tmp_path: Path) -> None:
    found = {
        case: places(problems(writing, tmp_path / "files", sheets))
        for case, sheets in RIGHT.items()
    }
    assert found == {case: [] for case in RIGHT}


def test_a_report_outside_the_days_covered_is_wrong(writing: Engine, tmp_path: Path) -> None:
    sheets = {"intelligence": [report("1"), report("2", "2022-01-09"), report("3", "2022-01-12")]}
    covers = date(2022, 1, 10), date(2022, 1, 11)
    found = problems(writing, tmp_path / "files", sheets, covers=covers)
    assert places(found) == [
        ("intelligence", 3, "Submitted", "2022-01-09"),
        ("intelligence", 4, "Submitted", "2022-01-12"),
    ]


def test_everything_wrong_is_reported_at_once_and_nothing_is_written(
    writing: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [
            entry("1", Home_area="Atlantis", Status="Closed"),
            entry("2"),
            entry("3", Date_removed="2021-01-01"),
        ],
        "changes": [change("2", From="2022-01-11"), change("1", Status="Closed")],
        "intelligence": [report(submitted="soon")],
    }
    found = problems(writing, tmp_path / "files", sheets, dry_run=False)
    assert places(found) == [
        ("changes", 2, "From", "2022-01-11"),
        ("changes", 3, "Status", "Closed"),
        ("intelligence", 2, "Submitted", "soon"),
        ("tracker", 2, "Home area", "Atlantis"),
        ("tracker", 2, "Status", "Closed"),
        ("tracker", 4, "Date removed", "2021-01-01"),
    ]
    with writing.connect() as connection:
        for table in (import_run, tracker_entry):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
        (refusal,) = connection.execute(select(import_refusal)).all()
    assert (refusal.files, refusal.problems) == ("changes.csv, intelligence.csv, tracker.csv", 6)
    for value in ("Atlantis", "2022-01-11", "soon", "2021"):
        assert value not in refusal.summary
    assert "tracker, Home area: " in refusal.summary


def test_a_dry_run_leaves_no_note_of_a_refusal(writing: Engine, tmp_path: Path) -> None:
    assert problems(writing, tmp_path / "files", {"tracker": [entry("")]})
    with writing.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(import_refusal)) == 0


def test_an_unreadable_cell_is_not_reported_again_by_other_rules(
    writing: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [
            entry("1", added="soon"),
            entry("2", Date_removed="later", Removal_reason="Other"),
            entry("2", added="2022-05-01"),
        ],
        "changes": [change("1"), change("2", From="then"), change("2", From="2022-01-11")],
    }
    assert places(problems(writing, tmp_path / "files", sheets)) == [
        ("changes", 3, "From", "then"),
        ("tracker", 2, "Date added", "soon"),
        ("tracker", 3, "Date removed", "later"),
    ]


def test_a_missing_column_does_not_hide_what_else_is_wrong(writing: Engine, tmp_path: Path) -> None:
    row = entry(Home_area="Atlantis")
    del row["Tracker ref"]
    sheets = {"tracker": [row], "changes": [change(From="soon")]}
    assert places(problems(writing, tmp_path / "files", sheets)) == [
        ("changes", 2, "From", "soon"),
        ("tracker", 1, "Tracker ref", None),
        ("tracker", 2, "Home area", "Atlantis"),
    ]


def test_a_very_wrong_file_is_reported_in_part_and_counted_in_full(
    writing: Engine, tmp_path: Path
) -> None:
    rows = [report(str(number), "soon") for number in range(1_500)]
    with pytest.raises(Refused, match="1,500 problems") as refused:
        import_files(writing, [write_csvs(tmp_path / "files", {"intelligence": rows})])
    assert len(refused.value.problems) == 1_001
    assert refused.value.problems[-1].problem == "… and 500 more rows like these."
