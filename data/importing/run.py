"""One import, from the files given to what they changed."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, case, func, insert, select

from data.clock import utc_now
from data.importing.cells.values import read_lists
from data.importing.coverage import Span, record_coverage, span_of
from data.importing.extract import StagedExtract
from data.importing.files.reading import FoundSheets, Source
from data.importing.likely_mistakes import (
    CONFIRMED,
    TO_BE_CONFIRMED,
    LikelyMistake,
    SheetChange,
    Tolerance,
    likely_mistakes,
)
from data.importing.mapping.applying import ROWS_PER_PART
from data.importing.mapping.declaration import Mapping
from data.importing.mapping.likeness import likely_meaning
from data.importing.mapping.opening import open_sheets
from data.importing.problems import Problems
from data.recording.comparing import Counts
from data.recording.derived_tables import DUTY_TABLES, update_derived_tables
from data.recording.duty_days import DUTY_DAYS_SOURCES
from data.recording.snapshots import Removal
from data.recording.staging import LAST_FILE_ROW, Staging, analyse, take_write_lock
from data.recording.writing import RECORD_TABLES, DaysCovered, Progress, Writer, Writing
from data.reference_files import REFERENCE, areas_changed_by
from data.sheets import SHEETS
from data.tables import import_file, import_refusal, import_run, is_undone

TOLERANCE = Tolerance()
BeforeCommit = Callable[[Connection, int], None]
"""Called within an import's transaction, with the number of the import."""


