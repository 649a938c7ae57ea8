"""The published figures in one document, from the same questions that the pages ask."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from queries.access import Viewer
from queries.ask import Answer, Fetch, Question, ask
from queries.filters import UNKNOWN, Filters, Period, financial_year
from queries.oversight import intelligence, movement, rollout, tracker


def figures(viewer: Viewer, filters: Filters, fetch: Fetch) -> dict[str, Any]:
    """Every published figure as at the date, as plain values ready for JSON.

    `year` is 1 January to the as-at date, both included; the financial years are that of the
    as-at date and the one before; counts that have no rows are absent.
    """
    as_at = filters.as_at
    year = filters.over(Period(date(as_at.year, 1, 1), as_at))

    def answer(asked: Question, of: Filters = filters) -> Answer:
        return ask(asked, viewer, of, fetch)

    on = answer(tracker.on_tracker).one()
    ages: Counter[str] = Counter()
    for age, _, children in answer(tracker.children_by_age_and_gender).rows:
        ages[UNKNOWN if age is None else str(age)] += children
    areas = answer(tracker.children_by_area)
    place = areas.columns.index("area")
    by_area: Counter[str] = Counter()
    for row in areas.rows:
        by_area[row[place]] += row[-1]
    return {
        "as_at": as_at.isoformat(),
        "data_version": filters.known,
        "on_tracker": on["children"],
        "by_status": answer(tracker.children_by_status).pairs(),
        "by_gender": answer(tracker.children_by_gender).pairs(),
        "by_age": dict(ages),
        "youngest_age": on["youngest"],
        "by_area": dict(by_area),
        "year": {
            "from": year.period.start.isoformat(),
            **answer(movement.bridge, year).one(),
            "removed_by_reason": answer(movement.removals_by_reason, year).pairs(),
        },
        "intelligence": _intelligence(answer(intelligence.intelligence_by_financial_year), as_at),
        "nsd": {row[1]: row[5] for row in answer(rollout.nsd_by_area).rows},
    }


def _intelligence(answer: Answer, as_at: date) -> dict[str, Any]:
    years: dict[str, Any] = {}
    for name, _, ends_on, days, reports in answer.rows:
        years[name] = {"reports": reports, "days": days, "per_day": round(reports / days, 2)}
        if name == financial_year(as_at) and (ends_on.month, ends_on.day) != (3, 31):
            years[name]["part_year"] = True
    return years
