"""`clvt check` finds nothing in a sound database, and names each kind of damage."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from typer.testing import CliRunner, Result

from dashboard.cli.commands import app
from dashboard.settings import settings
from data import access_log, releases
from data.access_log import Action, Event, triggers
from data.database import upgrade, writing_engine
from data.importing.run import import_files
from data.keeping.checking import violations
from data.tables import key_of, metadata, record_tables
from tests.conftest import copy_of
from tests.invented.releasing import force, write_and_release
from tests.invented.workbooks import (
    action,
    annotation,
    attendance,
    change,
    encounter,
    entry,
    inapplicable,
    listing,
    meeting,
    missing,
    nrm,
    panel_meeting,
    referral,
    report,
    sca,
    schooling,
    search,
    stage,
    toolkit,
    visit,
    write_workbook,
)

RECORDS = record_tables()
DAMAGE = {
    "two versions of a record are current": "UPDATE child SET known_from = 1, known_until = 3",
    "a version ends before it begins": "UPDATE child SET known_until = known_from",
    "the spell overlaps the next": "UPDATE tracker_spell SET ends_on = '2022-06-01' "
    "WHERE child_ref = 'CT-1' AND starts_on = '2022-01-10'",
    "the entry overlaps the child's next": "UPDATE tracker_entry SET removed_on = '2022-09-01' "
    "WHERE removed_on = '2022-05-01'",
    "it has no current tracker_entry": "DELETE FROM tracker_entry WHERE child_ref = 'CT-1'",
    "it has no current child": "DELETE FROM child WHERE child_ref = 'CT-1'",
    "it has no current tracker_spell": "DELETE FROM tracker_spell",
    "the count differs from the reports": "UPDATE intelligence_day SET reports = reports + 1",
    "the month's change differs": "DELETE FROM tracker_month",
    "the days of spells differ": "UPDATE spell_days SET status = ''",
    "the days of duties differ": "UPDATE duty_days SET first_visit_day = NULL",
    "the days of duties differ from the records": "UPDATE duty_days SET status = ''",
    "the times of repeated duties differ": "UPDATE duty_times SET status = ''",
    "a release has no counts": "INSERT INTO area_release (month_end, import_id, threshold, "
    "made_at) VALUES ('2022-10-31', 1, 5, '2022-11-01 00:00:00.000000')",
    "a month has no release": "INSERT INTO area_release (month_end, import_id, threshold, made_at) "
    "VALUES ('2022-08-31', 1, 5, '2022-11-01 00:00:00.000000'), "
    "('2022-10-31', 1, 5, '2022-11-01 00:00:00.000000')",
}


@pytest.fixture(scope="module")
def sound_database(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with two imports and a record of every kind."""
    folder, engine = tmp_path_factory.mktemp("sound"), writing_engine(shared_url)
    sheets = {
        "tracker": [
            entry("CT-1"),
            entry("CT-2", Date_removed="2022-05-01"),
            entry("CT-2", "2022-07-01"),
        ],
        "changes": [change("CT-1"), change("CT-1", From="2022-03-01", Home_area="Ashfield")],
        "intelligence": [report(Tracker_refs="CT-1"), report("INT-2", "2022-02-01")],
        "nsd_stages": [stage()],
        "meetings": [meeting()],
        "annotations": [annotation()],
        "searches": [search(Tracker_refs="CT-1", Children_linked=1)],
        "education": [schooling()],
        "panel_meetings": [panel_meeting()],
        "panel_attendance": [attendance()],
        "toolkits": [toolkit()],
        "panel_list": [listing()],
        "panel_actions": [action()],
        "not_applicable": [inapplicable()],
        "visits": [visit()],
        "referrals": [referral()],
        "missing": [missing()],
        "nrm": [nrm()],
        "sca_in": [sca()],
        "encounters": [encounter()],
    }
    for day in (date(2022, 11, 1), date(2022, 11, 22)):
        book = write_workbook(folder / "book.xlsx", sheets)
        import_files(engine, [book], extracted_on=day)
        sheets["tracker"][0]["Gender"] = "Female"
    engine.dispose()
    return shared_url


