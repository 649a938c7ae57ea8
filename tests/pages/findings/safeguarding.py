"""Headlines about waits, visits, suspects and education, for one, none, all and many."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.views.safeguarding import education, encounters, searches, visits
from dashboard.views.safeguarding.referring import nrm, referrals, timeliness
from tests.pages.findings import MISSED, Cases

OURS = "Nottinghamshire Police"
FIRST, AGAIN = "First in 12 months", "Again within 12 months"


def day_of_search(day: int, reports: int | None = None, *, done: bool = False) -> tuple[Any, ...]:
    """A day of November 2022, the reports that arrived on it, and whether they were searched."""
    on, following = date(2022, 11, day), date(2022, 11, day + 1)
    return (
        on,
        following if done else None,
        following,
        0 if done else None,
        0 if done else None,
        reports,
    )


CASES: Cases = {
    timeliness.answers: [
        (
            [("In time", 1), ("Late", 2), ("Not yet due", 1), ("Overdue", 1)],
            "A MASH answered one of 4 referrals in time; one is overdue",
        ),
        ([("Not yet due", 1)], "No answer of a MASH was due"),
    ],
    timeliness.decisions: [
        ([("In time", 2)], "How to treat the child was decided in time in both situations"),
    ],
    timeliness.on_pnd: [
        (
            [("Generic for children", 2), ("Identified", 1), ("Not recorded", 1)],
            "3 of 4 children are recorded on PND, 2 of them to the generic line for children",
        ),
        (
            [("Generic for children", 2)],
            "Both children are recorded on PND, both to the generic line for children",
        ),
        (
            [("Generic for children", 1)],
            "The one child is recorded on PND, to the generic line for children",
        ),
        (
            [("Identified", 1), ("Not recorded", 1)],
            "One of 2 children is recorded on PND, not to the generic line for children",
        ),
        ([("Not recorded", 2)], "None of 2 children are recorded on PND"),
    ],
    visits.interviews: [
        (
            [("Within 3 days", 2)],
            "Children went missing twice; both return interviews that were due took place within "
            "3 days",
        ),
        ([("Still missing", 1)], "A child went missing once; no return interview is due"),
    ],
    visits.purposes: [
        (
            [("Seen alone", 2, 0, 2), ("Own view recorded", 2, 0, 2)],
            "Children were seen alone at both visits, and their own view was recorded at both",
        ),
        (
            [("Seen alone", 1, 0, 3), ("Own view recorded", 2, 0, 3)],
            "Children were seen alone at one of 3 visits, and their own view was recorded at 2",
        ),
    ],
    referrals.outcomes: [
        (
            [("Early help", FIRST, 1), ("Early help", AGAIN, 1), ("Not recorded", FIRST, 1)],
            "Both referrals to a MASH whose outcome is recorded led to more than ‘no further "
            "action’; one of 3 referrals was of a child referred to one in the 12 months before",
        ),
        (
            [("No further action", FIRST, 1), ("Early help", FIRST, 2)],
            "One of 3 referrals to a MASH whose outcome is recorded led to no further action",
        ),
    ],
    nrm.waits: [
        (
            [
                (1, "Conclusive grounds", "Positive", 500, 1),
                (1, "Conclusive grounds", None, 536, 1),
            ],
            "Both decisions on conclusive grounds took 536 days or less",
        ),
        (
            [(1, "Conclusive grounds", "Positive", 463, 3)],
            "At least half of the 3 decisions on conclusive grounds took 463 days or less",
        ),
    ],
    nrm.decisions: [
        (
            [(0, "Reasonable grounds", "Awaiting", 2, date(2022, 10, 13), 1, 0)],
            "2 referrals wait for reasonable grounds (one of them overdue), the longest for 40 "
            "days",
        ),
        (
            [(0, "Reasonable grounds", "Awaiting", 1, date(2022, 10, 13), 1, 1)],
            "One referral has waited for reasonable grounds for 40 days, and is overdue; the child "
            "turned 18 while waiting",
        ),
    ],
    nrm.from_the_sca: [
        (
            [
                ("Awaiting review", 2, date(2022, 11, 15), 2),
                ("Actioned", 3, MISSED, 0),
            ],
            "2 of 5 messages from the SCA are not yet reviewed (2 of them overdue), the oldest "
            "for 7 days",
        ),
        (
            [
                ("Awaiting review", 1, date(2022, 11, 15), 0),
                ("Reviewed, not actioned", 2, date(2022, 11, 10), 1),
            ],
            "All 3 messages from the SCA are not yet actioned, one of them not yet reviewed (one "
            "of them overdue), the oldest for 12 days",
        ),
        (
            [("Reviewed, not actioned", 2, date(2022, 11, 21), 0), ("Actioned", 1, MISSED, 0)],
            "2 of 3 messages from the SCA are reviewed and not yet actioned, the oldest for 1 day",
        ),
        (
            [("Reviewed, not actioned", 1, date(2022, 11, 21), 0)],
            "The one message from the SCA is reviewed and not yet actioned after 1 day",
        ),
    ],
    visits.missing_often: [
        (
            [(3, 2), (5, 1)],
            "3 children went missing 3 times or more in 90 days, and are to be discussed",
        ),
        ([], "No child went missing 3 times or more in 90 days"),
    ],
    visits.tried: [
        (
            [(1, 1), (4, 1)],
            "2 children were not seen at the latest attempt to visit them, one of them at 4 "
            "attempts in a row",
        ),
        ([(1, 1)], "One child was not seen at the latest attempt to visit them"),
    ],
    visits.last_seen: [
        ([("Never seen", 2)], "None of 2 children on the tracker has been seen at a visit"),
        ([("Never seen", 1)], "The only child has never been seen at a visit"),
    ],
    searches.not_searched: [
        ([(10, 8, 2, 5)], "The longest run of days without a search was 2 days"),
        ([(10, 8, 1, 5)], "No two days in a row were without a search"),
        ([(1, 1, 0, None)], "The reports of the one day were searched for children"),
    ],
    searches.calendar: [
        ([day_of_search(8, done=True)], "The reports of the one day were searched for children"),
        (
            [day_of_search(7, 0), day_of_search(8, done=True)],
            "One of 2 days was not searched, and no reports arrived on that day",
        ),
        (
            [day_of_search(7), day_of_search(8)],
            "None of 2 days was searched; the reports that arrived then are not loaded",
        ),
        (
            [day_of_search(6, 3), day_of_search(7), day_of_search(8, done=True)],
            "2 of 3 days were not searched, and 3 reports arrived on the one of them for which "
            "reports are loaded",
        ),
    ],
    searches.proposed: [
        (
            [(date(2022, 10, 1), 2, 1), (date(2022, 11, 1), 1, 0)],
            "Searches found 3 new children, and 1 child was proposed for the tracker",
        ),
    ],
    encounters.reasons: [
        ([], "No child is treated as a suspect in this period"),
        ([("Other", 1)], "The one situation with a child as a suspect has a reason"),
        ([("Other", 3)], "All 3 situations with a child as a suspect have a reason"),
        (
            [("No reason given", 1), ("Other", 1)],
            "One of 2 situations with a child as a suspect has no reason given; each should have "
            "one",
        ),
        (
            [("No reason given", 1)],
            "The one situation with a child as a suspect has no reason given; each should have one",
        ),
    ],
    encounters.by_situation: [
        ([("Weapon", "Not decided", 1, 1)], "The one situation is not decided yet"),
        (
            [("Weapon", "Not decided", 1, 2), ("Weapon", "Victim", 2, 2), ("Theft", "Both", 1, 2)],
            "The child is a victim in 2 of 3 decided situations, both in one; one is not decided; "
            "2 children in all",
        ),
        (
            [("Weapon", "Victim", 3, 2)],
            "The child is a victim in all 3 decided situations; 2 children in all",
        ),
        ([("Weapon", "Victim", 1, 1)], "The child is a victim in the one decided situation"),
    ],
    encounters.by_finder: [
        (
            [("Nottinghamshire Police", "Victim", 2, OURS), ("Another force", "Victim", 1, OURS)],
            "In one of 3 situations the child was found by somebody other than Nottinghamshire "
            "Police",
        ),
        (
            [("Nottinghamshire Police", "Victim", 1, OURS)],
            "In the one situation the child was found by Nottinghamshire Police",
        ),
    ],
    encounters.section_45: [
        (
            [("Yes", 2), ("Offence excluded", 1)],
            "The defence of section 45 was considered in 2 of 3 situations with a child as a "
            "suspect; in one the offence is excluded",
        ),
        (
            [("Yes", 1)],
            "The defence of section 45 was considered in the one situation with a child as a "
            "suspect",
        ),
    ],
    education.schooling: [
        (
            [("School", "Part time", 2), ("Check lapsed", "Not recorded", 1)],
            "No child is recorded without education, training or work; 2 have part-time hours; for "
            "one the last check has lapsed",
        ),
        (
            [("School", "Part time", 2), ("School", "Full time", 1)],
            "All 3 children have education, training or work; 2 have part-time hours",
        ),
        (
            [
                ("None", "None", 1),
                ("School", "Part time", 1),
                ("School", "Full time", 1),
                ("Not recorded", "Not recorded", 2),
                ("School", "Not recorded", 1),
            ],
            "One of 6 children has no education, training or work; one has part-time hours; for 2 "
            "nothing is recorded; for one the hours are not recorded",
        ),
        (
            [
                ("School", "Full time", 2),
                ("Not known", "Not recorded", 2),
                ("Work", "Not recorded", 1),
            ],
            "No child is recorded without education, training or work; for 2 it is not known; for "
            "one the hours are not recorded",
        ),
        ([("Not known", "Not recorded", 1)], "The education of the only child is not known"),
        ([("Not recorded", "Not recorded", 1)], "The education of the only child is not recorded"),
        (
            [("School", "Not recorded", 1)],
            "The hours of education, training or work of the only child are not recorded",
        ),
        ([("School", "Part time", 1)], "The only child has education, training or work, part time"),
        (
            [("Check lapsed", "Not recorded", 1)],
            "The last check of the education of the only child has lapsed",
        ),
    ],
}
