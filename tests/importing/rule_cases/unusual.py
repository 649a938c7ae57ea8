"""Unusual rows, which are imported with a notice."""

from __future__ import annotations

from tests.importing.rule_cases.case import LATER, late, noted
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

UNUSUAL_ROWS = {
    "added after the extract": late("Date added", entry(added=LATER)),
    "removed after the extract": late("Date removed", entry(Date_removed=LATER)),
    "a child of 9": noted(
        "The child was under 10 on the day of being added: is Date of birth right? (row 2).",
        entry(Date_of_birth="2012-02-01"),
    ),
    "reached 18 at 15": noted(
        "Removal reason is Reached 18, of a child under 17: is Date of birth right? (row 2).",
        entry(Date_removed="2022-05-01", Removal_reason="Reached 18"),
    ),
    "ratified before being proposed": noted(
        "Ratified is before Proposed (row 2).", entry(Proposed="2022-02-01", Ratified="2022-01-10")
    ),
    "another status than the last change": noted(
        "Status differs from the last row of changes, which is used (row 2).",
        change(),
        entry(Status=VULNERABLE),
    ),
    "another area than the last change": noted(
        "Home area differs from the last row of changes, which is used (row 2).",
        change(),
        entry(Home_area=""),
    ),
    "changed after the extract": late("From", change(), change(From=LATER)),
    "nearly the same reference as another": noted(
        "Tracker ref looks like another but for a space, a sign or a zero: is it the "
        "same child? (2 rows: 2, 3).",
        entry("CT-01"),
        entry("CT 1"),
        entry("CT-2"),
    ),
    "a report that names nobody on the tracker": noted(
        "Tracker refs names a child who is not on the tracker, and never was (row 2).",
        report(Tracker_refs="CT-1; CT-2"),
    ),
    "submitted after the extract": late("Submitted", report(submitted=LATER)),
    "searched after the extract": late("Done on", search(Done_on=LATER)),
    "a search of a day after the extract": late(
        "For day", search(LATER, Done_on="", Not_done_because="No staff")
    ),
    "a child found whom no report of the day names": noted(
        entry(),
        entry("CT-2"),
        entry("CT-3"),
        report(Tracker_refs="CT-1"),
        search(Children_linked=1, Tracker_refs="CT-1"),
        search("2022-01-11", Children_linked=1, Tracker_refs="CT-2"),
        search("2022-01-09"),  # for another day there is no report to compare with
    ),
    "children on the tracker whom reports of the day name, and the search does not": noted(
        "Tracker refs lacks a child on the tracker who is in a report of that day (2 rows: 2, 3).",
        entry(),
        entry("CT-2", added="2022-01-11"),
        entry("CT-3", Date_removed="2022-01-11"),
        report("1", Tracker_refs="CT-1; CT-2; CT-3"),
        report("2", "2022-01-11", Tracker_refs="CT-1; CT-3"),
        report("3", "2022-01-12", Flag="Other", Tracker_refs="CT-1"),
        report("4", "2022-01-13", Tracker_refs="CT-1"),
        search(Children_linked=3, Tracker_refs="CT-1", New_children=1),
        search("2022-01-11", Children_linked=2, Tracker_refs="CT-3"),
        search("2022-01-12"),
        search("2022-01-13", Done_on="", Not_done_because="No staff", Children_linked=""),
    ),
    "children found whom no report of the day names": noted(
        "Tracker refs has a child who is in no report of that day (row 2).",
        entry(),
        entry("CT-2"),
        entry("CT-3"),
        report(Tracker_refs="CT-1"),
        search(Children_linked=3, Tracker_refs="CT-1; CT-2; CT-3"),
    ),
    "education from after the extract": late("From", "Checked on", schooling(since=LATER)),
    "education checked after the extract": late("Checked on", schooling(Checked_on=LATER)),
    "decision and entry after the extract": late(
        "Date added", "Decided on", entry(added=LATER), inapplicable(added=LATER)
    ),
    "handover agreed after the extract": late("Handover agreed", entry(Handover_agreed=LATER)),
    "generic PND line of a child whose line is named": noted(
        "PND line type is Generic for children, although a County line is named: record "
        "it on PND again (row 2).",
        entry(PND_line_type="Generic for children", PND_recorded="2022-01-11", County_line="Alder"),
    ),
    "work on the day before school may be left": noted(
        "Status is of a child who has left school, before the child may leave (row 2).",
        entry(Date_of_birth="2006-08-31"),
        schooling(since="2022-06-23", Status="Work"),
        schooling(since="2022-06-24", Status="Work"),
    ),
    "college a year too early": noted(
        "Status is of a child who has left school, before the child may leave (row 2).",
        entry(Date_of_birth="2006-09-01"),
        schooling(since="2022-06-24", Status="College"),
    ),
    "visited after the extract": late("Visited on", visit(on=LATER)),
    "to be visited again after the extract": noted(visit(Next_by=LATER)),
    "seen for no purpose, and no answer about a parent": noted(
        "Outcome is Seen, but none of Safeguarding, Education, Understanding and "
        "intelligence is Yes (row 2).",
        "Parent or carer is not given for a child who was seen (row 2).",
        visit(Safeguarding="", Parent_or_carer=""),
        visit("V-2", Safeguarding="", Parent_or_carer="", Outcome="No reply"),
    ),
    "a PPN that did not become a referral": noted(
        "PPN sent is Yes, but no referral to a MASH followed within 3 days (3 rows: 4, 5, 7).",
        entry(),
        entry("CT-2"),
        referral(sent="2022-01-13", To="MASH (County)", PPN_ref="P-1"),
        referral("R-2", sent="2022-01-14"),
        visit(PPN_sent="Yes"),
        visit("V-2", "2022-01-11", PPN_sent="Yes"),
        visit("V-3", "2022-01-14", PPN_sent="Yes"),
        visit("V-4", Tracker_ref="CT-2", PPN_sent="Yes"),
        visit("V-5", "2022-01-01", PPN_sent="No"),
        visit("V-6", "2022-11-18", PPN_sent="Yes"),
        visit("V-7", "2022-11-19", PPN_sent="Yes"),  # one may yet follow
    ),
    "visited after being removed": noted(
        "Visited on is after the child was removed (2 rows: 2, 4).",
        entry(Date_removed="2022-02-01"),
        entry(added="2022-03-01", Date_removed="2022-04-01"),
        entry("CT-2", Date_removed="2022-02-01"),
        entry("CT-2", added="2022-03-01"),
        visit("V-1", "2022-02-15"),
        visit("V-2", "2022-04-01"),
        visit("V-3", "2022-04-02"),
        visit("V-4", "2022-04-02", Tracker_ref="CT-2"),
        visit("V-5", "2022-03-01"),
        visit("V-6", "2022-01-05"),
    ),
    "referred and answered after the extract": late(
        "Sent on",
        "Responded on",
        "Reported back on",
        referral(sent=LATER, Response="Accepted", Responded_on=LATER, Reported_back_on=LATER),
    ),
    "referrals to a MASH and to others": noted(
        "PPN ref is not given for a referral to a MASH (row 3).",
        "PPN ref is given for a referral that did not go to a MASH (row 4).",
        "Outcome is given for a referral that did not go to a MASH (row 4).",
        referral("R-1", To="MASH (County)", PPN_ref="P-1", Outcome="Advice"),
        referral("R-2", To="MASH (County)"),
        referral("R-3", PPN_ref="P-1", Outcome="Advice"),
    ),
    "referred to the MASH of another district": noted(
        "To is the MASH of another district than the child's (row 2).",
        entry(),
        entry("CT-2", Home_area="City North"),
        entry("CT-3", Home_area=""),
        change("CT-2"),
        change("CT-2", From="2022-01-12", Home_area="City North"),
        *[
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
    ),
    "missing and found after the extract": late(
        "From", "Found on", "Done on", missing(since=LATER, Done_on=LATER)
    ),
}