@pytest.fixture
def sound_copy(sound_database: str, tmp_path: Path) -> Iterator[Engine]:
    """A copy of the sound database, to be damaged."""
    with copy_of(sound_database, tmp_path) as url:
        engine = writing_engine(url)
        yield engine
        engine.dispose()


def damage(engine: Engine, statement: str) -> None:
    """Change the database in spite of its own rules."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.execute(text(statement))
        connection.commit()
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        else:
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")
            connection.commit()


def test_nothing_is_found_in_a_sound_database(sound_copy: Engine) -> None:
    with sound_copy.connect() as connection:
        for table in RECORDS:
            assert connection.execute(table.select()).first(), f"no row of {table} is checked"
    assert violations(sound_copy) == []


@pytest.mark.parametrize("problem", DAMAGE)
def test_each_kind_of_damage_is_named(sound_copy: Engine, problem: str) -> None:
    damage(sound_copy, DAMAGE[problem])
    found = [str(each) for each in violations(sound_copy)]
    assert any(problem in each for each in found), found


OF_ANOTHER_KIND = {
    "tracker_entry: added_on is no date": "UPDATE tracker_entry SET added_on = '2022-02-30' "
    "WHERE version_id = 1",
    "tracker_spell: starts_on is no date": "UPDATE tracker_spell SET starts_on = 'last spring' "
    "WHERE version_id = 1",
    "child: date_of_birth is no date": "UPDATE child SET date_of_birth = 2008",
    "import_run: imported_at is no time": "UPDATE import_run SET imported_at = 'long ago'",
    "intelligence_day: reports is no whole number": "UPDATE intelligence_day SET reports = 'many'",
    "visit: visited_on is no date": "UPDATE visit SET visited_on = ''",
}


@pytest.mark.parametrize("problem", OF_ANOTHER_KIND)
def test_a_value_of_another_kind_is_named(sound_copy: Engine, problem: str) -> None:
    if sound_copy.dialect.name == "postgresql":  # which refuses it
        with pytest.raises(DatabaseError):
            damage(sound_copy, OF_ANOTHER_KIND[problem])
        return
    damage(sound_copy, OF_ANOTHER_KIND[problem])
    assert any(str(each).startswith(problem) for each in violations(sound_copy))


@pytest.mark.parametrize("at", ["2022-11-22 10:10:10.999999", "2022-12-31 23:59:59.999500"])
def test_a_time_in_the_last_moment_of_a_second_is_valid(sound_copy: Engine, at: str) -> None:
    damage(sound_copy, f"UPDATE import_run SET imported_at = '{at}'")
    assert violations(sound_copy) == []


RELEASE_CHANGED = [
    "UPDATE area_release_cell SET value = 3, symbol = NULL WHERE month_end = '2022-01-31' "
    "AND geography = 'gedling' AND measure = 'on_tracker'",
    "UPDATE area_release SET threshold = 6 WHERE month_end = '2022-01-31'",
    "UPDATE area_release SET withheld = 'x' WHERE month_end = '2022-01-31'",
    "DELETE FROM area_release_cell WHERE month_end = '2022-01-31' AND measure = 'gender'",
]


@pytest.mark.parametrize("statement", RELEASE_CHANGED)
def test_a_release_that_somebody_changed_is_named_with_its_trigger_back_in_place(
    writing: Engine, statement: str
) -> None:
    write_and_release(force({"gedling": 9}), writing)
    assert violations(writing) == []
    table = statement.split()[1] if statement.startswith("UPDATE") else statement.split()[2]
    with writing.begin() as connection, triggers.without_triggers(connection, table):
        connection.exec_driver_sql(statement)
    with writing.connect() as connection:
        assert triggers.missing(connection) == []
    assert "area_release: it is not as it was made: 2022-01-31" in map(str, violations(writing))


@pytest.mark.parametrize(
    "where", ["1 = 1", "month_end = (SELECT min(month_end) FROM area_release)"]
)
def test_a_release_that_has_lost_its_fingerprint_is_named(writing: Engine, where: str) -> None:
    write_and_release(force({"gedling": 9}), writing)
    with writing.begin() as connection, triggers.without_triggers(connection, "area_release"):
        connection.exec_driver_sql(f"UPDATE area_release SET fingerprint = NULL WHERE {where}")
    lost = [each.month_end for each in releases.stored(writing) if each.fingerprint is None]
    assert [str(each) for each in violations(writing)] == [
        f"area_release: the fingerprint was removed: {month_end}" for month_end in lost
    ]


def test_a_release_from_before_fingerprints_is_only_counted(writing: Engine) -> None:
    write_and_release(force({"gedling": 9}), writing)
    oldest, *later = releases.month_ends(writing)
    empty = f"UPDATE area_release SET fingerprint = NULL WHERE month_end = '{oldest}'"
    with writing.begin() as connection, triggers.without_triggers(connection, "area_release"):
        connection.exec_driver_sql(empty)
        newest = "SELECT version_num FROM alembic_version"
        revision = connection.exec_driver_sql(newest).scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0038'")
        upgrade(connection, "0039")
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    assert later
    assert violations(writing) == []
    assert access_log.verify(writing) == []


def test_an_import_that_the_log_names_and_the_database_lacks_is_reported(
    sound_copy: Engine,
) -> None:
    access_log.record(sound_copy, Event("ines", "inspector", Action.CONSULT, data_version=9))
    assert "so imports were lost" in str(violations(sound_copy)[0])


def test_a_row_that_refers_to_a_missing_row_is_reported(sound_copy: Engine) -> None:
    damage(sound_copy, "UPDATE nsd_stage SET area_code = 'atlantis'")
    assert "nsd_stage: area_code is not in area: 1, atlantis" in map(str, violations(sound_copy))


@pytest.mark.parametrize("record", RECORDS, ids=lambda table: table.name)
def test_the_database_refuses_a_second_current_version(sound_database: str, record: object) -> None:
    engine = writing_engine(sound_database)
    table = metadata.tables[str(record)]
    names = ", ".join(column.name for column in table.columns if column.name != "version_id")
    twice = (
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {table.name} "
        "WHERE known_until IS NULL LIMIT 1"
    )
    assert key_of(table)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(twice))
    engine.dispose()


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """check(url, …): what `clvt check …` says of a database."""

    def check(url: str, *arguments: str) -> Result:
        monkeypatch.setenv("CLVT_DATABASE_URL", url)
        settings.cache_clear()
        return CliRunner().invoke(app, ["check", *arguments])

    return check


def test_the_command_names_what_is_wrong_and_then_fails(
    check: Callable[..., Result], sound_copy: Engine
) -> None:
    url = sound_copy.url.render_as_string(hide_password=False)
    without_releases = check(url)
    assert without_releases.exit_code == 0, "Releases are made when somebody opens one."
    assert re.search(r"month-end releases? (is|are) not made yet", without_releases.output)
    damage(sound_copy, "DELETE FROM tracker_month")
    assert "tracker_month: the month's change differs" in check(url).output


def test_the_command_says_that_nothing_is_wrong(
    check: Callable[..., Result], database_url: str
) -> None:
    ended = check(database_url)
    assert (ended.exit_code, ended.output.splitlines()[0]) == (
        0,
        "Nothing is wrong with the database.",
    )


def test_events_lost_with_the_write_ahead_log_are_found_by_a_head(
    sqlite_url: str, tmp_path: Path, check: Callable[..., Result]
) -> None:
    """Somebody copied clvt.db without clvt.db-wal beside it, which held the newest events."""
    engine = writing_engine(sqlite_url)
    for _ in range(8):
        access_log.record(engine, Event("ines", "inspector", Action.CONSULT))
    head = access_log.head(engine)
    copied = tmp_path / "copied.db"
    copied.write_bytes((tmp_path / "clvt.db").read_bytes())
    engine.dispose()
    with sqlite3.connect(copied) as connection:
        assert connection.execute("SELECT count(*) FROM access_event").fetchone() == (0,)
    ended = check(f"sqlite:///{copied}", "--expect", str(head))
    assert ended.exit_code == 1
    assert "Event 8 was noted earlier, and is missing." in ended.output


def test_a_file_with_damaged_pages_is_named(
    sqlite_url: str, tmp_path: Path, check: Callable[..., Result]
) -> None:
    with sqlite3.connect(tmp_path / "clvt.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'uq_child_current'"
        )
        (page,) = found.fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with (tmp_path / "clvt.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    ended = check(sqlite_url)
    assert ended.exit_code == 1
    assert "the file: it is damaged" in ended.output
