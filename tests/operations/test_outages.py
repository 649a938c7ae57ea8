"""Outages of the database: readers are told what is wrong, and then everything works again."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, func, make_url, select
from sqlalchemy.exc import OperationalError

from dashboard.cli import UNAVAILABLE, importing
from dashboard.settings import Settings
from data import access_log, database
from data.access_log import Action, Event, LogUnavailable
from data.database import POSTGRESQL_TIMEOUTS, reading_engine, writing_engine
from data.importing.run import import_files
from data.keeping.history import imports
from data.tables import tracker_entry
from queries.ask import DataUnavailable
from queries.extract import newest_extract
from tests.invented.workbooks import entry, write_workbook

PATIENCE = 10  # seconds within which the dashboard works again by itself
SOCKET = ".s.PGSQL.5432"


class Relay:
    """A connection between the dashboard and PostgreSQL that can be cut."""

    def __init__(self, server: Path, folder: Path) -> None:
        self.server, self.place = server, folder / SOCKET
        self._open: list[socket.socket] = []
        self._listening: socket.socket | None = None

    def begin(self) -> None:
        """Let connections through."""
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.place))
        self._listening.listen()
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def end(self) -> None:
        """Cut every connection, and let none through."""
        if self._listening:
            self._listening.close()
        self.place.unlink(missing_ok=True)
        for each in self._open:
            each.close()
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                reader, _ = listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server))
            self._open += [reader, server]
            for one, other in ((reader, server), (server, reader)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    finally:
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def relay(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Relay, str]]:
    """The connection that can be cut, and the address of the database through it."""
    address = make_url(postgres_url)
    made = Relay(Path(str(address.query["host"])) / SOCKET, tmp_path)
    made.begin()
    through = address.set(query={"host": str(tmp_path)})
    yield made, through.render_as_string(hide_password=False)
    made.end()


def import_extract(
    engine: Engine, folder: Path, *refs: str, day: date = date(2022, 11, 22)
) -> int | None:
    book = write_workbook(folder / "book.xlsx", {"tracker": [entry(ref) for ref in refs]})
    return import_files(engine, [book], extracted_on=day, is_confirmed=True).import_id


def test_questions_are_answered_again_after_the_database_was_unreachable(
    relay: tuple[Relay, str], tmp_path: Path
) -> None:
    proxy, url = relay
    writing, reading = writing_engine(url), reading_engine(url)
    import_extract(writing, tmp_path, "CT-1")
    assert newest_extract(reading)
    proxy.end()
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(DataUnavailable, match="does not answer"):
            newest_extract(reading)
        with pytest.raises(LogUnavailable):
            access_log.record(writing, Event("ines", "inspector", Action.CONSULT))
        assert time.monotonic() - began < PATIENCE
    proxy.begin()
    found = newest_extract(reading)
    assert found
    assert found.version == 1
    access_log.record(writing, Event("ines", "inspector", Action.CONSULT))


def test_a_restart_of_the_database_is_not_noticed_by_the_next_question(
    relay: tuple[Relay, str], tmp_path: Path
) -> None:
    proxy, url = relay
    reading = reading_engine(url)
    import_extract(writing_engine(url), tmp_path, "CT-1")
    assert newest_extract(reading)
    proxy.end()
    proxy.begin()
    assert newest_extract(reading), "the connections of before are not used"


def test_nobody_waits_long_for_a_connection(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.CONNECTION_SECONDS < PATIENCE
    monkeypatch.setattr(database, "CONNECTION_SECONDS", 0.1)
    reading = reading_engine(postgres_url)
    held = [reading.connect() for _ in range(15)]
    with pytest.raises(DataUnavailable):
        newest_extract(reading)
    for each in held:
        each.close()
    assert newest_extract(reading) is None, "it answers: nothing is imported"
    reading.dispose()


def test_a_database_that_no_longer_answers_is_given_up_in_time() -> None:
    idle = POSTGRESQL_TIMEOUTS["keepalives_idle"]
    asks = POSTGRESQL_TIMEOUTS["keepalives_interval"] * POSTGRESQL_TIMEOUTS["keepalives_count"]
    assert idle + asks < PATIENCE
    assert POSTGRESQL_TIMEOUTS["tcp_user_timeout"] / 1000 < PATIENCE
    assert POSTGRESQL_TIMEOUTS["connect_timeout"] < PATIENCE


def test_open_pages_are_drawn_again_soon_enough_after_an_outage() -> None:
    assert Settings().refresh_seconds + 1 < PATIENCE


def test_a_full_disk_changes_nothing_and_readers_go_on(sqlite_url: str, tmp_path: Path) -> None:
    writing, reading = writing_engine(sqlite_url), reading_engine(sqlite_url)
    import_extract(writing, tmp_path, "CT-1")
    with writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        many = [f"CT-{number}" for number in range(3000)]
    with pytest.raises(OperationalError, match="full"):
        import_extract(writing, tmp_path, *many, day=date(2022, 11, 23))
    assert len(imports(reading)) == 1
    writing.dispose()  # there is space again
    assert import_extract(writing, tmp_path, "CT-1", "CT-2", day=date(2022, 11, 23)) == 2
    with reading.connect() as connection:
        counted = connection.execute(select(func.count()).select_from(tracker_entry))
        assert counted.scalar_one() == 2


def test_an_import_into_an_unreachable_database_says_that_it_can_be_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = writing_engine("postgresql://nobody@localhost:1/nothing")
    books = [write_workbook(tmp_path / "book.xlsx", {"tracker": [entry()]})]
    with (
        pytest.raises(typer.Exit) as ended,
        importing.failures_explained(books, None, marked=None, as_json=False),
    ):
        import_files(away, books)
    assert ended.value.exit_code == UNAVAILABLE
    assert "nothing changed" in capsys.readouterr().err


def test_a_missing_sqlite_file_is_reported_as_unreachable_and_not_made(
    sqlite_url: str, tmp_path: Path
) -> None:
    import_extract(writing_engine(sqlite_url), tmp_path, "CT-1")
    file, reading = Path(str(make_url(sqlite_url).database)), reading_engine(sqlite_url)
    away = file.rename(tmp_path / "away.db")
    with pytest.raises(DataUnavailable):
        newest_extract(reading)
    assert not file.exists()
    away.rename(file)
    assert newest_extract(reading)


def test_open_connections_keep_to_the_file_that_is_there(sqlite_url: str, tmp_path: Path) -> None:
    """A file moved away goes on answering to whoever has it open, and takes what they write."""
    writing, reading = writing_engine(sqlite_url), reading_engine(sqlite_url)
    import_extract(writing, tmp_path, "CT-1")
    assert newest_extract(reading)
    event = Event("ines", "inspector", Action.CONSULT)
    access_log.record(writing, event)
    file = Path(str(make_url(sqlite_url).database))
    away = file.rename(tmp_path / "away.db")
    with pytest.raises(DataUnavailable):
        newest_extract(reading)
    with pytest.raises(LogUnavailable):
        access_log.record(writing, event)
    away.rename(file)
    assert newest_extract(reading)
    access_log.record(writing, event)
