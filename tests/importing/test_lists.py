"""A sheet may have several lists of references, each of which becomes records of its own table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, or_, select

from data.importing.problems import Refused
from data.importing.run import import_files
from data.sheets import SHEETS, TRACKER, Field, Sheet
from data.sheets.rules import refers_to
from tests.invented.workbooks import entry, write_csvs

made_up = MetaData()


def made_up_table(name: str, *columns: Column[Any], key: tuple[str, ...]) -> Table:
    """A versioned table that no other test uses."""
    clocks = [Column(clock, Integer) for clock in ("known_from", "known_until")]
    version = Column("version_id", Integer, primary_key=True)
    return Table(name, made_up, version, *clocks, *columns, info={"key": key})


VISIT = made_up_table("made_up_visit", Column("visit_ref", String(10)), key=("visit_ref",))
SEEN, PRESENT = (
    made_up_table(
        f"made_up_{name}",
        Column("visit_ref", String(10)),
        Column("child_ref", String(10)),
        key=("visit_ref", "child_ref"),
    )
    for name in ("seen", "present")
)
VISITS = Sheet(
    "visits",
    VISIT,
    (
        Field("Visit ref", VISIT.c.visit_ref, filled=True),
        Field("Seen", SEEN.c.child_ref, several=True),
        Field("Present", PRESENT.c.child_ref, several=True),
    ),
)


@pytest.fixture
def visits(writing: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database and an importer that know such a sheet."""
    monkeypatch.setitem(SHEETS, VISITS.name, VISITS)
    made_up.create_all(writing)
    yield writing
    made_up.drop_all(writing)


def import_visits(engine: Engine, folder: Path, day: int, *rows: dict[str, str]) -> None:
    sheets = {"tracker": [entry("A"), entry("B")], "visits": rows}
    files = write_csvs(folder / "files", sheets)
    import_files(engine, [files], extracted_on=date(2022, 11, day), is_confirmed=True)


def keys_known(engine: Engine, table: Table, at: int) -> set[tuple[str, ...]]:
    c = table.c
    was_known = c.known_from <= at, or_(c.known_until.is_(None), c.known_until > at)
    keys = select(*(c[name] for name in table.info["key"])).where(*was_known)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(keys)]
    assert len(found) == len(set(found))
    return set(found)


def test_each_list_is_recorded_and_withdrawn_by_itself(visits: Engine, tmp_path: Path) -> None:
    first = {"Visit ref": "V1", "Seen": "A; B", "Present": "B"}
    second = {"Visit ref": "V2", "Seen": "", "Present": "A, Z, A"}
    import_visits(visits, tmp_path, 1, first, second)
    import_visits(visits, tmp_path, 2, first | {"Present": "A"}, second)
    import_visits(visits, tmp_path, 3, second)
    assert [keys_known(visits, VISIT, at) for at in (1, 2, 3)] == [
        {("V1",), ("V2",)},
        {("V1",), ("V2",)},
        {("V2",)},
    ]
    assert [keys_known(visits, SEEN, at) for at in (1, 2, 3)] == [
        {("V1", "A"), ("V1", "B")},
        {("V1", "A"), ("V1", "B")},
        set(),
    ]
    assert [keys_known(visits, PRESENT, at) for at in (1, 2, 3)] == [
        {("V1", "B"), ("V2", "A"), ("V2", "Z")},
        {("V1", "A"), ("V2", "A"), ("V2", "Z")},
        {("V2", "A"), ("V2", "Z")},
    ]


def test_a_reference_that_is_not_known_is_reported_by_row_and_value(
    visits: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = (VISITS.fields[0], VISITS.fields[2])
    monkeypatch.setitem(
        SHEETS, "visits", Sheet("visits", VISIT, fields, rules=(refers_to(TRACKER, "child_ref"),))
    )
    with pytest.raises(Refused) as refused:
        import_visits(
            visits,
            tmp_path,
            1,
            {"Visit ref": "V1", "Present": "A; B"},
            {"Visit ref": "V2", "Present": "Y; A; Z"},
        )
    found = [(each.row, each.column, each.value) for each in refused.value.problems]
    assert sorted(found) == [(3, "Present", "Y"), (3, "Present", "Z")]
    assert refused.value.problems[0].problem == "The sheet tracker has no such Tracker ref."
