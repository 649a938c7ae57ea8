"""The demo's meetings, its NSD rollout and its annotations of trends, the same for every size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from data.demo.cohorts import HOME_AREAS
from data.demo.days import NEWEST, meeting_of
from data.demo.records import Record, Stage, dated

CITY = ("City Central", "City Centre", "City North", "City South", "City West")
MANSFIELD_FIRST_TARGET = date(2022, 6, 30)
ANNOTATIONS = tuple(
    Record(row[0], "", row)
    for row in (
        (date(2021, 7, 19), "Every trend", "Restrictions of the pandemic end in England", "No"),
        (
            date(2021, 12, 1),
            "Time on the tracker at removal",
            "Children leave only once a panel has closed their case",
            "Yes",
        ),
        (
            date(2022, 10, 3),
            "Intelligence a day",
            "Intensification week against county lines, 3 to 9 October 2022",
            "No",
        ),
    )
)
"""Rows of their sheet. The intensification week and the end of restrictions are real; the change of
practice is invented."""


def meetings() -> tuple[Record, ...]:
    """Every meeting from January 2020 to the newest extract, oldest first."""
    held = [meeting_of(year, month) for year in (2020, 2021, 2022) for month in range(1, 13)]
    return tuple(
        Record(day, "", (day, "Inspector", dated(day + timedelta(days=4 + day.month % 3))))
        for day in held
        if day <= NEWEST
    )


def rollout() -> tuple[Stage, ...]:
    """Every stage of every area up to the newest extract, by area and day.

    Four County areas are live, Mansfield is past its target, and the five City areas are planned
    for January 2023.
    """
    return tuple(sorted(_stages(), key=lambda stage: (stage.area, stage.from_on)))


def _stages() -> Iterator[Stage]:
    for area in filter(None, HOME_AREAS):
        yield Stage(area, "Not started", date(2021, 4, 1))
    for area in CITY:
        yield Stage(area, "Planned", date(2022, 9, 1), date(2023, 1, 16))
    for area, planned, preparing, live in (
        ("Gedling", date(2021, 4, 12), date(2021, 7, 5), date(2021, 10, 4)),
        ("Ashfield", date(2021, 6, 7), date(2021, 11, 1), date(2022, 2, 7)),
        ("Broxtowe", date(2021, 9, 6), date(2022, 2, 14), date(2022, 5, 9)),
        ("Newark and Sherwood", date(2022, 1, 10), date(2022, 6, 6), date(2022, 9, 5)),
    ):
        yield Stage(area, "Planned", planned, live)
        yield Stage(area, "Preparing", preparing, live)
        yield Stage(area, "Live", live)
    yield Stage("Mansfield", "Planned", date(2021, 12, 6), MANSFIELD_FIRST_TARGET)
    yield Stage("Mansfield", "Preparing", date(2022, 4, 4), date(2022, 9, 30))
    yield Stage("Bassetlaw", "Planned", date(2022, 5, 3), date(2023, 2, 6))
    yield Stage("Bassetlaw", "Preparing", date(2022, 10, 3), date(2023, 2, 6))
