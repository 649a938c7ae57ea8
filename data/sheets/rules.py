"""The rules that sheets declare by name, and those that every sheet keeps.

A rule finds the staged rows that break it. A cell that could not be read is staged as empty, and
its row is not sound: rules pass over such a row where that cell might be the cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    exists,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from data.sheets.declaration import Rule, Sheet, Staged
from data.tables import area_version

Cells = ReadOnlyColumnCollection[str, Any]


def broken_rows(
    rows: FromClause,
    column: str,
    *broken: ColumnElement[bool],
    other: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """The rows for which every condition is true, with the value to show and, if any, another row:
    the query that `Rule.find` gives."""
    shown = select(rows.c.row, rows.c[column], null() if other is None else other)
    return shown.where(*broken).order_by(rows.c.row)


def row_rule(
    columns: tuple[str, ...],
    problem: str,
    broken: Callable[[Cells, Staged], ColumnElement[bool]],
    *,
    remedy: str = "",
    name: str = "",
    values: tuple[str, ...] = (),
) -> Rule:
    """A rule on the cells of a row alone: `broken` is true of those that break it."""

    def find(rows: Table, staged: Staged) -> Select[Any]:
        return broken_rows(rows, columns[0], broken(rows.c, staged))

    return Rule(columns, problem, find, remedy, name, values)


# Rules by name


def in_order(
    *columns: str,
    problem: str = "{0} is before {1}.",
    remedy: str = "Correct {1} or {0}.",
) -> tuple[Rule, ...]:
    """The dates of a row that are given are in this order, or equal."""

    def follows(earlier: str, later: str) -> Rule:
        return row_rule(
            (later, earlier),
            problem,
            lambda row, _: row[later] < row[earlier],
            remedy=remedy,
            name="in_order",
        )

    return tuple(follows(*pair) for pair in pairwise(columns))


def needs(
    column: str,
    other: str,
    *,
    problem: str = "{0} is given, but no {1}.",
    remedy: str = "Give {1}, or delete {0}.",
    or_yes: str | None = None,
) -> Rule:
    """If `column` is given, `other` must be given. `or_yes` is true where the sheet says Yes in
    place of the other's date."""

    def is_broken(row: Cells, _: Staged) -> ColumnElement[bool]:
        is_missing = and_(row[column].is_not(None), row[other].is_(None), row.is_sound)
        return and_(is_missing, ~row[or_yes]) if or_yes else is_missing

    return row_rule((column, other), problem, is_broken, remedy=remedy, name="needs")


def only_with(
    column: str,
    other: str,
    *values: str,
    problem: str = "{0} is given, which does not go with this {1}.",
    remedy: str = "Delete {0}, or correct {1}.",
) -> Rule:
    """`column` may be given only if `other` has one of the values."""

    def is_broken(row: Cells, _: Staged) -> ColumnElement[bool]:
        is_wrong = or_(row[other].is_(None), row[other].not_in(values))
        return and_(row[column].is_not(None), is_wrong, row.is_sound)

    return row_rule(
        (column, other), problem, is_broken, remedy=remedy, name="only_with", values=values
    )


def needed_with(
    column: str,
    other: str,
    *values: str,
    problem: str = "{0} is not given, which goes with this {1}.",
    remedy: str = "Give {0}, or correct {1}.",
) -> Rule:
    """`column` must be given if `other` has one of the values."""

    def is_broken(row: Cells, _: Staged) -> ColumnElement[bool]:
        return and_(row[column].is_(None), row[other].in_(values), row.is_sound)

    return row_rule(
        (column, other), problem, is_broken, remedy=remedy, name="needed_with", values=values
    )


def one_of(one: str, other: str) -> Rule:
    """Exactly one of the columns must be given."""
    return row_rule(
        (one, other),
        "Exactly one of {0} or {1} must be given.",
        lambda row, _: and_(row[one].is_(None) == row[other].is_(None), row.is_sound),
        remedy="Give the one that is right, and leave the others empty.",
        name="one_of",
    )


