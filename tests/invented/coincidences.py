"""A small data set with everything that can happen on one day, which random ones seldom have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from data.sheets import SHEETS
from tests.invented.coincident_records import EVE, RECORDS, THE_DAY
from tests.invented.data_set import DataSet, Extract, Life
from tests.invented.records import (
    Child,
    Coverage,
    Entry,
    Import,
    Link,
    Meeting,
    Report,
    Spell,
    Stage,
)

OPEN, VULNERABLE = "Open to the County Lines team", "Vulnerable to County Lines"


def entry(ref: str, added_on: date, removed_on: date | None = None, reason: str = "") -> Entry:
    return Entry(
        ref, added_on, removed_on, reason or None, "Teacher", None, added_on, "", None, None
    )


def life(born: date | None, gender: str, *stays: tuple[Entry, tuple[Spell, ...]]) -> Life:
    child = Child(stays[0][0].child_ref, born, gender)
    entries, spells = zip(*stays, strict=True)
    return Life(child, entries, spells)


def stay(of: Entry, *changes: tuple[date, str, str | None]) -> tuple[Entry, tuple[Spell, ...]]:
    return of, tuple(
        Spell(of.child_ref, of.added_on, *change, of.place_in_day) for change in changes
    )


# Born on 29 February, 18 on the day; changed status and area, and was removed, on that day.
reached_18 = life(
    date(2004, 2, 29),
    "Male",
    stay(
        entry("A", date(2021, 11, 30), THE_DAY, "Reached 18"),
        (date(2021, 11, 30), VULNERABLE, "gedling"),
        (THE_DAY, OPEN, "city-west"),
    ),
)
# Moves into an area from none on the day; turns 18 later, and is still on the tracker then.
stays_on = life(
    date(2004, 5, 30),
    "Female",
    stay(
        entry("B", date(2021, 8, 31)),
        (date(2021, 8, 31), OPEN, None),
        (THE_DAY, OPEN, "gedling"),
    ),
)
# Removed on the day, and re-entered on it; an entry of one day before that.
re_entered = life(
    date(2008, 2, 29),
    "Male",
    stay(entry("C", EVE, EVE), (EVE, VULNERABLE, "gedling")),
    stay(
        entry("C", THE_DAY, date(2023, 3, 1), "Risk reduced"),
        (THE_DAY, VULNERABLE, "gedling"),
        (date(2022, 4, 1), VULNERABLE, "city-west"),
        (date(2022, 5, 1), OPEN, "city-west"),
    ),
)
# Added and removed on the day, of unknown age and place.
one_day = life(None, "Unknown", stay(entry("D", THE_DAY, THE_DAY), (THE_DAY, OPEN, None)))
# Added and removed on the day, and added again on it.
added_again = life(
    date(2009, 6, 1),
    "Female",
    stay(entry("AGAIN", THE_DAY, THE_DAY, "Recorded in error"), (THE_DAY, OPEN, "gedling")),
    stay(replace(entry("AGAIN", THE_DAY), place_in_day=2), (THE_DAY, VULNERABLE, "gedling")),
)

# Born on the last day of a school year and on the first of the next: they may leave school, on the
# last Friday of June, a year apart.
oldest_of_a_year, youngest_of_a_year = (
    life(born, "Male", stay(entry(ref, date(2022, 5, 1)), (date(2022, 5, 1), OPEN, "gedling")))
    for ref, born in (("E", date(2006, 8, 31)), ("F", date(2006, 9, 1)))
)

reports = tuple(
    Report(f"IR{number}", day, flag, area)
    for number, (day, flag, area) in enumerate(
        (
            (date(2021, 3, 31), "County Lines", "gedling"),
            (date(2021, 4, 1), "County Lines", None),
            (THE_DAY, "County Lines", "gedling"),
            (THE_DAY, "Knives", "gedling"),
            (THE_DAY, "County Lines", None),
            (date(2022, 3, 31), "County Lines", "city-west"),
            (date(2022, 4, 1), "County Lines", "city-west"),
        )
    )
)
links = tuple(
    Link(reports[number].report_ref, child_ref, reports[number].submitted_on)
    for number, child_ref in ((2, "B"), (3, "C"), (0, "E"), (6, "C"))
)
stages = (
    Stage("gedling", date(2022, 1, 1), "Planned", THE_DAY),
    Stage("gedling", THE_DAY, "Live", None),
    Stage("city-west", THE_DAY, "Planned", date(2023, 1, 1)),
)
meetings = (Meeting(EVE, None, None), Meeting(THE_DAY, "Inspector", "Yes"))

plain = {"nsd_stage": stages, "tracker_meeting": meetings, **RECORDS}

COVERED_OTHERWISE = {"changes", "intelligence", "meetings", "nsd_stages"}
# Of March 2022, some days are missing.
coverage = (
    Coverage("intelligence", date(2021, 3, 1), date(2022, 3, 15)),
    Coverage("intelligence", date(2022, 3, 20), date(2022, 12, 31)),
    Coverage("meetings", None, THE_DAY),
    Coverage("nsd_stages", None, THE_DAY),
    *(
        Coverage(sheet, None, date(2023, 12, 31))
        for sheet in SHEETS
        if sheet not in COVERED_OTHERWISE
    ),
)
lives = (
    reached_18,
    stays_on,
    re_entered,
    one_day,
    added_again,
    oldest_of_a_year,
    youngest_of_a_year,
)

COINCIDENCES = DataSet(
    extracts=(Extract(lives, reports, plain, links),),
    imports=(Import(1, THE_DAY, datetime(2022, 3, 2), False, (), coverage),),  # noqa: DTZ001
    refusals=(),
)
