"""Month-end counts of the importer, compared with looking at every spell at every month end.

The days of random series are few: month ends, year ends and 29 February, on which entries begin,
end and begin again.
"""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, Table, delete, or_, select, text

from data.database import MIGRATIONS
from data.importing.run import import_files
from data.keeping.checking import violations
from data.recording.comparing import content
from data.recording.derived_tables import rebuild
from data.tables import spell_days, tracker_month, tracker_spell
from queries.ask import Question
from queries.filters import Filters, Period, month_start
from queries.oversight import tracker
from tests.importing.test_series import empty_database
from tests.invented.random_data import DAYS, STATUSES
from tests.invented.random_extracts import FIRST
from tests.invented.random_extracts import extracts as plain_extracts
from tests.invented.workbooks import entry, write_csvs
from tests.questions.test_questions import answer
from tests.sampling import few_examples
from tests.slow.counting_rules import DISTRICT, age, in_area, months_of, trend_period
from tests.slow.importer import RECORDS, Known, Rows, slow_import

Spells = list[dict[str, Any]]

# They replace the two dates of birth of other series. Nobody is 18 before the last of DAYS.
BORN = {
    date(2008, 2, 29): [date(2008, 2, 29), date(2012, 2, 29), date(2020, 2, 29)],
    date(2009, 1, 3): [date(2006, 4, 1), date(2006, 4, 2), date(2008, 3, 31), date(2009, 1, 1)],
}
SHEETS = ("tracker", "changes")


# A slow count


def spells_known(engine: Engine, import_id: int) -> Spells:
    spell = tracker_spell.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(tracker_spell).where(
                spell.known_from <= import_id,
                or_(spell.known_until.is_(None), spell.known_until > import_id),
            )
        )
        return [dict(row) for row in rows.mappings()]


def on_day(spells: Spells, day: date, chosen: Filters) -> Spells:
    return [
        spell
        for spell in spells
        if spell["starts_on"] <= day
        and (spell["ends_on"] is None or day < spell["ends_on"])
        and in_area(spell["area_code"], chosen)
        and chosen.status in (None, spell["status"])
        and chosen.gender in (None, spell["gender"])
    ]


def age_band(spell: dict[str, Any], day: date) -> str:
    born = spell["born"]
    years = age(born and date.fromisoformat(str(born)), day)
    if years is None:
        return "Unknown"
    bands = {"Under 10": 10, "10 to 13": 14, "14 to 15": 16, "16 to 17": 18, "18 and over": 999}
    return next(band for band, below in bands.items() if years < below)


TRENDS: dict[Question, Callable[[dict[str, Any], date], str]] = {
    tracker.children_by_month_and_status: lambda spell, _: str(spell["status"]),
    tracker.children_by_month_and_gender: lambda spell, _: str(spell["gender"]),
    tracker.children_by_month_and_area: lambda spell, _: spell["area_code"] or "Unknown",
    tracker.children_by_month_and_district: lambda spell, _: DISTRICT.get(
        spell["area_code"], "Unknown"
    ),
    tracker.children_by_month_and_age: age_band,
}


def slow_trend(
    spells: Spells, of: Callable[[dict[str, Any], date], str], chosen: Filters
) -> list[tuple[date, str, int]]:
    """A row for each of the 24 months and each value that occurs at any of their ends."""
    counts = {
        month: Counter(of(spell, last) for spell in on_day(spells, last, chosen))
        for month, _, last in months_of(trend_period(chosen.as_at))
    }
    met = sorted({value for count in counts.values() for value in count})
    return [(month, value, count[value]) for month, count in counts.items() for value in met]


# Series of extracts around month ends


@st.composite
def series(draw: st.DrawFn) -> list[tuple[dict[str, Rows], date]]:
    """Extracts in order, each with its date, in which records are corrected, withdrawn and
    re-entered."""
    known: Known = {table.name: {} for table in RECORDS}
    when = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=13, max_size=13, unique=True)))
    imports = []
    for _ in range(draw(st.integers(2, 4))):
        sheets, _ = draw(plain_extracts(known))
        sheets = {name: rows for name, rows in sheets.items() if name in SHEETS}
        if not sheets:
            continue
        number = draw(st.integers(0, 12))
        known = slow_import(known, sheets, FIRST + timedelta(number), None)
        born = {plain: draw(st.sampled_from(dates)) for plain, dates in BORN.items()}
        days: dict[Any, date] = {FIRST + timedelta(n): day for n, day in enumerate(when)}
        moved = {
            name: [{head: (days | born).get(cell, cell) for head, cell in row.items()} for row in s]
            for name, s in sheets.items()
        }
        imports.append((moved, when[number]))
    return imports


@st.composite
def filters(draw: st.DrawFn, newest: int) -> Filters:
    after = st.dates(date(2021, 3, 1), date(2031, 12, 31))
    as_at = draw(st.one_of(st.sampled_from(DAYS), after))
    known = draw(st.sampled_from([newest, *range(newest + 1)]))
    everything = Filters(as_at, Period(as_at, as_at), known)
    if draw(st.booleans()):
        return everything
    return replace(
        everything,
        district=draw(st.sampled_from([None, None, "City", "County"])),
        area=draw(st.sampled_from([None, None, "gedling", "Unknown"])),
        status=draw(st.sampled_from([None, None, *STATUSES])),
        gender=draw(st.sampled_from([None, None, "Male", "Unknown"])),
    )


