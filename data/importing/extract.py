"""The files of one import, staged and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, Table

from data.importing.cells.checking import SHOWN_OF_A_VALUE, check_rows, read_heading
from data.importing.cells.values import Lists
from data.importing.files.reading import Source
from data.importing.problems import Problems, Unreadable
from data.importing.recording.staging import Staging
from data.sheets import INTELLIGENCE, SHEETS
from data.sheets.declaration import Covers, Rule, Staged
from data.sheets.rules import key_rule, late_dates

Progress = Callable[[str, int, int], None]
ROWS_NAMED = 10


@dataclass
class StagedSheet:
    """A sheet in its temporary table. It is whole when its headings are all there."""

    source: Source
    rows: Table
    is_whole: bool
    read: int
    notices: list[str]


@dataclass
class Extract:
    """What the files of one import say, as at one date."""

    staging: Staging
    lists: Lists
    problems: Problems
    extracted_on: date
    covers: Covers | None
    sheets: dict[str, StagedSheet] = field(default_factory=dict, init=False)
    tables: dict[str, Table] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._every_file_was_found = not self.problems

    def stage(self, sources: list[Source], progress: Progress) -> None:
        """Read every sheet, check its cells, and put its rows in temporary tables."""
        for source in sources:
            if source.sheet not in self.sheets:
                try:
                    self._stage_sheet(source, progress)
                except Unreadable as error:
                    self.problems.add(
                        source.file, error.problem, error.remedy, sheet=source.sheet, row=error.row
                    )

    def _stage_sheet(self, source: Source, progress: Progress) -> None:
        sheet = SHEETS[source.sheet]
        about, rows = source.read()
        heading = read_heading(source, rows, self.problems)
        table, parts = self.staging.sheet(sheet)
        staged = StagedSheet(source, table, heading.is_whole, 0, heading.notices)
        for chunk in check_rows(source, heading, rows, self.lists, self.problems):
            self.staging.fill(table, chunk.rows)
            staged.read += len(chunk.rows)
            if parts is not None:
                self.staging.fill(parts, chunk.parts)
            progress(f"Reading {sheet.name}", staged.read, max(about, staged.read))
        self.staging.settle(table)
        self.sheets[sheet.name], self.tables[sheet.name] = staged, table
        if parts is not None and sheet.several:
            self.staging.settle(parts)
            self.tables[sheet.several.column.table.name] = parts
        if not staged.read and heading.is_whole:
            staged.notices.append(self._about_no_rows(sheet.name))

    def _about_no_rows(self, sheet: str) -> str:
        if sheet != INTELLIGENCE.name:
            return "There are no rows: all that was known from this sheet is withdrawn."
        if self.covers:
            return "There are no rows: all reports of the days covered are withdrawn."
        return "There are no rows, and no days said to be covered: nothing is withdrawn."

    def apply_rules(self, progress: Progress) -> None:
        """Look across the rows. What breaks a rule is a problem; what is unusual, a notice."""
        rules = list(self._rules())
        for done, rule in enumerate(rules, start=1):
            staged = self.sheets[rule.sheet.name]
            for row, value, other in self.staging.connection.execute(rule.broken):
                self.problems.add(
                    staged.source.file,
                    rule.problem.format(other=other),
                    rule.remedy,
                    sheet=rule.sheet.name,
                    row=row,
                    column=rule.column,
                    value=None if value is None else str(value)[:SHOWN_OF_A_VALUE],
                )
            progress("Checking", done, len(rules))
        for name, text, unusual in self._unusual():
            rows = self.staging.connection.execute(unusual).scalars().all()
            if rows:
                named = ", ".join(map(str, rows[:ROWS_NAMED]))
                more = ", …" if len(rows) > ROWS_NAMED else ""
                where = f"row {named}" if len(rows) == 1 else f"{len(rows):,} rows: {named}{more}"
                self.sheets[name].notices.append(f"{text} ({where}).")

    def _seen(self) -> Staged:
        whole = frozenset(name for name, staged in self.sheets.items() if staged.is_whole)
        return Staged(
            self.tables, whole, self._every_file_was_found, self.extracted_on, self.covers
        )

    def _rules(self) -> Iterator[Rule]:
        seen = self._seen()
        for name, staged in self.sheets.items():
            yield key_rule(SHEETS[name], staged.rows)
        for name, sheet in SHEETS.items():
            if name in self.sheets:
                yield from sheet.rules(seen)

    def _unusual(self) -> Iterator[tuple[str, str, Select[Any]]]:
        seen = self._seen()
        for name, staged in self.sheets.items():
            for text, rows in late_dates(SHEETS[name], staged.rows, self.extracted_on):
                yield name, text, rows
        for name, sheet in SHEETS.items():
            if name in self.sheets:
                for text, rows in sheet.notices(seen):
                    yield name, text, rows
