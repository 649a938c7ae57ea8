"""Random rows of any plain sheet, made from its declaration, and the records that they become.

A plain sheet replaces all that was known from it. Its rows are drawn cell by cell, and then changed
until they keep the sheet's rules. Nothing of the importer is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import make_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Table

from data.recording.comparing import content
from data.recording.writing import replace_all
from data.sheets import SHEETS
from data.sheets.declaration import Field, OneOf, Rule, Sheet, Whole
from tests.slow.counting_rules import reference

PLAIN = {name: sheet for name, sheet in SHEETS.items() if sheet.writes is replace_all}
RECORD_TABLES: dict[str, Table] = {
    table.name: table
    for sheet in PLAIN.values()
    for table in (sheet.record, *(each.column.table for each in sheet.several))
}
CODE = {line["name"]: line["code"] for line in reference("areas")}

OF_AN_ENTRY = {"child_ref", "added_on"}
Cells = dict[str, Any]  # by the column that each fills
Others = Mapping[str, Sequence[Mapping[str, Any]]]  # records by the name of their table


@st.composite
def rows_of(
    draw: st.DrawFn,
    sheet: Sheet,
    days: st.SearchStrategy[date],
    entries: Sequence[tuple[str, date]],
    areas: Sequence[str] = ("Gedling", "City North"),
    most: int = 6,
    others: Others = MappingProxyType({}),
) -> list[Cells]:
    """Rows of a sheet, each key once. References to children are some of those of the entries
    given; references to other plain sheets are to records of `others`."""
    rows: dict[tuple[Any, ...], Cells] = {}
    refs = sorted({ref for ref, _ in entries})
    for _ in range(draw(st.integers(0, most))):
        row = {each.column.name: draw(_cell(each, days, refs, areas)) for each in sheet.fields}
        if row.keys() >= OF_AN_ENTRY:
            if not entries:
                continue
            row["child_ref"], row["added_on"] = draw(st.sampled_from(entries))
        if _is_filled(sheet, row) and _keep_rules(sheet, row, others):
            rows.setdefault(tuple(row[name] for name in sheet.key), row)
    return list(rows.values())


def _cell(
    field: Field, days: st.SearchStrategy[date], refs: Sequence[str], areas: Sequence[str]
) -> st.SearchStrategy[Any]:
    if field.several:
        return st.lists(st.sampled_from(refs), max_size=2, unique=True) if refs else st.just([])
    value: st.SearchStrategy[Any]
    if field.is_date:
        value = days
    elif isinstance(field.kind, Whole):
        value = st.sampled_from([0, 1, 2, 16, 25, field.kind.most])
    elif isinstance(field.kind, OneOf):
        value = st.sampled_from(field.kind.values)
    elif field.listed == "areas":
        value = st.sampled_from(areas)
    elif field.listed:
        value = st.sampled_from([next(iter(line.values())) for line in reference(field.listed)])
    elif field.column.name == "child_ref":
        value = st.sampled_from(refs) if refs else st.none()
    elif field.column.name.endswith("_ref"):
        value = st.sampled_from(["R-1", "R-2", "R-3", "R-4"])
    elif field.filled:
        value = st.sampled_from(["Some words", "Other words", "More words", "Further words"])
    else:
        value = st.just("Some words")
    return value if field.filled else st.one_of(st.none(), value)


def _is_filled(sheet: Sheet, row: Cells) -> bool:
    return all(row[each.column.name] is not None for each in sheet.single if each.filled)


# How a row is changed to keep each rule, given the records of other sheets. False: it cannot be.


def _in_order(row: Cells, rule: Rule, _: Others) -> bool:
    later, earlier = rule.columns
    if earlier == "added_on":  # of an existing entry
        row[later] = row[later] and max(row[later], row[earlier])
    elif row[later] and row[earlier] and row[later] < row[earlier]:
        row[later], row[earlier] = row[earlier], row[later]
    return True


def _needs(row: Cells, rule: Rule, _: Others) -> bool:
    first, other = rule.columns
    if row[other] is None:
        row[first] = None
    return True


def _only_with(row: Cells, rule: Rule, _: Others) -> bool:
    first, other = rule.columns
    if row[other] not in rule.values:
        row[first] = None
    return True


def _needed_with(row: Cells, rule: Rule, _: Others) -> bool:
    first, other = rule.columns
    return row[first] is not None or row[other] not in rule.values


def _one_of(row: Cells, rule: Rule, _: Others) -> bool:
    given = [name for name in rule.columns if row[name] is not None]
    row.update(dict.fromkeys(given[1:]))
    return bool(given)


def _refers_to(row: Cells, rule: Rule, others: Others) -> bool:
    if rule.columns[0] == "child_ref":
        return True  # drawn from the existing ones
    of = next(sheet for sheet in PLAIN.values() if sheet.key == rule.columns)
    known = others.get(of.record.name, ())
    refers = any(all(row[name] == one[name] for name in rule.columns) for one in known)
    if known and not refers:  # a row that refers to one keeps it, or rows would never settle
        one = known[row[rule.columns[-1]].toordinal() % len(known)]  # any of them
        row.update({name: one[name] for name in rule.columns})
    return bool(known)


def _concluded(row: Cells, _: Rule, __: Others) -> bool:
    if row["rg"] != "Positive":
        row["cg"] = "Not reached"
    return True


def _heard_where_it_met(row: Cells, _: Rule, others: Others) -> bool:
    held = [each for each in others.get("panel_meeting", ()) if each["held_on"]]
    if row["heard"] == "Yes" and held:
        one = max(held, key=lambda each: (each["panel"] == row["panel"], each["planned_for"]))
        row.update(panel=one["panel"], listed_for=one["planned_for"])
        row["referred_on"] = min(row["referred_on"], row["listed_for"])
        row["review_on"] = row["review_on"] and max(row["review_on"], row["listed_for"])
    return row["heard"] != "Yes" or bool(held)


def _linked(row: Cells, rule: Rule, _: Others) -> bool:
    least = (row["new_children"] or 0) + len(row["child_ref"])
    if row["children_linked"] is not None:
        row["children_linked"] = max(row["children_linked"], least)
    return least <= 9_999


KEEP: dict[str, Callable[[Cells, Rule, Others], bool]] = {
    "in_order": _in_order,
    "needs": _needs,
    "needed_with": _needed_with,
    "only_with": _only_with,
    "one_of": _one_of,
    "refers_to": _refers_to,
    "{0} is less than {1} and {2} together.": _linked,
    "{0} is given, although {1} is not Positive.": _concluded,
    "{2} is Yes, but the sheet panel_meetings has no such meeting of this panel held.": (
        _heard_where_it_met
    ),
}


def _keep_rules(sheet: Sheet, row: Cells, others: Others) -> bool:
    """Change the row until it keeps every rule, since to keep one may break another; whether it
    does."""
    rules = [rule for rule in sheet.rules if not rule.is_notice]
    before: Cells = {}
    while row != before:
        before = dict(row)
        if not all(KEEP[rule.name or rule.problem](row, rule, others) for rule in rules):
            return False
    return True


# The records that rows become


def cells(sheet: Sheet, row: Cells) -> dict[str, Any]:
    """A row as it is in a file, by heading."""
    written = {each.heading: row[each.column.name] for each in sheet.fields}
    return {
        heading: "; ".join(value) if isinstance(value, list) else "" if value is None else value
        for heading, value in written.items()
    }


def records_of(sheet: Sheet, rows: Iterable[Cells]) -> dict[str, list[Any]]:
    """The records that rows become, by the name of their table."""
    found: dict[str, list[Any]] = {sheet.record.name: []}
    found |= {each.column.table.name: [] for each in sheet.several}
    for row in rows:
        single = {each.column.name: _stored(each, row) for each in sheet.single}
        found[sheet.record.name].append(record(sheet.record, **single))
        key = {name: single[name] for name in sheet.key}
        for each in sheet.several:
            found[each.column.table.name] += [
                record(each.column.table, **key, **{each.column.name: item})
                for item in row[each.column.name]
            ]
    return found


def _stored(field: Field, row: Cells) -> Any:
    value = row[field.column.name]
    return CODE.get(value, value) if field.listed == "areas" else value


def record(table: Table, **values: Any) -> Any:
    """A record of a table as a plain, frozen value with the names of its columns."""
    return _record_class(table)(**values)


@cache
def _record_class(table: Table) -> Any:
    columns = [(name, Any) for name in content(table)]
    return make_dataclass(table.name, columns, frozen=True)
