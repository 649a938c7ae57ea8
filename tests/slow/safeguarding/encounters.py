"""Slow answers to the questions of children found in criminal situations."""

from __future__ import annotations

from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import Rows, answers, counted
from tests.slow.safeguarding.visits import of_children


def found(records: Records, filters: Filters) -> list[Any]:
    return of_children(records, filters, "encounter", "happened_on")


def treated(each: Any, filters: Filters) -> str:
    is_later = each.decided_on is not None and each.decided_on > filters.as_at
    return "Not decided" if is_later else each.treated_as


def suspects(records: Records, filters: Filters) -> list[Any]:
    return [
        each for each in found(records, filters) if treated(each, filters) in ("Suspect", "Both")
    ]


@answers
def encounters_by_situation(records: Records, filters: Filters) -> Rows:
    of_all = found(records, filters)
    children = len({each.child_ref for each in of_all})
    keys = [(each.situation, treated(each, filters)) for each in of_all]
    rows = counted("situation treated_as situations", keys)
    return [row | {"children": children} for row in rows]


@answers
def encounters_by_finder(records: Records, filters: Filters) -> Rows:
    keys = [(each.found_by, treated(each, filters)) for each in found(records, filters)]
    rows = counted("found_by treated_as situations", keys)
    return [row | {"force": "Nottinghamshire Police"} for row in rows]


@answers
def suspects_by_reason(records: Records, filters: Filters) -> Rows:
    given = [each.reason or "No reason given" for each in suspects(records, filters)]
    return counted("reason situations", given)


@answers
def suspects_by_section_45(records: Records, filters: Filters) -> Rows:
    given = [each.section_45 or "Not recorded" for each in suspects(records, filters)]
    return counted("considered situations", given)
