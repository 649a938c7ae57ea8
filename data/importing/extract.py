"""The files of one import, staged and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from data.importing.cells.checking import LONGEST_VALUE_SHOWN, RowsFound, check_rows, read_headings
from data.importing.cells.values import Lists
from data.importing.files.reading import Source
from data.importing.problems import Problems, Unreadable
from data.importing.spelling import rows_nearly_alike, use_known_spelling
from data.recording.anonymous import delete_anonymous
from data.recording.snapshots import Removal
from data.recording.staging import LAST_FILE_ROW, StagedTables, Staging
from data.recording.writing import DaysCovered, Progress
from data.sheets import SHEETS
from data.sheets.declaration import Rule, Sheet, Staged
from data.sheets.rules import rules_of
from data.tables import import_file, import_run, is_undone


@dataclass
class StagedSheet:
    """A sheet in its temporary table. `is_whole`: all required headings are there."""

    source: Source
    tables: StagedTables
    is_whole: bool
    read: int
    notices: list[str]


@dataclass
class StagedExtract:
    """The content of the files of one import, as at one date."""

    staging: Staging
    lists: Lists
    problems: Problems
    extracted_on: date
    covers: DaysCovered | None
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
                    self.problems.add_error(source.file, error, source.sheet)
        self._leave_out_anonymous()

    def _leave_out_anonymous(self) -> None:
        """Leave out what sheets still hold about children whom `clvt retention` made anonymous."""
        given = {SHEETS[name].record: each.tables for name, each in self.sheets.items()}
        days = {SHEETS[name].record: SHEETS[name].day for name in self.sheets}
        deleted = delete_anonymous(self.staging.connection, given, days)
        for name, each in self.sheets.items():
            if count := deleted[SHEETS[name].record]:
                each.notices.append(
                    f"Left out: {count:,} mentions of children who left the tracker long ago and "
                    "were made anonymous."
                )

    def _stage_sheet(self, source: Source, progress: Progress) -> None:
        sheet = SHEETS[source.sheet]
        row_estimate, rows = source.read()
        headings = read_headings(source, rows, self.problems)
        staged = self.staging.sheet_tables(
            sheet.name, sheet.columns, sheet.key, sheet.lists, sheet.numbered
        )
        read = 0
        for chunk in check_rows(source, headings, rows, self.lists, self.problems):
            self.staging.fill(staged.rows, chunk.rows)
            for each in sheet.several:
                self.staging.fill(staged.parts[each.column.table], chunk.parts[each])
            read += len(chunk.rows)
            progress(f"Reading {sheet.name}", read, max(row_estimate, read))
        self.staging.index_filled(*staged.all_tables)
        use_known_spelling(self.staging, sheet, staged)
        if not read and headings.is_whole:
            headings.notices.append(sheet.writes.no_rows_notice(self.covers))
        self.sheets[sheet.name] = StagedSheet(
            source, staged, headings.is_whole, read, headings.notices
        )

    def keep_absent(self, is_snapshot: bool, removals: Mapping[str, Removal] | None) -> None:
        """Keep the known records that are missing from a sheet of current records only.

        Each missing record is a problem, unless `removals` says that those missing have ended.
        """
        for name, staged in self.sheets.items():
            sheet = SHEETS[name]
            if sheet.keep_absent is None or not (is_snapshot or staged.source.is_snapshot):
                continue
            rows = staged.tables.rows
            absent_refs = sheet.keep_absent(self.staging, rows, self.extracted_on, removals or {})
            if removals is None and not self.problems:
                for ref in absent_refs:
                    self._add_question_about(staged.source, sheet, ref)
                self.problems.absent_refs = tuple(absent_refs)
            elif absent_refs:
                # Without references: readers who may not see records do see the notices.
                staged.notices.append(
                    f"Children who are not on this list, and so count as removed (by "
                    f"{self.extracted_on:%d/%m/%Y} where no day is given): {len(absent_refs):,}."
                )
                staged.notices.extend(self._removed_too_early(sheet, absent_refs, removals or {}))

    def _removed_too_early(
        self, sheet: Sheet, absent_refs: Sequence[str], removals: Mapping[str, Removal]
    ) -> Iterator[str]:
        """A notice of those said to have been removed before a day on which a list had them."""
        was_on = self.staging.connection.scalar(
            select(func.max(import_run.c.extracted_on))
            .join(import_file, import_file.c.import_id == import_run.c.import_id)
            .where(import_file.c.sheet == sheet.name, ~is_undone())
        )
        days = [removals[ref].on for ref in absent_refs if ref in removals]
        if was_on and (early := sum(bool(day and day < was_on) for day in days)):
            yield (
                f"Of these, {early:,} {'is' if early == 1 else 'are'} said to have been removed "
                f"before {was_on:%d/%m/%Y}, and still stood on the list then: check the days."
            )

    def _add_question_about(self, source: Source, sheet: Sheet, ref: str) -> None:
        self.problems.add(
            source.file,
            "This child was on the tracker and is not on the list. Was the child removed, when and "
            "why?",
            "If all the children who are missing were removed, import it with --snapshot "
            "--confirm-removals: they count as removed by the date of the extract, until a full "
            "extract says when. If not, put them back on the list.",
            sheet=sheet.name,
            column=sheet.heading(sheet.key[0]),
            value=ref,
        )

    def apply_rules(self, progress: Progress) -> None:
        """Apply the rules of the sheets. A broken rule is a problem or a notice, as it declares."""
        staged = Staged(
            {name: sheet.tables for name, sheet in self.sheets.items()},
            frozenset(name for name, sheet in self.sheets.items() if sheet.is_whole),
            self._every_file_was_found,
            self.extracted_on,
            self.covers,
        )
        rules = [
            (sheet, rule)
            for name, sheet in SHEETS.items()
            if name in self.sheets
            for rule in rules_of(sheet)
        ]
        for done, (sheet, rule) in enumerate(rules, start=1):
            query = rule.find(staged.sheets[sheet.name].rows, staged)
            if query is not None:
                add = self._add_rule_notice if rule.is_notice else self._add_rule_problems
                add(sheet, rule, self.staging.connection.execute(query))
            progress("Checking", done, len(rules))
        self._add_near_duplicates()

    def _add_near_duplicates(self) -> None:
        """Add a notice of the rows whose child may be another one, spelled otherwise. Without
        references: readers who may not see records do see the notices."""
        given = {SHEETS[name]: each.tables for name, each in self.sheets.items()}
        for sheet, rows in rows_nearly_alike(self.staging, given, self.lists.references):
            heading = sheet.heading("child_ref")
            self._add_notice(
                sheet,
                f"{heading} looks like another but for a space, a sign or a zero: "
                "is it the same child?",
                rows,
            )

    def _add_rule_problems(self, sheet: Sheet, rule: Rule, broken: Iterable[Any]) -> None:
        for row, value, other in broken:
            self.problems.add(
                self.sheets[sheet.name].source.file,
                self._rule_text(sheet, rule, rule.problem, self._row_name(sheet, other)),
                self._rule_text(sheet, rule, rule.remedy, self._row_name(sheet, other)),
                sheet=sheet.name,
                row=row,
                column=sheet.heading(rule.columns[0]),
                value=None if value is None else str(value)[:LONGEST_VALUE_SHOWN],
            )

    def _add_rule_notice(self, sheet: Sheet, rule: Rule, broken: Iterable[Any]) -> None:
        text = self._rule_text(sheet, rule, rule.problem).removesuffix(".")
        self._add_notice(sheet, text, [row for row, *_ in broken])

    def _add_notice(self, sheet: Sheet, text: str, found: Iterable[int]) -> None:
        """Add a notice about rows of a sheet, which names the first of them."""
        rows = RowsFound(names=self.sheets[sheet.name].source.row_names)
        for row in dict.fromkeys(found):
            if row < LAST_FILE_ROW:
                rows.add(row)
        if rows.count:
            self.sheets[sheet.name].notices.append(f"{text} ({rows}).")

    def _row_name(self, sheet: Sheet, row: int | None) -> str | None:
        if row is None or row > LAST_FILE_ROW:
            return None if row is None else "(known before)"
        return self.sheets[sheet.name].source.row_names([row])

    def _rule_text(self, sheet: Sheet, rule: Rule, text: str, other: str | None = None) -> str:
        headings = [sheet.heading(name) for name in rule.columns]
        return text.format(
            *headings, other=other, extracted_on=self.extracted_on, covers=self.covers
        )
