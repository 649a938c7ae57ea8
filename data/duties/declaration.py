"""What a duty to a child is: what starts its clock, what fulfils it, and by when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeAlias

from sqlalchemy import Column, ColumnElement, true
from sqlalchemy.sql.selectable import FromClause

IN_TIME, LATE, DUE, OVERDUE = "Done in time", "Done late", "Due", "Overdue"
UNDATED = "Done, date not known"
NOT_APPLICABLE = "Not applicable"
STATES = (OVERDUE, DUE, LATE, IN_TIME, NOT_APPLICABLE, UNDATED)
"""The state of a duty to a child on a day: exactly one of these, the most urgent first."""

LOOKS_BACK = 90
"""A record of up to so many days before the clock starts fulfils a duty: an assumption."""

Due = Literal[
    "standard", "search of the day", "day before 18", "first listing", "second planned panel"
]
Rows: TypeAlias = Callable[[FromClause], ColumnElement[bool]]
RowsSince: TypeAlias = Callable[[FromClause, ColumnElement[Any]], ColumnElement[bool]]


def every_row(*_: Any) -> ColumnElement[bool]:
    """All rows of a table."""
    return true()


@dataclass(frozen=True)
class Evidence:
    """The records that fulfil a duty: `day` is the column of their day, in a table that has the
    references of children.

    `counts` is true of the rows that fulfil it. Rows of which `carries_over` is true, given the day
    on which the clock of an entry starts, also fulfil the duty of that entry, however old they are.
    `triggered` is the column of the day on which the clock started, where that is not the usual
    one. `undated` is true of a row that says the duty was done, on a day that is not known.
    """

    day: Column[date]
    counts: Rows = every_row
    carries_over: RowsSince | None = None
    triggered: Column[date] | None = None
    undated: Column[bool] | None = None

    @cached_property
    def alias(self) -> FromClause:
        """The table under another name, so that it can be joined to itself."""
        alias: FromClause = self.table.alias("evidence")
        return alias

    @property
    def table(self) -> Any:
        """The table of the records."""
        return self.day.table


@dataclass(frozen=True)
class Duty:
    """What is to be done for each child on the tracker.

    `label` is its name for readers; `in_sentence` is its name within a sentence, such as "a first
    visit"; `sheet` is the sheet that it is known from; `holder` is who has to do it. `first_called`
    is the name that a duty had before its label: files and databases keep it.

    Its clock starts on the day of being added, or on the day that triggered what fulfils it, where
    that is recorded; if later, when its first standard came into force. It is due after the number
    of days of the standard in force when the clock started, or by the rule of its own that `due`
    names.

    A duty that `repeats` is to be done again within its standard for as long as the child is on
    the tracker; its standard may depend on the child's status. `keeps_all` is false where the sheet
    holds only the newest day on which it was done: it is then never known to have been done late.
    """

    label: str
    in_sentence: str
    sheet: str
    evidence: Evidence
    holder: str = "County Lines team"
    repeats: bool = False
    keeps_all: bool = True
    due: Due = "standard"
    first_called: str = ""

    @property
    def key(self) -> str:
        """Its name in `standards.csv`, in the sheet `not_applicable` and in the database."""
        return self.first_called or self.label

    @property
    def name(self) -> str:
        """Its name in addresses and in `clvt figures`: the key in small letters."""
        return re.sub(r"\W+", "_", self.key.lower().replace("'", ""))
