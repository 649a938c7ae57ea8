"""The log as evidence: what the owner of the database does to it is found.

The owner can remove triggers and write any row, and knows how hashes are made, but has neither the
key nor the heads that were given out.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from dashboard.cli.administration.log import app
from dashboard.serving import daily_head
from dashboard.serving.daily_head import DailyHeadWriter
from data import access_log, keys
from data.access_log import Action, Event, Head
from data.database import upgrade, writing_engine
from tests.access.test_access_log import change_without_triggers, log

__all__ = ["log"]  # a fixture

EVENT = Event("leader", "leader", Action.CONSULT, "Overview", row_count=3)


def hashed_without_the_key(row: dict[str, Any]) -> str:
    content = {**row, "happened_at": datetime.fromisoformat(str(row["happened_at"])).isoformat()}
    del content["hash"]
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def rewrite_log(engine: Engine, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """The whole log written anew without the key, with correct links and head."""
    with engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM access_event ORDER BY event_id"))
        rows = [dict(row) for row in found.mappings()]
    change(rows)
    before = "0" * 64
    for number, row in enumerate(rows, 1):
        row |= {"event_id": number, "previous_hash": before}
        before = row["hash"] = hashed_without_the_key(row)
    change_without_triggers(engine, "DELETE FROM access_event")
    columns = ", ".join(rows[0])
    values = ", ".join(f":{name}" for name in rows[0])
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO access_event ({columns}) VALUES ({values})"), rows)
        head = text("UPDATE access_log_head SET event_id = :number, hash = :hash")
        connection.execute(head, {"number": len(rows), "hash": before})


def forge_event(rows: list[dict[str, Any]]) -> None:
    """Add an event that did not happen."""
    rows.append({**rows[-1], "who": "chief"})


def hide_event(rows: list[dict[str, Any]]) -> None:
    """Remove an event."""
    del rows[2]


def cut_off_events(engine: Engine, kept: int) -> None:
    """Remove events from the end, and move the head back."""
    change_without_triggers(
        engine,
        f"DELETE FROM access_event WHERE event_id > {kept}",
        f"UPDATE access_log_head SET event_id = {kept}, hash = coalesce("
        f"(SELECT hash FROM access_event WHERE event_id = {kept}), '{'0' * 64}')",
    )


@pytest.mark.parametrize("change", [forge_event, hide_event])
def test_an_event_written_without_the_key_is_found(
    log: Engine, change: Callable[[list[dict[str, Any]]], None]
) -> None:
    rewrite_log(log, change)
    found = access_log.verify(log)
    assert "was changed or forged" in {each.problem for each in found}


def test_an_event_forged_at_the_end_of_a_log_is_found_where_it_is(log: Engine) -> None:
    with log.connect() as connection:
        last = connection.execute(text("SELECT * FROM access_event WHERE event_id = 5"))
        row = dict(last.mappings().one())
    row |= {"event_id": 6, "who": "chief", "previous_hash": row["hash"]}
    row["hash"] = hashed_without_the_key(row)
    with log.begin() as connection:  # the triggers let the next event in
        names = ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO access_event VALUES ({names})"), row)
        connection.execute(
            text("UPDATE access_log_head SET event_id = 6, hash = :hash"), {"hash": row["hash"]}
        )
    assert access_log.verify(log) == [access_log.Break(6, "was changed or forged")]


@pytest.mark.parametrize("kept", [0, 3])
def test_an_emptied_or_restored_log_disagrees_with_heads_given_out(log: Engine, kept: int) -> None:
    given_out = access_log.head(log)
    cut_off_events(log, kept)
    assert access_log.verify(log) == []
    assert access_log.verify(log, [given_out]) == [
        access_log.Break(5, "was noted earlier, and is missing")
    ]


@pytest.mark.parametrize("kept", [0, 3])
def test_an_emptied_or_restored_log_that_was_continued_disagrees_with_heads_given_out(
    log: Engine, kept: int
) -> None:
    given_out = access_log.head(log)
    cut_off_events(log, kept)
    for _ in range(6):
        access_log.record(log, EVENT)
    assert access_log.verify(log, [given_out]) == [
        access_log.Break(5, "does not have the hash noted earlier")
    ]


def test_a_log_that_grew_agrees_with_every_head_given_out(log: Engine) -> None:
    given_out = [Head(0, "0" * 64), Head.read(str(access_log.head(log)))]
    access_log.record(log, EVENT)
    assert access_log.verify(log, given_out) == []


def test_all_triggers_are_in_place_after_the_migrations(log: Engine) -> None:
    assert access_log.missing_triggers(log) == []


def test_removed_triggers_are_reported(log: Engine) -> None:
    change_without_triggers(log)
    missing = access_log.missing_triggers(log)
    assert {"access_event_is_never_changed", "access_event_is_the_next"} <= set(missing)
    assert access_log.verify(log) == []


def test_a_trigger_made_harmless_is_reported(log: Engine) -> None:
    name = "access_log_head_moves_forward"
    if log.dialect.name == "sqlite":
        statements = [
            f"DROP TRIGGER {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON access_log_head BEGIN SELECT 1; END",
        ]
    else:
        statements = [
            "CREATE OR REPLACE FUNCTION clvt_head_moves_forward() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        ]
    with log.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    assert access_log.missing_triggers(log) == [name]


def test_typed_text_is_logged_on_one_line_without_invisible_characters(writing: Engine) -> None:
    odd = "For the\r\nmeeting\x1b[31m \u202egnitirw\u202c\u2028and\u200b\x00 more"
    access_log.record(
        writing,
        Event("a", "leader", Action.DISCLOSE, purpose=odd, recipients=odd, filters={"area": odd}),
    )
    lines = io.StringIO()
    access_log.export(writing, lines)
    row = json.loads(lines.getvalue())
    plain = "For the  meeting[31m gnitirw and more"
    assert row["purpose"] == row["recipients"] == json.loads(row["filters"])["area"] == plain


def test_a_log_written_before_there_was_a_key_is_sealed_and_damage_in_it_is_found(
    empty_database_url: str,
) -> None:
    engine = writing_engine(empty_database_url)
    migrated(engine, "0005")
    before = "0" * 64
    with engine.begin() as connection:
        for number in range(1, 5):
            row: dict[str, Any] = {
                **dict.fromkeys(
                    ["role", "action", "page", "purpose", "recipients", "suppression", "change"],
                    "",
                ),
                "event_id": number,
                "happened_at": datetime(2022, 11, 22, 9, number, tzinfo=UTC).replace(tzinfo=None),
                "who": "leader",
                "filters": "{}",
                "child_refs": "[]",
                "row_count": None,
                "data_version": 1,
                "previous_hash": before,
                "hash": "",
            }
            content = {
                **row,
                "happened_at": row["happened_at"].isoformat(timespec="microseconds"),
            }
            del content["hash"]
            written = json.dumps(content, sort_keys=True, separators=(",", ":"))
            before = row["hash"] = hashlib.sha256(written.encode()).hexdigest()
            if number == 2:
                row["who"] = "somebody else"
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO access_event ({names}) VALUES ({values})"), row)
            connection.execute(
                text("UPDATE access_log_head SET event_id = :number, hash = :hash"),
                {"number": number, "hash": before},
            )
    migrated(engine, "head")
    assert access_log.verify(engine) == [access_log.Break(2, "was changed or forged")]
    assert access_log.missing_triggers(engine) == []
    assert access_log.head(engine).event_id == 5
    with engine.connect() as connection:
        change = connection.execute(text('SELECT "change" FROM access_event WHERE event_id = 5'))
        assert f"4:{before}" in change.scalar_one()
    access_log.record(engine, EVENT)
    assert len(access_log.verify(engine)) == 1
    engine.dispose()


def migrated(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        upgrade(connection, revision)


# The commands, and what the server writes


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, sqlite: Engine) -> Engine:
    """A log of three events, in the database that the settings name."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    for _ in range(3):
        access_log.record(sqlite, EVENT)
    return sqlite


