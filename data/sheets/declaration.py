"""What a sheet and its columns are: each sheet declares itself in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Column, Date, Select, String, Table

from data.recording.leaving import Left
from data.recording.staging import StagedRows, Staging
from data.recording.writing import Covers, Writer, replace_all
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
    """A whole number from `least` to `most`. One `in_pounds` may be written as £1,500."""

    most: int
    least: int = 0
    in_pounds: bool = False


@dataclass(frozen=True)
class OneOf:
    """One of these values. `aliases` are other words for them, as pairs of a word and its value."""

    values: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DateOrYes:
    """A date, or Yes where the day is not known: `column` is then true, and the date stays empty.
    No and Not known are the same as an empty cell."""

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
"""An answer to a question. An empty cell is no answer: it was not recorded."""


@dataclass(frozen=True)
class Field:
    """A column of a sheet, and the column of a table that it fills.

    required: the column must be there. filled: its cells may not be empty. empty: what an empty
    cell means. kind: what a cell holds, where that is neither text nor a date. listed: the
    reference list its values are from. spelt: values that are set right where only their case or
    spacing differs. several: references separated by a semicolon, each a row of the column's own
    table. ahead: whether its date may be later than the extract's. also: other headings that people
    give such a column; they are suggested when a workbook is mapped, and used only once
    somebody has agreed.
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
        """Whether it is what a record is called, however its letters and spaces are written."""
        return self.column.name.endswith("_ref")

    @property
    def longest(self) -> int | None:
        """How many characters fit; None: any number."""
        return self.column.type.length if isinstance(self.column.type, String) else None


@dataclass(frozen=True)
class Staged:
    """What the rules see of one import: its staged sheets by name, and what else is known of it.

    `whole` names the sheets that have all their headings.
    """

    sheets: Mapping[str, StagedRows]
    whole: frozenset[str]
    every_file_was_found: bool
    extracted_on: date
    covers: Covers | None

    def can_be_checked_against(self, sheet: str) -> bool:
        """Whether a row that is missing from the sheet is missing indeed, and not only unread."""
        return sheet in self.whole if sheet in self.sheets else self.every_file_was_found

    def rows(self, sheet: str) -> Table | None:
        """The rows of a sheet, if it is part of the import."""
        return self.sheets[sheet].rows if sheet in self.sheets else None

    def items(self, sheet: Sheet, column: str) -> Table:
        """The table that holds a column of a sheet: its rows or, if it is a list, its items."""
        staged = self.sheets[sheet.name]
        lists = [each.column for each in sheet.several if each.column.name == column]
        return staged.parts[lists[0].table] if lists else staged.rows


@dataclass(frozen=True)
class Rule:
    """What the rows of a sheet must keep to, or usually do.

    `name` and `columns` tell it from the sheet's other rules. `find` gives a query for the rows
    that break it (row, value to show, and another row or null), or None where it cannot be looked
    at. A row that breaks it is a problem, shown in the first of the columns; if it `is_notice`, the
    row is imported all the same, and its number is among the notices.

    `problem` and `remedy` may name the columns' headings ({0}, {1} …), {other}, the other row, and
    {extracted_on} and {covers} of the import. `values` are those of the last of the columns of
    which the rule speaks, if it does not speak of all.
    """

    name: str
    columns: tuple[str, ...]
    problem: str
    remedy: str
    find: Finder = field(repr=False)
    is_notice: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns, the record table that its rows become, and what its rows keep to.

    `about` says what a row is, where the headings do not. `writes` says how the rows become
    records. `stated` is a column of the record that tells those which the sheet itself states from
    others that are worked out. `repeated` finds rows that are of the same record as another, where
    the sheet's key alone does not tell. `also` are words by which people name such a sheet.
    `leaves` is the column of the day on which a record ends, where people keep such sheets as a
    list of those that have not ended; `keep_absent` then adds the known records that are not on it.
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

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the sheet that tell one record from another, as the table declares them.
        What else is in the record's key is worked out."""
        given = {each.column.name for each in self.single}
        return tuple(name for name in key_of(self.record) if name in given)

    @property
    def single(self) -> Sequence[Field]:
        """The fields that hold one value a row."""
        return [each for each in self.fields if not each.several]

    @property
    def columns(self) -> Sequence[Column[Any]]:
        """The columns that a row fills, but for its lists."""
        return [column for each in self.single for column in each.columns]

    @property
    def key_fields(self) -> Sequence[Field]:
        """The fields that make up the key, in its order."""
        by_name = {each.column.name: each for each in self.single}
        return [by_name[name] for name in self.key]

    @property
    def several(self) -> Sequence[Field]:
        """The fields that hold a list a row."""
        return [each for each in self.fields if each.several]

    @property
    def day(self) -> str | None:
        """The column of the day of which a row speaks, if there is one: the first date that is
        always filled in."""
        days = (each.column.name for each in self.fields if each.is_date and each.filled)
        return next(days, None)

    def heading(self, column: str) -> str:
        """What the sheet calls a column of the table."""
        return next(each.heading for each in self.fields if each.column.name == column)


KeepAbsent = Callable[[Staging, Table, date, Mapping[str, Left]], list[str]]
Finder = Callable[[Sheet, Staged], Select[Any] | None]
