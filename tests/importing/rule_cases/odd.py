"""Unusual rows, which are imported with a notice."""

from __future__ import annotations

from typing import Any

from tests.invented.workbooks import (
    VULNERABLE,
    change,
    entry,
    inapplicable,
    missing,
    referral,
    report,
    schooling,
    search,
    visit,
)

LATER = "2022-11-23"
UNUSUAL_ROWS: dict[str, tuple[dict[str, Any], str, str]] = {
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
        "Status differs from the last row of changes, which is used (row 2).",
    ),
    "another area than the last change": (
        {"tracker": [entry(Home_area="")], "changes": [change()]},
        "tracker",
        "Home area differs from the last row of changes, which is used (row 2).",
    ),
    "changed after the extract": (
        {"tracker": [entry()], "changes": [change(), change(From=LATER)]},
        "changes",
        "From is after the date of the extract (row 3).",
    ),
    "nearly the same reference as another": (
        {"tracker": [entry("CT-01"), entry("CT 1"), entry("CT-2")]},
        "tracker",
        "Tracker ref looks like another but for a space, a sign or a zero: is it "
        "the same child? (2 rows: 2, 3).",
    ),
    "a report that names nobody on the tracker": (
        {"tracker": [entry()], "intelligence": [report(Tracker_refs="CT-1; CT-2")]},
        "intelligence",
        "Tracker refs names a child who is not on the tracker, and never was (row 2).",
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
        "",  # for another day there is no report to compare with
    ),
    "children on the tracker whom reports of the day name, and the search does not": (
        {
            "tracker": [
                entry(),
                entry("CT-2", added="2022-01-11"),
                entry("CT-3", Date_removed="2022-01-11"),
            ],
            "intelligence": [
                report("1", Tracker_refs="CT-1; CT-2; CT-3"),
                report("2", "2022-01-11", Tracker_refs="CT-1; CT-3"),
                report("3", "2022-01-12", Flag="Other", Tracker_refs="CT-1"),
                report("4", "2022-01-13", Tracker_refs="CT-1"),
            ],
            "searches": [
                search(Children_linked=3, Tracker_refs="CT-1", New_children=1),
                search("2022-01-11", Children_linked=2, Tracker_refs="CT-3"),
                search("2022-01-12"),
                search("2022-01-13", Done_on="", Not_done_because="No staff", Children_linked=""),
            ],
        },
        "searches",
        "Tracker refs lacks a child on the tracker who is in a report of that day (2 rows: 2, 3).",
    ),
    "children found whom no report of the day names": (
        {
            "tracker": [entry(), entry("CT-2"), entry("CT-3")],
            "intelligence": [report(Tracker_refs="CT-1")],
            "searches": [search(Children_linked=3, Tracker_refs="CT-1; CT-2; CT-3")],
        },
        "searches",
        "Tracker refs has a child who is in no report of that day (row 2).",
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
        "Status is of a child who has left school, before the child may leave (row 2).",
    ),
    "college a year too early": (
        {
            "tracker": [entry(Date_of_birth="2006-09-01")],
            "education": [schooling(since="2022-06-24", Status="College")],
        },
        "education",
        "Status is of a child who has left school, before the child may leave (row 2).",
    ),
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
        "Outcome is Seen, but none of Safeguarding, Education, Understanding and intelligence is "
        "Yes (row 2).\nParent or carer is not given for a child who was seen (row 2).",
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
                visit("V-6", "2022-11-18", PPN_sent="Yes"),
                visit("V-7", "2022-11-19", PPN_sent="Yes"),  # one may yet follow
            ],
            "referrals": [
                referral(sent="2022-01-13", To="MASH (County)", PPN_ref="P-1"),
                referral("R-2", sent="2022-01-14"),
            ],
        },
        "visits",
        "PPN sent is Yes, but no referral to a MASH followed within 3 days (3 rows: 4, 5, 7).",
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
        "PPN ref is not given for a referral to a MASH (row 3).\n"
        "PPN ref is given for a referral that did not go to a MASH (row 4).\n"
        "Outcome is given for a referral that did not go to a MASH (row 4).",
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
