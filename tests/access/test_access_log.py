"""The access log only grows, and tampering with it is found."""

from __future__ import annotations

import hmac
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError
from typer.testing import CliRunner

from dashboard.cli.administration.log import app
from data import access_log, accounts
from data.access_log import Action, Break, Event, LogUnavailable
from data.database import writing_engine
from data.keys import log_key

CONSULTED = Event(
    "inspector",
    "inspector",
    Action.CONSULT,
    "Records",
    filters={"area": "gedling", "as_at": "2022-11-22"},
    child_refs=("CL-0001", "CL-0002"),
    purpose="Preparing the monthly meeting",
    row_count=2,
    data_version=20,
)


@pytest.fixture
def log(writing: Engine) -> Engine:
    """A log of five events."""
    for number in range(5):
        access_log.record(writing, Event("leader", "leader", Action.CONSULT, row_count=number))
    return writing


def test_every_event_is_stored_as_given(writing: Engine) -> None:
    access_log.record(writing, CONSULTED)
    lines = io.StringIO()
    assert access_log.export(writing, lines) == 1
    row = json.loads(lines.getvalue())
    assert row["who"] == row["role"] == "inspector"
    assert row["action"] == "consult"
    assert json.loads(row["child_refs"]) == ["CL-0001", "CL-0002"]
    assert json.loads(row["filters"]) == {"area": "gedling", "as_at": "2022-11-22"}
    assert (row["row_count"], row["data_version"]) == (2, 20)


def test_an_empty_log_and_an_untouched_log_are_intact(writing: Engine) -> None:
    assert access_log.verify(writing) == []
    access_log.record(writing, CONSULTED)
    assert access_log.verify(writing) == []
    assert access_log.head(writing).event_id == 1


def test_a_writer_that_waits_too_long_for_another_gets_an_error(
    writing: Engine, database_url: str
) -> None:
    impatient = writing_engine(database_url, patience=1)
    with access_log.recording(writing) as connection:
        with pytest.raises(LogUnavailable):
            access_log.record(impatient, CONSULTED)
        access_log.append(connection, CONSULTED)
    access_log.record(impatient, CONSULTED)
    impatient.dispose()
    assert access_log.head(writing).event_id == 2


def test_the_chain_can_be_checked_from_an_export_alone(log: Engine) -> None:
    lines = io.StringIO()
    access_log.export(log, lines)
    before = "0" * 64
    for line in lines.getvalue().splitlines():
        row = json.loads(line)
        digest = row.pop("hash")
        assert row["previous_hash"] == before
        written = json.dumps(row, sort_keys=True, separators=(",", ":"))
        assert hmac.new(log_key().encode(), written.encode(), "sha256").hexdigest() == digest
        before = digest


