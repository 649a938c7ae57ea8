"""Random series of extracts, compared with a slow importer that uses dictionaries.

After each import every table is compared as a whole, under both clocks: what the database says was
known at each import so far must be what the slow importer knew then.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, or_, select

from data.importing.run import Outcome, import_files
from data.recording.comparing import content
from data.tables import (
    coverage,
    duty_days,
    duty_times,
    import_file,
    import_run,
    spell_days,
    tracker_month,
)
from tests.invented.random_extracts import FIRST, days, extracts
from tests.invented.random_sheets import PLAIN, cells
from tests.invented.workbooks import write_csvs
from tests.sampling import few_examples
from tests.slow.importer import KEYS, RECORDS, Known, Rows, slow_import


@few_examples
@given(st.data())
def test_any_series_of_extracts_gives_the_same_rows_as_a_slow_importer(
    writing: Engine, tmp_path: Path, data: st.DataObject
) -> None:
    empty_database(writing)
    known: Known = {table.name: {} for table in RECORDS}
    then: dict[int, Known] = {}
    newest, covered = date.min, set[tuple[str, date]]()
    for _ in range(data.draw(st.integers(2, 5))):
        sheets, covers = data.draw(extracts(known))
        on = data.draw(days)
        folder = write_csvs(
            tmp_path / "extract",
            {
                name: [cells(PLAIN[name], row) for row in rows] if name in PLAIN else rows
                for name, rows in sheets.items()
            },
        )
        tried = data.draw(st.booleans()) and import_files(
            writing, [folder], extracted_on=on, covers=covers, dry_run=True
        )
        done = import_files(writing, [folder], extracted_on=on, covers=covers, is_confirmed=True)
        assert not tried or counts(tried) == counts(done)
        after = slow_import(known, sheets, on, covers)
        spoken = covered_days(sheets, on, covers)
        assert (done.import_id is None) == (after == known and on <= newest and spoken <= covered)
        known = after
        covered |= spoken if done.import_id is not None else set()
        if done.import_id is not None:
            then[done.import_id] = after
            newest = max(newest, on)
    for import_id, was in then.items():
        assert records_known_at(writing, import_id) == was


def covered_days(sheets: dict[str, Rows], on: date, covers: Any) -> set[tuple[str, date]]:
    """The days that an import covers, by sheet: every day, except for reports."""
    days = [FIRST + timedelta(n) for n in range((on - FIRST).days + 1)]
    spoken = {(name, day) for name in sheets for day in days}
    submitted = [row["Submitted"] for row in sheets.get("intelligence", [])]
    first, last = covers or (min(submitted, default=None), max(submitted, default=None))
    return {
        (name, day)
        for name, day in spoken
        if name != "intelligence" or (first and last and first <= day <= last)
    }


def empty_database(engine: Engine) -> None:
    with engine.begin() as connection:
        worked_out = (duty_days, duty_times, spell_days, tracker_month)
        for table in (*RECORDS, *worked_out, coverage, import_file, import_run):
            connection.execute(table.delete())


def counts(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(each.sheet, each.new, each.changed, each.withdrawn) for each in outcome.sheets]


def records_known_at(engine: Engine, import_id: int) -> Known:
    """Every record as it was known at an import; a key known twice shows as a difference."""
    known: Known = {}
    with engine.connect() as connection:
        for table in RECORDS:
            names = content(table)
            rows = connection.execute(
                select(*(table.c[name] for name in names)).where(
                    table.c.known_from <= import_id,
                    or_(table.c.known_until.is_(None), table.c.known_until > import_id),
                )
            ).mappings()
            found = [dict(row) for row in rows]
            known[table.name] = {KEYS[table.name](row): row for row in found}
            assert len(known[table.name]) == len(found)
    return known