def refers_to(other: Sheet, *columns: str, problem: str = "", remedy: str | None = None) -> Rule:
    """The other sheet must have a row with the same values in columns of the same names: in this
    import or, where that does not have the sheet, in the records. A column may be a list."""

    def find(own: Table, staged: Staged) -> Select[Any] | None:
        # If the other sheet could not be read in full, every reference would look wrong.
        if not staged.can_be_checked_against(other.name):
            return None
        rows = staged.items(own, columns[0])
        target = staged.given_or_known(other.name, other.record)
        unread = []
        if (given := staged.rows(other.name)) is not None:
            first = given.c[columns[0]]
            # A row there that could not be read may be the one referred to.
            unread = [
                ~exists().where(first == rows.c[columns[0]], ~given.c.is_sound),
                ~exists().where(first.is_(None)).correlate(None),
            ]
        same = [target.c[name] == rows.c[name] for name in columns]
        return broken_rows(
            rows,
            columns[0],
            *(rows.c[name].is_not(None) for name in columns),
            ~exists().where(*same),
            *unread,
        )

    headings = " and ".join(map(other.heading, columns))
    return Rule(
        columns,
        problem or f"The sheet {other.name} has no such {headings}.",
        find,
        f"Correct it, or add it to the sheet {other.name}." if remedy is None else remedy,
        "refers_to",
    )


def area_exists(day: Callable[[Cells, Staged], ColumnElement[Any]]) -> Rule:
    """The area exists on the row's day: it has not ended before, and does not begin later."""

    def is_broken(row: Cells, staged: Staged) -> ColumnElement[bool]:
        version = area_version.c
        # Most areas have always existed: their rows need no check.
        is_dated = or_(version.from_on > date.min, version.until_on < date.max)
        dated = select(version.code).where(version.known_until.is_(None), is_dated)
        on = day(row, staged)
        exists_then = exists().where(
            version.code == row.area_code,
            version.known_until.is_(None),
            version.from_on <= on,
            version.until_on >= on,
        )
        return and_(row.area_code.in_(dated), on.is_not(None), ~exists_then)

    return row_rule(("area_code",), "{0} had ended by then, or begins later", is_broken)


# Rules of every sheet


def rules_of(sheet: Sheet) -> Iterator[Rule]:
    """The rules of a sheet: its own, and those that follow from its declaration."""
    yield _one_row_a_key(sheet)
    yield from sheet.rules
    if day := sheet.writes.day:
        yield _within_days_covered(day)
    for each in sheet.single:
        if not each.ahead:
            yield _not_ahead(each.column.name)


def _one_row_a_key(sheet: Sheet) -> Rule:
    def find(rows: Table, _: Staged) -> Select[Any]:
        key = [rows.c[name] for name in sheet.key]
        # References to children have one spelling by now; other references may differ in case.
        same = [
            func.lower(column) if each.is_reference and column.name != "child_ref" else column
            for each, column in zip(sheet.key_fields, key, strict=True)
        ]
        first = func.min(rows.c.row).over(partition_by=same)
        numbered = select(rows.c.row, *key, first.label("first")).where(
            *(column.is_not(None) for column in key)
        )
        seen = numbered.subquery()
        return broken_rows(seen, sheet.key[0], seen.c.row > seen.c.first, other=seen.c.first)

    headings = " and ".join(f"{{{place}}}" for place in range(len(sheet.key)))
    verb = "is" if len(sheet.key) == 1 else "are"
    return Rule(
        sheet.key,
        f"The same {headings} {verb} on row {{other}} too.",
        sheet.repeated or find,
        remedy="Delete one of the rows, or correct it.",
        name="one_row_a_key",
    )


def _within_days_covered(day: str) -> Rule:
    def find(rows: Table, staged: Staged) -> Select[Any] | None:
        if not staged.covers:
            return None
        return broken_rows(rows, day, ~rows.c[day].between(*staged.covers))

    return Rule(
        (day,),
        "This is outside the days covered, {covers[0]:%d/%m/%Y} to {covers[1]:%d/%m/%Y}.",
        find,
        remedy="Correct {0}, or the days covered.",
    )


def _not_ahead(column: str) -> Rule:
    return row_rule(
        (column,),
        "{0} is after the date of the extract",
        lambda row, staged: row[column] > staged.extracted_on,
    )
