"""Slow answers to the questions about the children on the tracker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from queries.filters import Filters, Period
from tests.invented.records import Records, Spell
from tests.slow.counting_rules import (
    AREAS,
    DAY,
    DISTRICT,
    Rows,
    Stay,
    age,
    birthday,
    children_on,
    count_rows,
    in_area,
    is_within,
    months_back,
    months_of,
    reference,
    slow_answer,
    trend_period,
)
from tests.slow.release import age_band


@slow_answer
def on_tracker(records: Records, filters: Filters) -> Rows:
    present = children_on(records, filters, filters.as_at)
    ages = [age(stay.child.date_of_birth, filters.as_at) for stay, _ in present]
    return [
        {
            "children": len(present),
            "youngest": min((years for years in ages if years is not None), default=None),
        }
    ]


@slow_answer
def children_by_status(records: Records, filters: Filters) -> Rows:
    present = children_on(records, filters, filters.as_at)
    return count_rows("status children", [spell.status for _, spell in present])


@slow_answer
def children_by_gender(records: Records, filters: Filters) -> Rows:
    present = children_on(records, filters, filters.as_at)
    return count_rows("gender children", [stay.child.gender for stay, _ in present])


@slow_answer
def children_by_age_and_gender(records: Records, filters: Filters) -> Rows:
    return count_rows(
        "age gender children",
        [
            (age(stay.child.date_of_birth, filters.as_at), stay.child.gender)
            for stay, _ in children_on(records, filters, filters.as_at)
        ],
    )


@slow_answer
def children_by_area(records: Records, filters: Filters) -> Rows:
    present = children_on(records, filters, filters.as_at)
    rows: Rows = []
    for line in [*AREAS, None]:
        code = line["code"] if line else None
        here = [spell.status for _, spell in present if spell.area_code == code]
        if not in_area(code, filters) or (line is None and not here):
            continue
        place = {
            "area_code": code or "Unknown",
            "area": line["name"] if line else "Unknown",
            "district": line["district"] if line else "Unknown",
            "tile_row": int(line["tile_row"]) if line else None,
            "tile_column": int(line["tile_column"]) if line else None,
        }
        rows += [place | each for each in count_rows("status children", here)]
        if not here:
            rows.append(place | {"status": None, "children": 0})
    return rows


@slow_answer
def children_by_district(records: Records, filters: Filters) -> Rows:
    present = Counter(
        DISTRICT[spell.area_code] if spell.area_code else "Unknown"
        for _, spell in children_on(records, filters, filters.as_at)
    )
    population: Counter[str] = Counter()
    for line in reference("local_authorities"):
        population[line["district"]] += int(line["population_10_17"])
    chosen = {DISTRICT[line["code"]] for line in AREAS if in_area(line["code"], filters)}
    return [
        {
            "district": district,
            "population": population[district] if district in chosen and not filters.area else None,
            "children": present[district],
        }
        for district in chosen | set(present)
    ]


@slow_answer
def children_by_time_on_tracker(records: Records, filters: Filters) -> Rows:
    bands = (
        ("Under 3 months", 0, 3),
        ("3 to 6 months", 3, 6),
        ("6 to 12 months", 6, 12),
        ("1 to 2 years", 12, 24),
        ("2 years or more", 24, 1200),
    )
    rows: Rows = []
    for label, least, most in bands:
        statuses = [
            spell.status
            for stay, spell in children_on(records, filters, filters.as_at)
            if months_back(filters.as_at, most) < stay.entry.added_on
            and stay.entry.added_on <= months_back(filters.as_at, least)
        ]
        rows += count_rows("duration status children", [(label, status) for status in statuses])
        if not statuses:
            rows.append({"duration": label, "status": None, "children": 0})
    return rows


@slow_answer
def children_turning_18(records: Records, filters: Filters) -> Rows:
    def how_soon(born: date | None) -> str:
        if born is None:
            return "Unknown"
        left = (birthday(born, born.year + 18) - filters.as_at).days
        for label, most in (
            ("Already 18", 0),
            ("Within 30 days", 30),
            ("31 to 60 days", 60),
            ("61 to 90 days", 90),
        ):
            if left <= most:
                return label
        return "More than 90 days"

    present = children_on(records, filters, filters.as_at)
    return count_rows(
        "turns_18 children", [how_soon(stay.child.date_of_birth) for stay, _ in present]
    )


@slow_answer
def turning_18_within_90_days(records: Records, filters: Filters) -> Rows:
    ninety = Period(filters.as_at + DAY, filters.as_at + 90 * DAY)
    turning = [
        stay
        for stay, _ in children_on(records, filters, filters.as_at)
        if (born := stay.child.date_of_birth) and is_within(birthday(born, born.year + 18), ninety)
    ]
    return [{"children": len(turning)}]


def _by_month_and(
    name: str, of: Callable[[Stay, Spell, date], str | None], records: Records, filters: Filters
) -> Rows:
    """Month-end counts. A value that occurs at any month end has a row in each month."""
    counts = {
        month: Counter(of(*each, last) for each in children_on(records, filters, last))
        for month, _, last in months_of(trend_period(filters.as_at))
    }
    values = {value for count in counts.values() for value in count}
    return [
        {"month": month, name: value, "children": count[value]}
        for month, count in counts.items()
        for value in values
    ]


@slow_answer
def children_by_month_and_status(records: Records, filters: Filters) -> Rows:
    return _by_month_and("status", lambda _, spell, __: spell.status, records, filters)


@slow_answer
def children_by_month_and_area(records: Records, filters: Filters) -> Rows:
    return _by_month_and(
        "area", lambda _, spell, __: spell.area_code or "Unknown", records, filters
    )


@slow_answer
def children_by_month_and_gender(records: Records, filters: Filters) -> Rows:
    return _by_month_and("gender", lambda stay, *_: stay.child.gender, records, filters)


@slow_answer
def children_by_month_and_district(records: Records, filters: Filters) -> Rows:
    def district(_: Stay, spell: Spell, __: date) -> str:
        return DISTRICT[spell.area_code] if spell.area_code else "Unknown"

    return _by_month_and("district", district, records, filters)


@slow_answer
def children_by_month_and_age(records: Records, filters: Filters) -> Rows:
    def band(years: int | None) -> str:
        if years is None:
            return "Unknown"
        for label, below in (("Under 10", 10), ("10 to 13", 14), ("14 to 15", 16)):
            if years < below:
                return label
        return "16 to 17" if years < 18 else "18 and over"

    return _by_month_and(
        "age_band",
        lambda stay, _, last: band(age(stay.child.date_of_birth, last)),
        records,
        filters,
    )


@slow_answer
def children_at_month_end(records: Records, filters: Filters) -> Rows:
    return count_rows(
        "area_code status age_band gender children",
        [
            (
                spell.area_code or "Unknown",
                spell.status,
                age_band(age(stay.child.date_of_birth, filters.as_at)),
                stay.child.gender,
            )
            for stay, spell in children_on(records, filters, filters.as_at)
        ],
    )
