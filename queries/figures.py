"""The published figures in one document, from the same questions that the pages ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from queries.access import Viewer
from queries.administration import reference
from queries.ask import Answer, Ask, Fetch, Question, ask, from_transaction
from queries.extract import extract_within
from queries.filters import UNKNOWN, Filters, Period, financial_year
from queries.oversight import intelligence, movement, rollout, tracker
from queries.safeguarding import duties
from queries.scope import DUTIES, INTELLIGENCE, STAGES, TRACKER

DUTY_NAMES = {duty.label: duty.name for duty in DUTIES}
HEADLINES = (
    "Children on the tracker",
    "Added since 1 January",
    "Removed since 1 January",
    "Intelligence reports with the flag since 1 April",
)
TRACKER_FIGURES = (
    "on_tracker",
    "by_status",
    "by_gender",
    "by_age",
    "youngest_age",
    "by_area",
    "year",
)


@dataclass(frozen=True)
class Headlines:
    """The figures that a reader sees first, as at a day. None: its sheet has never been loaded."""

    as_at: date
    figures: Mapping[str, int | None]


@dataclass
class BeforeAndAfter:
    """The figures shown before an import (None: nothing had been imported), and after it."""

    viewer: Viewer
    before: Headlines | None = None
    after: Headlines | None = None

    def look(self, connection: Connection, import_id: int) -> None:
        """Ask for the figures before and after an import not yet committed. Raises `Denied`."""
        self.before = _headlines(self.viewer, connection, import_id - 1)
        self.after = _headlines(self.viewer, connection, import_id)


def _headlines(viewer: Viewer, connection: Connection, known: int) -> Headlines | None:
    extract = extract_within(connection, known)
    if extract is None:
        return None
    day, fetch = extract.covered_to, from_transaction(connection)
    year = Filters(day, Period(date(day.year, 1, 1), day), known)
    covered = {row[0] for row in ask(reference.coverage, viewer, year, fetch).rows}
    found: dict[str, int | None] = dict.fromkeys(HEADLINES)
    if TRACKER in covered:
        changes = ask(movement.bridge, viewer, year, fetch).one()
        current = ask(tracker.on_tracker, viewer, year, fetch).one()
        found |= {
            HEADLINES[0]: current["children"],
            HEADLINES[1]: changes["added"],
            HEADLINES[2]: changes["removed"],
        }
    if INTELLIGENCE in covered:
        years = ask(intelligence.intelligence_by_financial_year, viewer, year, fetch).rows
        found[HEADLINES[-1]] = {row[0]: row[-1] for row in years}.get(financial_year(day))
    return Headlines(day, found)


def figures(viewer: Viewer, filters: Filters, fetch: Fetch) -> dict[str, Any]:
    """Every published figure as at the date, as plain values ready for JSON.

    `year` is 1 January to the as-at date, both included; the financial years are that of the as-at
    date and the one before; counts that have no rows are absent. `covered` gives the first and last
    day that each sheet covers; a figure of one that has never been loaded is null, which is not 0.
    `duties` gives, by duty, the children on the tracker in each of its states, which add up to
    `on_tracker`; a state without children is absent.
    """

    def answer(asked: Question, narrowed: Filters = filters) -> Answer:
        return ask(asked, viewer, narrowed, fetch)

    covered = {
        sheet: {"from": first and first.isoformat(), "to": last.isoformat()}
        for sheet, first, last in answer(reference.coverage).rows
    }
    parts = (
        (TRACKER, TRACKER_FIGURES, _tracker),
        (INTELLIGENCE, ("intelligence",), _intelligence),
        (STAGES, ("nsd",), _nsd),
    )
    found: dict[str, Any] = {
        "as_at": filters.as_at.isoformat(),
        "data_version": filters.known,
        "covered": covered,
    }
    for sheet, names, part in parts:
        found |= part(answer, filters) if sheet in covered else dict.fromkeys(names)
    return found | {"duties": _duties(answer, filters) if TRACKER in covered else None}


def _duties(answer: Ask, filters: Filters) -> dict[str, Any]:
    """By duty, the children in each state; null where its sheet does not cover the as-at date."""
    found: dict[str, Any] = {name: {} for name in DUTY_NAMES.values()}
    for _, duty, state, children in answer(duties.duties_by_state, filters).rows:
        name = DUTY_NAMES[duty]
        if state is None:
            found[name] = None
        else:
            found[name][state] = children
    return found


def _tracker(answer: Ask, filters: Filters) -> dict[str, Any]:
    year = filters.over(Period(date(filters.as_at.year, 1, 1), filters.as_at))
    current = answer(tracker.on_tracker, filters).one()
    ages: Counter[str] = Counter()
    for age, _, children in answer(tracker.children_by_age_and_gender, filters).rows:
        ages[UNKNOWN if age is None else str(age)] += children
    areas = answer(tracker.children_by_area, filters)
    place = areas.columns.index("area")
    by_area: Counter[str] = Counter()
    for row in areas.rows:
        by_area[row[place]] += row[-1]
    return {
        "on_tracker": current["children"],
        "by_status": answer(tracker.children_by_status, filters).pairs(),
        "by_gender": answer(tracker.children_by_gender, filters).pairs(),
        "by_age": dict(ages),
        "youngest_age": current["youngest"],
        "by_area": dict(by_area),
        "year": {
            "from": year.period.start.isoformat(),
            **answer(movement.bridge, year).one(),
            "removed_by_reason": answer(movement.removals_by_reason, year).pairs(),
        },
    }


def _intelligence(answer: Ask, filters: Filters) -> dict[str, Any]:
    years: dict[str, Any] = {}
    asked = answer(intelligence.intelligence_by_financial_year, filters)
    for name, starts_on, ends_on, covered_to, days, reports in asked.rows:
        per_day = round(reports / days, 2) if days else None
        years[name] = {"reports": reports, "days": days, "per_day": per_day}
        if name == financial_year(filters.as_at) and (ends_on.month, ends_on.day) != (3, 31):
            years[name]["part_year"] = True
        if days < Period(starts_on, ends_on).days:
            years[name]["covered_to"] = covered_to and covered_to.isoformat()
            years[name]["days_not_covered"] = Period(starts_on, ends_on).days - days
    return {"intelligence": years}


def _nsd(answer: Ask, filters: Filters) -> dict[str, Any]:
    return {"nsd": {row[1]: row[5] for row in answer(rollout.nsd_by_area, filters).rows}}
