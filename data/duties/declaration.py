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
"""What a duty to a child may be on a day: exactly one of these. In the order of their need."""

LOOKS_BACK = 90
"""Days before its clock starts in which a duty may have been fulfilled already: an assumption."""

Due = Literal[
    "standard", "search of the day", "18th birthday", "first listing", "second planned panel"
]
Rows: TypeAlias = Callable[[FromClause], ColumnElement[bool]]


def every_row(_: FromClause) -> ColumnElement[bool]:
    """All rows of a table."""
    return true()


@dataclass(frozen=True)
class Evidence:
    """The records that fulfil a duty: the day of a record that has a child's reference.

    `counts` says which records of the table do. Those of which `carries_over` is true fulfil the
    duty of a later entry too, however long ago they were. `undated` is true of a record that says
    it was done on a day that is not known.
    """

    day: Column[date]
    counts: Rows = every_row
    carries_over: Rows | None = None
    undated: Column[bool] | None = None

    @cached_property
    def alias(self) -> FromClause:
        """The table under a name of its own, beside the rows whose evidence it is."""
        alias: FromClause = self.table.alias("evidence")
        return alias

    @property
    def table(self) -> Any:
        """The table of the records."""
        return self.day.table


@dataclass(frozen=True)
class Duty:
    """Something that is to be done for each child on the tracker.

    `label` is how readers, `standards.csv` and the sheet `not_applicable` call it; `sheet` is the
    sheet without which nothing is known of it; `holder` is who has to do it, `said` what is done,
    as in "a first visit".

    Its clock starts on the day of being added or, if that was later, when its first standard came
    into force. It is due so many days later as the standard says that was in force when the clock
    started, or by the rule of its own that `due` names.

    One that `repeats` is to be done again within its standard for as long as the child is on the
    tracker; its standard may depend on the child's status. `keeps_all` is false where the sheet has
    only the newest day on which it was done: then it is never known to have been done late.
    """

    label: str
    said: str
    sheet: str
    holder: str
    evidence: Evidence
    repeats: bool = False
    keeps_all: bool = True
    due: Due = "standard"

    @property
    def name(self) -> str:
        """Its name in addresses and in `clvt figures`: the label in small letters."""
        return re.sub(r"\W+", "_", self.label.lower().replace("'", ""))
