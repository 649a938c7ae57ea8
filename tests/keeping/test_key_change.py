"""Changing the key of the access log: what it vouches for before, it vouches for after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from dashboard.cli.commands import app
from data import access_log, keys, releases
from data.access_log import (
    CHANGED,
    SEAL_BROKEN,
    Action,
    Break,
    Event,
    Head,
    LogUnavailable,
    triggers,
)
from data.access_log.hashes import hash_of
from data.accounts import By
from data.keeping.checking import violations
from data.keeping.key_change import NotAsWritten, change_key
from tests.invented.releasing import force, write_and_release

OLD = "a-key-for-the-log-of-tests-and-nothing-else"
NEW, THIRD = (
    "a-new-key-that-nobody-else-has-learnt-of",
    "a-third-key-that-nobody-else-has-learnt-of",
)
BY = By("(operator root)", "operator", "clvt log change-key")
EVENT = Event("leader", "leader", Action.CONSULT, "Overview", row_count=3)


@pytest.fixture
def log(writing: Engine) -> Iterator[Engine]:
    """A database with releases and three events."""
    write_and_release(force({"gedling": 9}), writing)
    for _ in range(3):
        access_log.record(writing, EVENT)
    yield writing
    keys.log_key.cache_clear()


def start_with_key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on as a process that was started with this key."""
    monkeypatch.setenv("CLVT_LOG_KEY", key)
    keys.log_key.cache_clear()


def change_as_owner(engine: Engine, statement: str) -> None:
    """What the owner of the database can do."""
    with engine.begin() as connection, triggers.without_triggers(connection, statement.split()[1]):
        connection.exec_driver_sql(statement)


def breaks_found(engine: Engine, *given_out: Head) -> list[Break]:
    return access_log.verify(engine, given_out)


def test_the_log_and_the_releases_verify_under_the_new_key(
    log: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, given_out = releases.stored(log), access_log.head(log)
    assert change_key(log, NEW, BY, [given_out]) == given_out
    start_with_key(NEW, monkeypatch)
    access_log.record(log, EVENT)
    assert breaks_found(log, given_out, access_log.head(log)) == []
    assert access_log.missing_triggers(log) == []
    assert access_log.fits_key(log)
    assert violations(log) == []
    assert releases.stored(log) == before
    change_key(log, THIRD, BY)
    start_with_key(THIRD, monkeypatch)
    assert breaks_found(log, given_out) == []
    assert violations(log) == []


def test_whoever_has_the_old_key_cannot_change_what_was_sealed(
    log: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_key(log, NEW, BY)
    rows = list(access_log._events(log))
    forged = rows[1] | {"who": "nobody"}
    forged_hash = hash_of(forged, OLD)
    change_as_owner(
        log, f"UPDATE access_event SET who = 'nobody', hash = '{forged_hash}' WHERE event_id = 2"
    )
    start_with_key(NEW, monkeypatch)
    assert Break(4, SEAL_BROKEN) in breaks_found(log)
    with pytest.raises(NotAsWritten):
        change_key(log, THIRD, BY)


def test_nothing_is_logged_with_the_old_key_after_the_key_was_changed(
    log: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_key(log, NEW, BY)
    assert not access_log.fits_key(log)
    assert breaks_found(log) == [Break(4, CHANGED)]
    with pytest.raises(LogUnavailable, match="was changed"):
        access_log.record(log, EVENT)
    start_with_key(NEW, monkeypatch)
    access_log.record(log, EVENT)
    start_with_key(OLD, monkeypatch)
    with pytest.raises(LogUnavailable, match="was changed"):
        access_log.record(log, EVENT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_event SET who = 'nobody' WHERE event_id = 2",
        "UPDATE area_release SET threshold = 6 WHERE month_end = '2022-01-31'",
    ],
)
def test_nothing_changes_where_the_old_key_does_not_verify(log: Engine, statement: str) -> None:
    change_as_owner(log, statement)
    end = access_log.head(log)
    with pytest.raises(NotAsWritten):
        change_key(log, NEW, BY)
    assert access_log.head(log) == end


def test_a_log_without_a_head_given_out_is_not_given_a_new_key(log: Engine) -> None:
    with pytest.raises(NotAsWritten):
        change_key(log, NEW, BY, [Head(9, "0" * 64)])


@pytest.fixture
def runner(log: Engine, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    url = log.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CLVT_DATABASE_URL", url)
    return CliRunner()


def run_change_key(runner: CliRunner) -> Result:
    return runner.invoke(app, ["log", "change-key"])


def test_the_command_takes_both_keys_from_the_environment(
    log: Engine, runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = access_log.head(log)
    assert "CLVT_LOG_KEY_NEW" in run_change_key(runner).output
    monkeypatch.setenv("CLVT_LOG_KEY_NEW", "short")
    assert "at least 32 characters" in run_change_key(runner).output
    monkeypatch.setenv("CLVT_LOG_KEY_NEW", OLD)
    assert "the same" in run_change_key(runner).output
    assert access_log.head(log) == end
    monkeypatch.setenv("CLVT_LOG_KEY_NEW", NEW)
    done = run_change_key(runner)
    assert done.exit_code == 0
    assert f"ended at {end}" in done.output
    verified = runner.invoke(app, ["log", "verify"])
    assert verified.exit_code == 1
    assert "The log was not written with the key that is set here." in verified.output
    start_with_key(NEW, monkeypatch)
    monkeypatch.delenv("CLVT_LOG_KEY_NEW")
    verified = runner.invoke(app, ["log", "verify", "--expect", str(end)])
    assert verified.exit_code == 0, verified.output
    assert runner.invoke(app, ["check"]).exit_code == 0
