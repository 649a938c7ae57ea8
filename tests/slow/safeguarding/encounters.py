"""Slow answers to the questions of children found in criminal situations."""

from __future__ import annotations

from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import Rows, count_rows, slow_answer
from tests.slow.safeguarding.visits import records_of_children


def encounters(records: Records, filters: Filters) -> list[Any]:
    return records_of_children(records, filters, "encounter", "happened_on")


def treated_as(each: Any, filters: Filters) -> str:
    is_later = each.decided_on is not None and each.decided_on > filters.as_at
    return "Not decided" if is_later else each.treated_as


def encounters_as_suspect(records: Records, filters: Filters) -> list[Any]:
    return [
        each
        for each in encounters(records, filters)
        if treated_as(each, filters) in ("Suspect", "Both")
    ]


@slow_answer
def encounters_by_situation(records: Records, filters: Filters) -> Rows:
    of_all = encounters(records, filters)
    children = len({each.child_ref for each in of_all})
    keys = [(each.situation, treated_as(each, filters)) for each in of_all]
    rows = count_rows("situation treated_as situations", keys)
    return [row | {"children": children} for row in rows]


@slow_answer
def encounters_by_finder(records: Records, filters: Filters) -> Rows:
    keys = [(each.found_by, treated_as(each, filters)) for each in encounters(records, filters)]
    rows = count_rows("found_by treated_as situations", keys)
    return [row | {"force": "Nottinghamshire Police"} for row in rows]


@slow_answer
def suspects_by_reason(records: Records, filters: Filters) -> Rows:
    given = [each.reason or "No reason given" for each in encounters_as_suspect(records, filters)]
    return count_rows("reason situations", given)


@slow_answer
def suspects_by_section_45(records: Records, filters: Filters) -> Rows:
    given = [each.section_45 or "Not recorded" for each in encounters_as_suspect(records, filters)]
    return count_rows("considered situations", given)
