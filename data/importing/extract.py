"""The files of one import, staged and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select

from data.importing.cells.checking import SHOWN_OF_A_VALUE, check_rows, read_heading
from data.importing.cells.values import Lists
from data.importing.files.reading import Source
from data.importing.problems import Problems, Unreadable
from data.recording.staging import StagedRows, Staging
from data.recording.writing import Covers, Progress
from data.sheets import SHEETS
from data.sheets.declaration import Rule, Staged
from data.sheets.rules import key_rule, late_dates

ROWS_NAMED = 10


@dataclass
class StagedSheet:
    """A sheet in its temporary table. It is whole when its headings are all there."""

    source: Source
    staged: StagedRows
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
        staged = self.staging.sheet(
            sheet.name,
            [each.column for each in sheet.single],
            sheet.key,
            [each.column for each in sheet.several],
        )
        read = 0
        for chunk in check_rows(source, heading, rows, self.lists, self.problems):
            self.staging.fill(staged.rows, chunk.rows)
            for each in sheet.several:
                self.staging.fill(staged.parts[each.column.table], chunk.parts[each])
            read += len(chunk.rows)
            progress(f"Reading {sheet.name}", read, max(about, read))
        self.staging.settle(staged.rows, *staged.parts.values())
        if not read and heading.is_whole:
            heading.notices.append(sheet.writes.about_no_rows(self.covers))
        self.sheets[sheet.name] = StagedSheet(
            source, staged, heading.is_whole, read, heading.notices
        )

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
            {name: sheet.staged for name, sheet in self.sheets.items()},
            whole,
            self._every_file_was_found,
            self.extracted_on,
            self.covers,
        )

    def _rules(self) -> Iterator[Rule]:
        seen = self._seen()
        for name, staged in self.sheets.items():
            yield key_rule(SHEETS[name], staged.staged.rows)
        for name, sheet in SHEETS.items():
            if name in self.sheets:
                yield from sheet.rules(seen)

    def _unusual(self) -> Iterator[tuple[str, str, Select[Any]]]:
        seen = self._seen()
        for name, staged in self.sheets.items():
            for text, rows in late_dates(SHEETS[name], staged.staged.rows, self.extracted_on):
                yield name, text, rows
        for name, sheet in SHEETS.items():
            if name in self.sheets:
                for text, rows in sheet.notices(seen):
                    yield name, text, rows
