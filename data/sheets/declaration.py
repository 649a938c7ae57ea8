"""The classes by which each sheet is declared, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Column, Date, FromClause, Select, String, Table, select

from data.recording.snapshots import Removal
from data.recording.staging import StagedTables, Staging
from data.recording.writing import DaysCovered, Writer, replace_all
from data.tables import key_of

List = Literal[
    "agencies",
    "areas",
    "finders",
    "first_responders",
    "genders",
    "panels",
    "referral_agencies",
    "removal_reasons",
    "stages",
    "statuses",
]


@dataclass(frozen=True)
class Whole:
    """A whole number from 0 to `most`. If it is `in_pounds`, £1,500 is also accepted."""

    most: int
    in_pounds: bool = False


@dataclass(frozen=True)
class OneOf:
    """One of these values. `aliases` are pairs of another word and the value that it means."""

    values: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DateOrYes:
    """A date, or Yes where the day is not known: `column` is then true, and the date empty.
    No and Not known mean the same as an empty cell."""

    column: Column[bool]


YES = "Yes"
YES_NO = OneOf(
    (YES, "No", "Not known"),
    (
        ("Y", YES),
        ("True", YES),
        ("N", "No"),
        ("False", "No"),
        ("NK", "Not known"),
        ("Unknown", "Not known"),
        ("Don't know", "Not known"),
    ),
)
"""An answer to a question. An empty cell means that no answer was recorded."""


@dataclass(frozen=True)
class Field:
    """A column of a sheet, and the column of a table that it fills.

    required: the column must be there.
    filled: its cells may not be empty, so that it is required, too: unless said here, this follows
    from the table, whose column may not be null.
    empty: the value of an empty cell.
    kind: what a cell holds, where that is neither text nor a date.
    listed: the reference list of its values.
    spelt: the values that are counted, corrected where only their case or spacing differs.
    several: references separated by semicolons, each a row of the column's own table.
    dates_as_iso: a text, in which a date is written as 2022-11-22.
    ahead: whether its date may be later than the extract's.
    also: other headings of such a column. They are suggested when a workbook is mapped, and used
    only when somebody has agreed.
    """

    heading: str
    column: Column[Any]
    required: bool = False
    filled: bool = False
    empty: str | None = None
    kind: Whole | OneOf | DateOrYes | None = None
    listed: List | None = None
    spelt: tuple[str, ...] = ()
    several: bool = False
    dates_as_iso: bool = False
    ahead: bool = True
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        must_be = not (self.column.nullable or self.several or self.empty is not None)
        object.__setattr__(self, "filled", self.filled or must_be)
        object.__setattr__(self, "required", self.required or self.filled)

    @property
    def is_date(self) -> bool:
        return isinstance(self.column.type, Date)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that a cell fills."""
        more = (self.kind.column,) if isinstance(self.kind, DateOrYes) else ()
        return (self.column, *more)

    @property
    def is_reference(self) -> bool:
        """Whether it holds references, whose case and spaces do not matter."""
        return self.column.name.endswith("_ref")

    @property
    def longest(self) -> int | None:
        """The most characters of a value; None where there is no limit."""
        return self.column.type.length if isinstance(self.column.type, String) else None


@dataclass(frozen=True)
class Staged:
    """What rules are given of an import: its staged sheets by name, its date, the days that it
    covers, and whether every file was found. `whole` names the sheets that have all required
    headings."""

    sheets: Mapping[str, StagedTables]
    whole: frozenset[str]
    every_file_was_found: bool
    extracted_on: date
    covers: DaysCovered | None

    def can_be_checked_against(self, sheet: str) -> bool:
        """Whether the sheet was read in full, or is not part of the import, so that a row that is
        not in it is really missing."""
        return sheet in self.whole if sheet in self.sheets else self.every_file_was_found

    def rows(self, sheet: str) -> Table | None:
        """The rows of a sheet, if it is part of the import."""
        return self.sheets[sheet].rows if sheet in self.sheets else None

    def given_or_known(self, sheet: str, record: Table) -> FromClause:
        """The rows of a sheet or, where it is not part of the import, the current records."""
        rows = self.rows(sheet)
        if rows is not None:
            return rows
        return select(record).where(record.c.known_until.is_(None)).subquery()

    def items(self, rows: Table, column: str) -> Table:
        """The table that holds a column of a sheet's rows: they or, if it is a list, its items."""
        if column in rows.c:
            return rows
        (parts,) = (each.parts for each in self.sheets.values() if each.rows is rows)
        return next(part for part in parts.values() if column in part.c)


