"""Headlines about duties, for one, none, all and many."""

from __future__ import annotations

from dashboard.views.safeguarding import duties
from tests.pages.findings import Cases

CASES: Cases = {
    duties.by_state: [
        (
            [
                (1, "First visit", "Overdue", 3),
                (1, "First visit", "Due", 39),
                (7, "PND", "Overdue", 1),
                (7, "PND", "Done in time", 41),
            ],
            "4 of 84 duties to 42 children are overdue, most often a first visit (3)",
        ),
        ([], "No child on the tracker matches these filters"),
        ([(1, "First visit", None, 0)], duties.NONE_COVERED),
    ],
    duties.of_the_year: [
        (
            [
                (10, "Heard by a panel", "Done in time", 9, 24),
                (10, "Heard by a panel", "Done late", 90, 12),
                (7, "PND", "Done in time", 1, 36),
            ],
            "A hearing by a panel was in time least often, for 24 of 36 entries",
        ),
        (
            [(5, "British Transport Police", "Overdue", None, 2)],
            "A referral to British Transport Police was in time least often, for none of 2 entries",
        ),
        (
            [(5, "British Transport Police", "Overdue", None, 1)],
            "A referral to British Transport Police was not in time for the one entry",
        ),
        (
            [
                (1, "First visit", "Done in time", 9, 2),
                (1, "First visit", "Overdue", None, 1),
                (7, "PND", "Done in time", 1, 4),
                (7, "PND", "Done late", 9, 2),
            ],
            "6 of 9 duties whose limit has passed were done in time",
        ),
    ],
    duties.repeated_of_the_year: [
        (
            [
                (0, "Searched", "Done in time", 1, 300),
                (0, "Searched", "Overdue", None, 65),
                (2, "Follow-up visit", "Done in time", 20, 24),
                (2, "Follow-up visit", "Done late", 40, 12),
                (2, "Follow-up visit", "Left before due", None, 2),
            ],
            "A follow-up visit was in time least often: 24 of 36 times",
        ),
        (
            [(11, "Education checked", "Overdue", None, 2)],
            "A check of education was in time least often: none of 2 times",
        ),
        (
            [(11, "Education checked", "Overdue", None, 1)],
            "A check of education was not in time the one time that it fell due",
        ),
        (
            [
                (0, "Searched", "Done in time", 1, 3),
                (0, "Searched", "Overdue", None, 1),
                (2, "Follow-up visit", "Done in time", 20, 6),
                (2, "Follow-up visit", "Done late", 40, 2),
            ],
            "9 of 12 repeated duties that fell due were done in time",
        ),
        (
            [(0, "Searched", "Done in time", 1, 3)],
            "Every repeated duty that fell due was done in time",
        ),
        ([(2, "Follow-up visit", "Left before due", None, 2)], duties.NONE_FELL_DUE),
        ([], duties.NONE_FELL_DUE),
    ],
    duties.before_18: [
        (
            [(1, "First visit", 2, 1, 3), (12, "Handover before 18", 3, 0, 3)],
            "5 duties are open to 3 children who turn 18 within 180 days, "
            "one of these duties overdue",
        ),
        (
            [(12, "Handover before 18", 1, 0, 1)],
            "1 duty is open to 1 child who turns 18 within 180 days, and not overdue",
        ),
        ([], "No child who turns 18 within 180 days has an open duty"),
    ],
    duties.recorded_late: [
        ([(1, "First visit", 1), (6, "NRM", 0)], "1 duty was done in time but recorded late"),
        ([], "No duty is known: none of the sheets that show them covers this day"),
        ([(6, "NRM", 0)], "No duty that was done in time was recorded late"),
    ],
}