def test_many_writers_at_once_make_one_chain(writing: Engine) -> None:
    def write(writer: int) -> None:
        for number in range(10):
            access_log.record(
                writing, Event(f"writer{writer}", "leader", Action.CONSULT, str(number))
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert access_log.head(writing).event_id == 40
    assert access_log.verify(writing) == []


REFUSED = [
    "UPDATE access_event SET who = 'nobody' WHERE event_id = 2",
    "DELETE FROM access_event WHERE event_id = 5",
    "DELETE FROM access_event",
    "UPDATE access_log_head SET hash = 'x'",
    "UPDATE access_log_head SET event_id = 4",
    "UPDATE access_log_head SET event_id = 6",
    "DELETE FROM access_log_head",
    "INSERT INTO access_log_head (head_id, event_id, hash) VALUES (2, 0, 'x')",
    "INSERT INTO access_event SELECT 9, happened_at, who, role, action, page, filters, child_refs, "
    "purpose, recipients, row_count, suppression, change, data_version, previous_hash, hash, "
    "address FROM access_event WHERE event_id = 2",
]
REFUSED_BY_SQLITE = [
    "INSERT OR REPLACE INTO access_event SELECT 2, happened_at, 'nobody', role, action, page, "
    "filters, child_refs, purpose, recipients, row_count, suppression, change, data_version, "
    "previous_hash, hash, address FROM access_event WHERE event_id = 3",
    "UPDATE OR REPLACE access_event SET event_id = 3 WHERE event_id = 2",
    "REPLACE INTO access_log_head (head_id, event_id, hash) VALUES (1, 0, 'x')",
]
REFUSED_BY_POSTGRESQL = ["TRUNCATE access_event", "TRUNCATE access_log_head"]


def test_the_database_refuses_every_change_and_deletion(log: Engine) -> None:
    own = REFUSED_BY_SQLITE if log.dialect.name == "sqlite" else REFUSED_BY_POSTGRESQL
    for statement in REFUSED + own:
        with pytest.raises(DatabaseError), log.begin() as connection:
            connection.execute(text(statement))
    assert access_log.verify(log) == []
    assert access_log.head(log).event_id == 5


def change_without_triggers(engine: Engine, *statements: str) -> None:
    """What the owner of the database can do: remove the triggers, then change rows."""
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
            for (name,) in names.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("access_event", "access_log_head", "area_release", "area_release_cell"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "column",
    [
        "who",
        "role",
        "action",
        "page",
        "filters",
        "child_refs",
        "purpose",
        "recipients",
        "suppression",
        "change",
        "hash",
    ],
)
def test_a_changed_event_is_found_where_it_is(log: Engine, column: str) -> None:
    change_without_triggers(log, f"UPDATE access_event SET {column} = 'x' WHERE event_id = 3")
    assert Break(3, "was changed or forged") in access_log.verify(log)
    assert {each.event_id for each in access_log.verify(log)} <= {3, 4}


@pytest.mark.parametrize(
    "change", ["row_count = 9", "data_version = 9", "happened_at = '2020-01-01 00:00:00'"]
)
def test_a_changed_number_or_time_is_found(log: Engine, change: str) -> None:
    change_without_triggers(log, f"UPDATE access_event SET {change} WHERE event_id = 3")
    assert access_log.verify(log) == [Break(3, "was changed or forged")]


@pytest.mark.parametrize("written", ["'garbage'", "''", "5", "x'ff00'"])
def test_a_time_that_is_not_a_time_is_found(sqlite: Engine, written: str) -> None:
    """SQLite keeps whatever is written; PostgreSQL refuses it."""
    access_log.record(sqlite, CONSULTED)
    change_without_triggers(sqlite, f"UPDATE access_event SET happened_at = {written}")
    assert access_log.verify(sqlite) == [Break(1, "was changed or forged")]
    assert access_log.export(sqlite, io.StringIO()) == 1


def test_a_deleted_head_is_found(log: Engine) -> None:
    change_without_triggers(log, "DELETE FROM access_log_head")
    assert access_log.verify(log) == [Break(5, "is not where the log says that it ends")]


def test_a_deleted_event_is_found(log: Engine) -> None:
    change_without_triggers(log, "DELETE FROM access_event WHERE event_id = 2")
    assert access_log.verify(log) == [Break(2, "is missing")]


def test_events_cut_off_the_end_are_found(log: Engine) -> None:
    change_without_triggers(log, "DELETE FROM access_event WHERE event_id > 3")
    (found,) = access_log.verify(log)
    assert (found.event_id, "is missing" in found.problem) == (4, True)


def test_an_event_logged_during_verification_is_not_reported_as_tampering(
    log: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a long log takes seconds, and people go on working."""
    events = access_log._events

    def slowly(engine: Engine) -> Iterator[dict[str, Any]]:
        access_log.record(engine, CONSULTED)
        yield from list(events(engine))
        access_log.record(engine, CONSULTED)

    monkeypatch.setattr(access_log, "_events", slowly)
    assert access_log.verify(log) == []


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    engine = writing_engine(f"sqlite:///{tmp_path / 'no-tables.db'}")
    for act in (
        lambda: access_log.record(engine, CONSULTED),
        lambda: access_log.verify(engine),
        lambda: access_log.export(engine, io.StringIO()),
    ):
        with pytest.raises(LogUnavailable):
            act()


def test_a_change_that_cannot_be_logged_is_not_made(log: Engine) -> None:
    change_without_triggers(log, "DELETE FROM access_log_head")
    by = accounts.By("administrator", "administrator", "Accounts")
    with pytest.raises((LogUnavailable, accounts.AccountRefused)):
        accounts.add(log, "newcomer", "violet kettle 4 marsh", "leader", by=by)
    assert accounts.list_accounts(log) == []


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, sqlite: Engine) -> Engine:
    """A log of two events, in the database that the settings name."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    access_log.record(sqlite, CONSULTED)
    access_log.record(sqlite, CONSULTED)
    return sqlite


def test_verify_says_that_the_log_is_intact_and_where_it_ends(installed: Engine) -> None:
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 0
    assert str(access_log.head(installed)) in done.output
    again = CliRunner().invoke(app, ["verify", "--expect", str(access_log.head(installed))])
    assert again.exit_code == 0


def test_verify_says_where_it_was_tampered_with_and_fails(installed: Engine) -> None:
    change_without_triggers(installed, "UPDATE access_event SET who = 'x' WHERE event_id = 2")
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 1
    assert "Event 2 was changed or forged." in done.output


def test_verify_refuses_a_malformed_head() -> None:
    assert CliRunner().invoke(app, ["verify", "--expect", "yesterday"]).exit_code == 2


def test_an_export_is_itself_logged_with_its_recipients(installed: Engine, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    done = CliRunner().invoke(app, ["export", "--to", str(file), "--recipients", "The auditor"])
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert [row["event_id"] for row in rows] == [1, 2, 3]
    assert (rows[-1]["action"], rows[-1]["recipients"]) == ("disclose", "The auditor")
    assert file.stat().st_mode & 0o077 == 0
    again = CliRunner().invoke(app, ["export", "--to", str(file), "--recipients", "The auditor"])
    assert again.exit_code == 1