def import_series(engine: Engine, folder: Path, imports: list[tuple[dict[str, Rows], date]]) -> int:
    """Import them into an emptied database. Returns the id of the newest import."""
    empty_database(engine)
    newest = 0
    for sheets, extracted_on in imports:
        done = import_files(
            engine,
            [write_csvs(folder, sheets)],
            extracted_on=extracted_on,
            is_confirmed=True,
        )
        newest = done.import_id or newest
    return newest


# The comparison


@few_examples
@given(data=st.data())
def test_trends_of_imported_data_equal_the_slow_count(
    writing: Engine, reading: Engine, tmp_path: Path, data: st.DataObject
) -> None:
    newest = import_series(writing, tmp_path / "extract", data.draw(series()))
    for _ in range(3):
        chosen = data.draw(filters(newest))
        spells = spells_known(reading, chosen.known)
        for asked, of in TRENDS.items():
            slow = slow_trend(spells, of, chosen)
            assert list(answer(asked, chosen, reading).rows) == slow, (asked.name, chosen)


def test_a_birthday_of_29_february_in_2100_is_1_march(
    writing: Engine, reading: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no 29 February in 2100 or 2102. After 18 nothing changes any more."""
    monkeypatch.setattr("data.importing.run._today", lambda: date(2100, 4, 1))
    row = entry(added=date(2099, 6, 1), Date_of_birth=date(2084, 2, 29))
    folder = write_csvs(tmp_path / "extract", {"tracker": [row]})
    import_files(writing, [folder], extracted_on=date(2100, 4, 1))
    month = tracker_month.c
    with reading.connect() as connection:
        found = connection.execute(select(month.month, month.age_from, month.change)).all()
    assert sorted(tuple(each) for each in found) == [
        (209906, 14, 1),
        (210003, 14, -1),
        (210003, 16, 1),
        (210203, 16, -1),
        (210203, 18, 1),
    ]
    as_at = date(2100, 4, 1)
    chosen = Filters(as_at, Period(as_at, as_at), known=1)
    ages = answer(tracker.children_by_month_and_age, chosen, reading).rows
    assert [each for each in ages if each[0] in (date(2100, 2, 1), date(2100, 3, 1))] == [
        (date(2100, 2, 1), "14 to 15", 1),
        (date(2100, 2, 1), "16 to 17", 0),
        (date(2100, 3, 1), "14 to 15", 0),
        (date(2100, 3, 1), "16 to 17", 1),
    ]


@few_examples
@given(imports=series())
def test_a_migration_counts_the_months_of_earlier_imports_as_the_importer_does(
    writing: Engine, tmp_path: Path, imports: list[tuple[dict[str, Rows], date]]
) -> None:
    import_series(writing, tmp_path / "extract", imports)
    by_importer = month_versions(writing)
    count_by_the_migration(writing)
    assert month_versions(writing) == by_importer


@few_examples
@given(said=series())
def test_a_migration_writes_the_days_of_spells_that_imports_would_have_written(
    writing: Engine, tmp_path: Path, said: list[tuple[dict[str, Rows], date]]
) -> None:
    """A database of an earlier version gets the very rows that its imports would have written."""
    import_series(writing, tmp_path / "extract", said)
    by_importer = versions(writing, spell_days)
    with writing.begin() as connection:
        rebuild(connection, spell_days)
    assert versions(writing, spell_days) == by_importer
    assert not [each for each in violations(writing) if each.table == spell_days.name]


def month_versions(engine: Engine) -> Counter[tuple[Any, ...]]:
    return versions(engine, tracker_month)


def versions(engine: Engine, table: Table) -> Counter[tuple[Any, ...]]:
    names = ["known_from", "known_until", *content(table)]
    with engine.connect() as connection:
        rows = connection.execute(select(*(table.c[name] for name in names)))
        return Counter(tuple(row) for row in rows)


def count_by_the_migration(engine: Engine) -> None:
    """Count the months again with the migration that first counted them."""
    migration = runpy.run_path(
        str(MIGRATIONS / "versions/foundation/0004_month_ends_and_indexes.py")
    )
    number = migration["YYYYMMDD"][engine.dialect.name]
    days = {name: number.format(name) for name in ("starts_on", "ends_on")}
    with engine.begin() as connection:
        connection.execute(delete(tracker_month))
        connection.execute(text(migration["COUNT_MONTHS"].format(**days)))


@pytest.mark.parametrize("asked", TRENDS, ids=lambda asked: asked.name)
@pytest.mark.parametrize(
    "narrowed", [{}, {"district": "City"}, {"status": STATUSES[1], "gender": "Male"}], ids=str
)
def test_trends_of_the_demo_equal_the_children_on_the_tracker(
    asked: Question, narrowed: dict[str, str], demo_engine: Engine
) -> None:
    """The last month's children, and those of every month end before it."""
    as_at = date(2022, 11, 22)
    chosen = replace(Filters(as_at, Period(as_at, as_at), known=9999), **narrowed)  # type: ignore[arg-type]
    counted: Counter[date] = Counter()
    for month, _, children in answer(asked, chosen, demo_engine).rows:
        counted[month] += children
    assert counted[date(2022, 11, 1)] > 0
    for month, children in counted.items():
        last = min(month_start(month, -1) - timedelta(days=1), as_at)
        then = replace(chosen, as_at=last)
        assert children == answer(tracker.on_tracker, then, demo_engine).one()["children"], month