def test_a_head_given_out_is_compared_with_the_log_later(installed: Engine) -> None:
    given_out = CliRunner().invoke(app, ["head"]).output.strip()
    assert given_out == str(access_log.head(installed))
    access_log.record(installed, EVENT)
    assert CliRunner().invoke(app, ["verify", "--expect", given_out]).exit_code == 0
    cut_off_events(installed, 2)
    done = CliRunner().invoke(app, ["verify", "--expect", given_out])
    assert done.exit_code == 1
    assert "Event 3 was noted earlier, and is missing." in done.output


def test_verify_reads_heads_from_lines_of_the_journal(installed: Engine) -> None:
    journal = f"Started clvt.\nclvt: the access log ends at {access_log.head(installed)}\nStopped."
    done = CliRunner().invoke(app, ["verify", "--heads", "-"], input=journal)
    assert done.exit_code == 0
    assert "agrees with the 1 head given out" in done.output
    cut_off_events(installed, 0)
    assert CliRunner().invoke(app, ["verify", "--heads", "-"], input=journal).exit_code == 1


def test_verify_says_what_it_could_not_check(installed: Engine) -> None:
    said = CliRunner().invoke(app, ["verify"]).output
    assert "The access log is whole: 3 events." in said
    assert "may be an older copy" in said


def test_verify_says_that_the_log_was_written_with_another_key(
    installed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "log_key", lambda: "another key than the one before, altogether")
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 1
    assert "The log was not written with the key that is set here." in done.output
    assert "Each event from 1 to 3 was changed or forged." in done.output


def test_verify_says_which_trigger_is_missing_and_fails(installed: Engine) -> None:
    change_without_triggers(installed)
    done = CliRunner().invoke(app, ["verify"])
    assert done.exit_code == 1
    assert "The trigger access_event_is_never_changed is not in place." in done.output


def test_the_server_gives_the_head_out_at_its_start_and_at_each_days_end(
    installed: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Clock(datetime):
        day = 22

        @classmethod
        def now(cls, tz: Any = None) -> Clock:
            return cls(2022, 11, cls.day, tzinfo=tz)

    monkeypatch.setattr(daily_head, "datetime", Clock)
    giving = DailyHeadWriter()
    giving.look()
    giving.look()
    first = access_log.head(installed)
    access_log.record(installed, EVENT)
    Clock.day = 23
    giving.look()
    assert Head.all_in(capsys.readouterr().err) == [first, access_log.head(installed)]


def test_nothing_is_logged_with_a_key_that_is_too_short(
    writing: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_LOG_KEY", "short")
    keys.log_key.cache_clear()
    with pytest.raises(access_log.LogUnavailable):
        access_log.record(writing, EVENT)
    keys.log_key.cache_clear()
