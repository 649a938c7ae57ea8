"""Workbooks with dates in a table or in one cell, in place of a list."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.importing.awkward.books import FIVE, TRACKER, Case, book

HEAD: list[Any] = ["Stage", "Gedling", "Ashfield"]
DAY = date(2022, 1, 25)
ROLLOUT: list[list[Any]] = [["Scoping", "01.02.22", DAY], ["Live", "tbc", "01.09.22"]]

NO_LISTS = [
    Case(
        "areas across the columns, and the days of stages in the cells",
        book(("NSD", [["NSD rollout"], [], HEAD, *ROLLOUT])),
        {"nsd_stages": 3},
        answers={"Scoping": "Planned"},
    ),
    Case(
        "areas down the side, and stages across",
        book(("Plan", [["", "Planned", "Live"], ["Gedling", "1.2.22", "tbc"], ["Ashfield", DAY]])),
        {"nsd_stages": 2},
    ),
    Case(
        "a row of the rollout that means nothing",
        book(("NSD", [HEAD, *ROLLOUT])),
        {"nsd_stages": 1},
        answers={"Scoping": ""},
        says="'NSD': 2 of its cells were left out",
    ),
    Case(
        "a day of the rollout that is none",
        book(("NSD", [HEAD, *ROLLOUT, ["Preparing", "31.02.22", "1.5.22"]])),
        refused="not a valid date",
        answers={"Scoping": "Planned"},
    ),
    Case(
        "all meetings in one cell",
        book(("Mtgs", [["Held", "25.01.22; 22.02.22, 29.03.22"], ["Chair", "DI Shaw"]])),
        {"meetings": 3},
    ),
    Case(
        "meetings in a column without a heading",
        book(("Tracker meetings", [["2022"], [DAY], ["22.02.22"], ["next: 29.03.22"]])),
        {"meetings": 2},
    ),
    Case(
        "days of nothing that is known",
        book(TRACKER, ("Leave", [["Sgt", "1.2.22", "3.4.22"], ["PC", "2.2.22", "4.4.22"]])),
        FIVE,
        says="'Leave'",
    ),
]