@dataclass(frozen=True)
class SheetOutcome:
    """What one sheet brought: rows read, and records that are new, changed and withdrawn."""

    file: str
    sheet: str
    sha256: str
    read: int
    new: int
    changed: int
    withdrawn: int
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What an import did or, on a dry run, would have done.

    `import_id` is None where nothing was written: on a dry run, and where nothing differs.
    """

    import_id: int | None
    extracted_on: date
    sheets: tuple[SheetOutcome, ...]

    @property
    def to_be_confirmed(self) -> tuple[str, ...]:
        """After a dry run: what looks like a mistake, and must be confirmed."""
        return tuple(
            f"{sheet.sheet}: {notice.removeprefix(TO_BE_CONFIRMED)}"
            for sheet in self.sheets
            for notice in sheet.notices
            if notice.startswith(TO_BE_CONFIRMED)
        )


def import_files(
    engine: Engine,
    paths: Sequence[Path],
    *,
    extracted_on: date | None = None,
    covers: DaysCovered | None = None,
    is_demo: bool = False,
    dry_run: bool = False,
    is_confirmed: bool = False,
    tolerance: Tolerance = TOLERANCE,
    reference: Path = REFERENCE,
    progress: Progress | None = None,
    by: str | None = None,
    mapping: Mapping | None = None,
    only_sheet: str = "",
    is_snapshot: bool = False,
    removals: abc.Mapping[str, Removal] | None = None,
    before_commit: BeforeCommit | None = None,
) -> Outcome:
    """Import workbooks, CSV files or folders of them: all of it, or nothing.

    `extracted_on` is the date of the extract. By default it is the date given before, if every file
    was imported then; else the newest date above the headings of a mapped sheet; else today.
    `covers` are the first and last day that sheets written by day cover: by default, each from its
    first row to its last. `by` says who imports, for the history.

    A `mapping` says how to read a workbook of another layout, and `only_sheet` that only its sheet
    of that name is read, such as one of an earlier month. `is_snapshot` says that a sheet whose
    records end lists only those that have not ended. A record that is missing from it is a problem,
    unless `removals` is given, which says when records ended, where that is known. `before_commit`
    is called with the connection and the number of the import.

    An import that looks like a mistake (see `tolerance`) is refused unless `is_confirmed`; on a dry
    run, the notices say what must be confirmed.

    Raises Refused with every problem found; then nothing is written but a note of the refusal.
    """
    report_progress = progress or (lambda _label, _done, _total: None)
    problems = Problems()
    with (
        open_sheets(paths, mapping, only_sheet, problems) as found,
        engine.connect() as connection,
        connection.begin() as transaction,
    ):
        take_write_lock(connection)
        staging = Staging(connection)
        day = (
            extracted_on
            or _date_given_before(connection, found.sources)
            or _date_above_headings_or_today(found)
        )
        _refuse_future(day, paths, problems)
        extract = StagedExtract(staging, read_lists(connection, reference), problems, day, covers)
        extract.stage(found.sources, report_progress)
        extract.keep_absent(is_snapshot, removals)
        extract.apply_rules(report_progress)
        if not problems:
            outcome, mistakes = _write(
                extract, found.notices, is_demo, report_progress, tolerance, by, dry_run=dry_run
            )
            if before_commit and outcome.import_id is not None:
                before_commit(connection, outcome.import_id)
            if not (dry_run or is_confirmed):
                _add_mistakes(mistakes, outcome, problems)
            if not problems and outcome.import_id is not None and not dry_run:
                staging.drop()
                analyse(connection)
                return outcome
        transaction.rollback()
    if problems:
        if not dry_run:
            _record_refusal(engine, problems)
        raise problems.refusal(found.locate, partial(likely_meaning, extract.lists))
    return replace(outcome, import_id=None)


def _add_mistakes(mistakes: list[LikelyMistake], outcome: Outcome, problems: Problems) -> None:
    files = {each.sheet: each.file for each in outcome.sheets}
    for mistake in mistakes:
        file = files.get(mistake.sheet, ", ".join(dict.fromkeys(files.values())))
        problems.add(file, mistake.problem, mistake.remedy, sheet=mistake.sheet)


def _write(
    extract: StagedExtract,
    notices: list[str],
    is_demo: bool,
    progress: Progress,
    tolerance: Tolerance,
    by: str | None,
    *,
    dry_run: bool,
) -> tuple[Outcome, list[LikelyMistake]]:
    """Write what the extract changes. Returns that, and what must be confirmed.

    Where nothing is new, the outcome has no import_id, and what was written must be rolled back.
    """
    connection, day = extract.staging.connection, extract.extracted_on
    not_undone = case((~is_undone(), import_run.c.extracted_on))
    newest = select(func.max(import_run.c.import_id), func.max(not_undone))
    last_id, last_day = connection.execute(newest).one()
    import_id = (last_id or 0) + 1
    connection.execute(
        insert(import_run).values(
            import_id=import_id,
            extracted_on=day,
            imported_at=utc_now(),
            is_demo=is_demo,
            imported_by=by,
        )
    )
    writing = Writing(extract.staging, import_id, day, extract.covers, progress)
    counts = _write_sheets(writing, extract)
    if last_day and day < last_day:
        notices = [*notices, f"A later extract, of {last_day:%d/%m/%Y}, was imported before."]
    areas = areas_changed_by(connection, import_id)
    if areas:
        notices = [*notices, f"The reference files have changed these areas: {', '.join(areas)}."]
    by_day = [name for name, sheet in SHEETS.items() if sheet.writes.day]
    if extract.covers and not extract.sheets.keys() & set(by_day):
        needed = " or ".join(by_day)
        notices = [*notices, f"The days covered were ignored: there is no {needed} sheet."]
    sheets = [
        SheetOutcome(
            staged.source.file,
            name,
            staged.source.sha256,
            staged.read,
            notices=(*([] if place else notices), *staged.notices),
            **asdict(counts[name]),
        )
        for place, (name, staged) in enumerate(extract.sheets.items())
    ]
    spans = dict(_spans(extract))
    covers_more = record_coverage(connection, import_id, spans)
    is_new = (
        bool(writing.changed) or covers_more or bool(areas) or last_day is None or day > last_day
    )
    if not is_new:
        return Outcome(None, day, tuple(sheets)), []
    sheet_changes = [_sheet_change(extract, each, spans) for each in sheets]
    spans_of_rows = (
        {} if extract.covers else {name: spans[name] for name in by_day if name in spans}
    )
    mistakes = list(
        likely_mistakes(
            connection, import_id, sheet_changes, day, last_day, tolerance, spans_of_rows
        )
    )
    noted = list(_with_mistakes_noted(sheets, mistakes, TO_BE_CONFIRMED if dry_run else CONFIRMED))
    _record_files(connection, import_id, noted)
    return Outcome(import_id, day, tuple(noted)), mistakes


def _with_mistakes_noted(
    sheets: Sequence[SheetOutcome], mistakes: Sequence[LikelyMistake], message: str
) -> Iterator[SheetOutcome]:
    """The sheets, with what must be or was confirmed as notices: those about the whole extract, as
    notices of the first sheet."""
    for each in sheets:
        of_sheet = [
            mistake for mistake in mistakes if (mistake.sheet or sheets[0].sheet) == each.sheet
        ]
        confirmed = (f"{message}{mistake.problem}" for mistake in of_sheet)
        yield replace(each, notices=(*each.notices, *confirmed))


def _sheet_change(
    extract: StagedExtract, sheet: SheetOutcome, spans: abc.Mapping[str, Span]
) -> SheetChange:
    """What a sheet changes, as `likely_mistakes` looks at it."""
    rows = extract.sheets[sheet.sheet].tables.rows
    last_row = func.max(rows.c.row % ROWS_PER_PART)
    query = select(func.coalesce(last_row, 0)).where(rows.c.row < LAST_FILE_ROW)
    days = None
    if SHEETS[sheet.sheet].writes.day:
        first, last = extract.covers or spans.get(sheet.sheet, (None, extract.extracted_on))
        days = (first, last) if first else None
    return SheetChange(
        sheet.sheet,
        sheet.read,
        sheet.changed,
        sheet.withdrawn,
        extract.staging.connection.execute(query).scalar_one(),
        days,
    )


def _record_files(connection: Connection, import_id: int, sheets: Sequence[SheetOutcome]) -> None:
    for each in sheets:
        connection.execute(
            insert(import_file).values(
                import_id=import_id,
                file=each.file[:255],
                sha256=each.sha256,
                sheet=each.sheet,
                rows_read=each.read,
                rows_new=each.new,
                rows_changed=each.changed,
                rows_withdrawn=each.withdrawn,
                notices="\n".join(each.notices),
            )
        )


def _spans(extract: StagedExtract) -> Iterator[tuple[str, Span]]:
    """The first and last day of each sheet that covers any day."""
    connection, day, covers = extract.staging.connection, extract.extracted_on, extract.covers
    for name, each in extract.sheets.items():
        if span := span_of(connection, SHEETS[name], each.tables, day, covers):
            yield name, span


def _write_sheets(writing: Writing, extract: StagedExtract) -> dict[str, Counts]:
    """Bring the records of every sheet up to date, those that share a writer together.

    Returns, by sheet, how many of its records are new, changed and withdrawn.
    """
    given = {name: sheet for name, sheet in SHEETS.items() if name in extract.sheets}
    by_writer: dict[Writer, list[str]] = {}
    for name, sheet in given.items():
        by_writer.setdefault(sheet.writes, []).append(name)
    counts: dict[str, Counts] = {}
    for writer, names in by_writer.items():
        staged = {given[name].record: extract.sheets[name].tables for name in names}
        by_record = writer.write(writing, staged)
        counts |= {name: by_record[given[name].record] for name in names}
    if writing.changed & DUTY_DAYS_SOURCES:
        update_derived_tables(writing.staging, writing.import_id, *DUTY_TABLES)
    writing.progress("Writing", RECORD_TABLES, RECORD_TABLES)
    return counts


def holds_demo(engine: Engine) -> bool:
    """Whether any data is of the demonstration. Such a database stays a demonstration for good."""
    with engine.connect() as connection:
        return bool(connection.scalar(select(func.max(case((import_run.c.is_demo, 1), else_=0)))))


def _date_given_before(connection: Connection, sources: list[Source]) -> date | None:
    """The date of the extract when these files were last imported; None where any was not."""
    prints = {source.sha256 for source in sources}
    run = import_run.c
    known = connection.execute(
        select(import_file.c.sha256, func.max(run.extracted_on))
        .join(import_run, run.import_id == import_file.c.import_id)
        .where(import_file.c.sha256.in_(prints))
        .group_by(import_file.c.sha256)
    ).all()
    return max(day for _, day in known) if known and len(known) == len(prints) else None


def _date_above_headings_or_today(found: FoundSheets) -> date:
    """The newest day above the headings of the sheets; without one, today. A notice says which."""
    today = _today()
    above = max((day for day in found.days if day <= today), default=None)
    found.notices.append(
        f"It is of {above:%d/%m/%Y}: that date stands above its headings."
        if above
        else f"No day was given, so it counts as of today, {today:%d/%m/%Y}. If its lists were "
        "right on another day, give that day (--extracted-on)."
    )
    return above or today


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _refuse_future(day: date, paths: Sequence[Path], problems: Problems) -> None:
    """No extract knows days to come, and what is released of such months is kept for good."""
    if day > (today := _today()):
        problems.add(
            ", ".join(path.name for path in paths),
            f"This extract is said to be of {day:%d/%m/%Y}, and today is {today:%d/%m/%Y}.",
            "Give the day on which its lists were right.",
        )


def _record_refusal(engine: Engine, problems: Problems) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(import_refusal).values(
                refused_at=utc_now(),
                files=", ".join(problems.files()),
                problems=len(problems),
                summary=problems.summary(),
            )
        )
