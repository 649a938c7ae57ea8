"""Counts that are stored: of the tracker at month ends, as the change from one to the next, and of
intelligence reports by day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    values,
)

from data.day_numbers import yyyymmdd
from data.recording.writing import Writing
from data.tables import (
    AGE_BANDS_FROM,
    intelligence_day,
    intelligence_report,
    key_of,
    tracker_month,
    tracker_spell,
)

NEVER = 99_991_231
NO_UPPER_AGE = 9999  # years: nobody reaches that age, so nobody leaves the last band


def month_changes() -> Select[Any]:
    """Every month's changes, from the spells as they are now known: month (yyyymm), status,
    area_code, gender, age_from and change.

    A stay is the part of a spell within one age band: it begins with the spell or on a birthday,
    and ends with the spell or on a birthday. It counts at the month ends within it.
    """
    stay = union_all(_within_bands(), _of_unknown_age()).cte("stay")
    place = (stay.c.status, stay.c.area_code, stay.c.gender, stay.c.age_from)
    moves = union_all(
        select(_month(stay.c.begins).label("month"), *place, literal(1).label("change")),
        select(_month(stay.c.ends), *place, literal(-1)).where(stay.c.ends < NEVER),
    ).subquery()
    key = [moves.c[name] for name in key_of(tracker_month)]
    change = func.sum(moves.c.change)
    return select(*key, cast(change, Integer).label("change")).group_by(*key).having(change != 0)


def _within_bands() -> Select[Any]:
    bands = (
        values(column("age_from", Integer), column("below", Integer), name="band")
        .data(list(pairwise((*AGE_BANDS_FROM, NO_UPPER_AGE))))
        .cte("band")
    )
    spell, starts, ends = tracker_spell.c, _starts(), _ends()
    enters = spell.born + bands.c.age_from * 10_000
    leaves = spell.born + bands.c.below * 10_000
    return select(
        spell.status,
        spell.area_code,
        spell.gender,
        bands.c.age_from,
        case((enters > starts, enters), else_=starts).label("begins"),
        case((leaves < ends, leaves), else_=ends).label("ends"),
    ).join_from(
        tracker_spell,
        bands,
        and_(spell.known_until.is_(None), enters < ends, leaves > starts, starts < ends),
    )


def _of_unknown_age() -> Select[Any]:
    spell, starts, ends = tracker_spell.c, _starts(), _ends()
    return select(
        spell.status, spell.area_code, spell.gender, cast(null(), Integer), starts, ends
    ).where(spell.known_until.is_(None), spell.born.is_(None), starts < ends)


def _starts() -> ColumnElement[int]:
    return yyyymmdd(tracker_spell.c.starts_on)


def _ends() -> ColumnElement[int]:
    return func.coalesce(yyyymmdd(tracker_spell.c.ends_on), NEVER)


def _month(day: ColumnElement[int]) -> ColumnElement[int]:
    """The month (yyyymm) of a day (yyyymmdd). 29 February counts as 1 March in common years."""
    year = day // 10_000
    is_common = or_(year % 4 != 0, and_(year % 100 == 0, year % 400 != 0))
    is_no_day = and_(day % 10_000 == 229, is_common)
    return case((is_no_day, day // 100 + 1), else_=day // 100)


def reports_by_day() -> Select[Any]:
    """The reports of each day, as they are now known: the rows of `intelligence_day`."""
    report = intelligence_report.c
    key = [report[name] for name in key_of(intelligence_day)]
    counted = select(*key, func.count().label("reports"))
    return counted.where(report.known_until.is_(None)).group_by(*key)


def count_reports_by_day(writing: Writing) -> None:
    """Count again the reports of the days on which this import has changed any."""
    report, staging = intelligence_report.c, writing.staging
    days = staging.like("touched_day", intelligence_report, ("submitted_on",), ("submitted_on",))
    is_changed = or_(
        report.known_from == writing.import_id, report.known_until == writing.import_id
    )
    changed_days = select(report.submitted_on).where(is_changed).distinct()
    staging.connection.execute(insert(days).from_select(["submitted_on"], changed_days))
    staging.index_filled(days)
    of_days = select(days.c.submitted_on)
    wanted = staging.wanted(
        intelligence_day, reports_by_day().where(report.submitted_on.in_(of_days))
    )
    covered = intelligence_day.c.submitted_on.in_(of_days)
    writing.write_table(intelligence_day, wanted, covered)
