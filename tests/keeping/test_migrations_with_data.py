"""A database with data is brought through every version and stays sound."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, MetaData, func, select, text
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.settings import settings
from data.database import migrate, upgrade, writing_engine
from data.importing.run import import_files
from data.keeping.checking import violations
from data.tables import intelligence_link
from tests.invented.workbooks import entry, write_workbook
from tests.keeping.test_migrations import FILES, differences

EARLIER = [file.name[:4] for file in FILES[:-1]]
DAY = date(2022, 1, 10)
# The value of a column, by its name. Other columns are null, or have a value of their type.
CELLS: dict[str, Any] = {
    "import_id": 1,
    "known_from": 1,
    "known_until": None,
    "child_ref": "CT-1",
    "report_ref": "INT-1",
    "area_code": "gedling",
    "home_area_code": "gedling",
    "previous_area_code": None,
    "previous_status": None,
    "status": "Open to the County Lines team",
    "gender": "Male",
    "born": 20080201,
    "date_of_birth": date(2008, 2, 1),
    "ends_on": None,
    "removed_on": None,
    "removal_reason": None,
    "flag": "County Lines",
    "stage": "Live",
    "role": "leader",
    "username": "lee",
    "reports": 1,
    "is_first": True,
    "is_last": True,
}
NUMBERED = ("version_id", "file_id")  # by the database itself
FILLED = (
    "import_run",
    "import_file",
    "child",
    "tracker_entry",
    "tracker_spell",
    "tracker_meeting",
    "intelligence_report",
    "intelligence_link",
    "intelligence_day",
    "nsd_stage",
    "account",
    "account_area",
)


def fill(connection: Connection) -> None:
    """Fill each empty table with a row, as its columns are in this version."""
    there = MetaData()
    read = {"local_authority", "area", *FILLED, "tracker_month"}
    there.reflect(connection, only=lambda name, _: name in read, resolve_fks=False)

    def is_empty(name: str) -> bool:
        table = there.tables.get(name)
        return table is not None and connection.execute(select(table)).first() is None

    for name, code in (("local_authority", "E07000173"), ("area", "gedling")):
        if is_empty(name):
            row = {each.name: cell_value(each) for each in there.tables[name].columns}
            row |= {"code": code, "name": "Gedling"}
            row |= {"local_authority": "E07000173"} if name == "area" else {}
            connection.execute(there.tables[name].insert().values(row))
    for name in filter(is_empty, FILLED):
        columns = there.tables[name].columns
        row = {each.name: cell_value(each) for each in columns if each.name not in NUMBERED}
        connection.execute(there.tables[name].insert().values(row))
    if is_empty("tracker_month"):
        row = {"known_from": 1, "month": 202201, "area_code": "gedling", "gender": "Male"}
        row |= {"status": CELLS["status"]}
        birthdays = ((10, 202201, 202202), (14, 202202, 202402), (16, 202402, 202602))
        changes = [(age, month, 1) for age, month, _ in birthdays]
        changes += [(age, month, -1) for age, _, month in birthdays] + [(18, 202602, 1)]
        for age, month, change in changes:
            of_month = {"age_from": age, "month": month, "change": change}
            connection.execute(there.tables["tracker_month"].insert().values(row | of_month))


def cell_value(column: Any) -> Any:
    if column.name in CELLS:
        return CELLS[column.name]
    if column.nullable:
        return None
    kind = column.type.python_type
    return {int: 1, bool: False, date: DAY, datetime: datetime.combine(DAY, time()), str: "x"}[kind]


def test_every_version_with_data_is_brought_up_to_the_next(
    empty_database_url: str, tmp_path: Path
) -> None:
    engine = writing_engine(empty_database_url)
    for revision in EARLIER:
        with engine.begin() as connection:
            upgrade(connection, revision)
            fill(connection)
    migrate(empty_database_url)
    assert differences(engine) == []
    assert violations(engine) == []
    with engine.connect() as connection:
        for name in FILLED:
            counted = select(func.count()).select_from(text(name))
            assert connection.execute(counted).scalar_one() == 1, name
    book = write_workbook(tmp_path / "book.xlsx", {"tracker": [entry(), entry("CT-2")]})
    assert import_files(engine, [book], extracted_on=date(2022, 11, 22)).import_id == 2
    assert violations(engine) == []
    engine.dispose()


def test_a_link_has_the_day_of_each_version_of_its_report(empty_database_url: str) -> None:
    first, second = date(2022, 1, 10), date(2022, 2, 10)
    of_report = "INSERT INTO intelligence_report (report_ref, flag, submitted_on, known_from,"
    with writing_engine(empty_database_url).begin() as connection:
        upgrade(connection, "0040")
        runs = MetaData()
        runs.reflect(connection, only=["import_run"])
        table = runs.tables["import_run"]
        for number in (1, 2, 3):
            row = {each.name: cell_value(each) for each in table.columns} | {"import_id": number}
            connection.execute(table.insert().values(row))
        for values in (
            {"day": first, "since": 1, "until": 2},
            {"day": second, "since": 2, "until": None},
        ):
            into = text(f"{of_report} known_until) VALUES ('INT-1', '', :day, :since, :until)")
            connection.execute(into, values)
        for child_ref, since, until in (("CT-1", 1, None), ("CT-2", 1, 2), ("CT-3", 2, 3)):
            connection.execute(
                text(
                    "INSERT INTO intelligence_link (report_ref, child_ref, known_from, known_until)"
                    " VALUES ('INT-1', :child_ref, :since, :until)"
                ),
                {"child_ref": child_ref, "since": since, "until": until},
            )
        upgrade(connection)
        link = intelligence_link.c
        found = connection.execute(
            select(link.child_ref, link.submitted_on, link.known_from, link.known_until).order_by(
                link.child_ref, link.known_from
            )
        ).all()
    assert [tuple(row) for row in found] == [
        ("CT-1", first, 1, 2),
        ("CT-1", second, 2, None),
        ("CT-2", first, 1, 2),
        ("CT-3", second, 2, 3),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["migrate"],
        ["users", "list"],
        ["figures"],
        ["release", "--month", "2022-09", "--as", "inspector"],
        ["pack", "--as-at", "2022-11-22", "-o", "pack.pdf"],
        ["pack", "verify", __file__],
        ["check"],
        ["history"],
        ["undo", "1"],
        ["retention", "--older-than", "6y"],
        ["log", "head"],
        ["log", "verify"],
        ["log", "export", "--to", "log.jsonl", "--recipients", "An inspector"],
    ],
)
def test_a_database_of_a_newer_version_is_refused_with_what_to_do(
    database_url: str, writing: Engine, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    monkeypatch.setenv("CLVT_DATABASE_URL", database_url)
    settings.cache_clear()
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 1
    assert "made by a newer version" in ended.output
    assert "clvt restore" in ended.output