@dataclass(frozen=True)
class Rule:
    """A rule that the rows of a sheet must keep, or usually keep.

    `find` is given the staged rows, and gives a query for those that break it (row, value to show,
    and another row or null), or None where it cannot be checked. A row that breaks it is a problem
    at the first of the columns. Without a remedy, it is no problem: the row is imported all the
    same, and a notice names it.

    `problem` and `remedy` may contain the columns' headings ({0}, {1} …), the other row ({other}),
    and {extracted_on} and {covers} of the import. Of a rule that is declared by its `name`,
    `values` are the values of the last column that it is about, if it is not about all of them.
    """

    columns: tuple[str, ...]
    problem: str
    find: Finder = field(repr=False)
    remedy: str = ""
    name: str = ""
    values: tuple[str, ...] = ()

    @property
    def is_notice(self) -> bool:
        return not self.remedy


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns, the record table that its rows become, and its rules.

    about: what has a row of its own, as the table of sheets in the README says it.
    writes: how the rows become records.
    stated: a column of the record, true where the sheet itself states it and it is not worked out.
    repeated: finds rows of the same record, where the sheet's key is not enough to tell.
    also: other names that people give such a sheet.
    leaves: the column of the day on which a record ends, where people may keep such a sheet as a
    list of the records that have not ended.
    keep_absent: adds the known records that are missing from such a list.
    covers_all_days: whether days before its first row are covered too, as nothing had happened on
    them. Of most sheets nothing is known of the days before people began to keep them.
    """

    name: str
    record: Table
    fields: tuple[Field, ...] = field(repr=False)
    about: str = field(default="", repr=False)
    rules: tuple[Rule, ...] = field(default=(), repr=False)
    writes: Writer = field(default=replace_all, repr=False)
    stated: Column[bool] | None = field(default=None, repr=False)
    repeated: Finder | None = field(default=None, repr=False)
    also: tuple[str, ...] = field(default=(), repr=False)
    leaves: str | None = field(default=None, repr=False)
    keep_absent: KeepAbsent | None = field(default=None, repr=False)
    covers_all_days: bool = field(default=False, repr=False)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a record, in the order of the table's key. The table's key may
        have others, which are worked out."""
        given = {each.column.name for each in self.single}
        return tuple(name for name in key_of(self.record) if name in given)

    @property
    def numbered(self) -> Sequence[str]:
        """The columns of the table's key that no cell fills: they number the records that would
        otherwise have the same key."""
        return [name for name in key_of(self.record) if name not in self.key]

    @property
    def single(self) -> Sequence[Field]:
        """The fields that hold one value."""
        return [each for each in self.fields if not each.several]

    @property
    def columns(self) -> Sequence[Column[Any]]:
        """The columns that a row fills, without its lists."""
        return [column for each in self.single for column in each.columns]

    @property
    def key_fields(self) -> Sequence[Field]:
        """The fields of the key, in its order."""
        by_name = {each.column.name: each for each in self.single}
        return [by_name[name] for name in self.key]

    @property
    def several(self) -> Sequence[Field]:
        """The fields that hold a list."""
        return [each for each in self.fields if each.several]

    def kept_with(self, listed: Field) -> Sequence[Field]:
        """The fields whose values each item of a list has too: those of the key, and those that the
        list's own table repeats."""
        table = listed.column.table.c
        repeated = [each for each in self.single if each.column.name in table]
        return [*self.key_fields, *(each for each in repeated if each not in self.key_fields)]

    @property
    def lists(self) -> Mapping[Column[Any], Sequence[str]]:
        """The column of each list, with the names of the columns of a row that its items have too:
        see `kept_with`."""
        return {
            each.column: [kept.column.name for kept in self.kept_with(each)]
            for each in self.several
        }

    @property
    def day(self) -> str | None:
        """The column with the day of a row: the first date that is always filled in, if any."""
        days = (each.column.name for each in self.fields if each.is_date and each.filled)
        return next(days, None)

    def heading(self, column: str) -> str:
        """The heading of a column of the table."""
        return next(each.heading for each in self.fields if each.column.name == column)


KeepAbsent = Callable[[Staging, Table, date, Mapping[str, Removal]], list[str]]
Finder = Callable[[Table, Staged], Select[Any] | None]
