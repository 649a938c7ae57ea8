"""One role of PostgreSQL imports and another reads for questions; no reading connection writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from dashboard.answers.engine import engine
from dashboard.cli.commands import app
from dashboard.settings import settings
from data.database import migrate, reading_engine, writing_engine
from data.importing.run import import_files
from data.keeping.checking import violations
from queries.extract import newest_extract
from tests.invented.workbooks import entry, write_workbook
from tests.paths import PROJECT

ROLES = PROJECT / "dashboard" / "deploy" / "roles.sql"
WRITES = (
    "UPDATE import_run SET is_demo = true",
    "INSERT INTO access_log_head (head_id, event_id, hash) VALUES (2, 1, 'x')",
    "CREATE TABLE something (number INTEGER)",
    "DROP TABLE child",
)


def test_a_reading_connection_refuses_to_write(database_url: str) -> None:
    engine = reading_engine(database_url)
    tables = inspect(engine).get_table_names()
    assert "tracker_spell" in tables
    for statement in (*WRITES, *(f'DELETE FROM "{table}"' for table in tables)):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.postgres
def test_the_roles_of_the_deployment_import_and_read(
    empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = create_engine(empty_postgres_url)
    with owner.begin() as connection:
        connection.exec_driver_sql(ROLES.read_text(encoding="utf-8"))
    importing, reading = (
        make_url(empty_postgres_url).set(username=role).render_as_string(hide_password=False)
        for role in ("clvt", "clvt_reads")
    )
    try:
        migrate(importing)
        writing = writing_engine(importing)
        book = write_workbook(tmp_path / "book.xlsx", {"tracker": [entry()]})
        import_files(writing, [book], extracted_on=date(2022, 11, 22))
        writing.dispose()
        reads = reading_engine(reading)
        newest = newest_extract(reads)
        assert newest is not None
        assert newest.version == 1
        assert violations(reads) == []
        reads.dispose()
        for statement in WRITES:  # even through a connection that asks to be allowed to
            rights = create_engine(reading)
            asked = f"SET TRANSACTION READ WRITE; {statement}"
            with (
                pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
                rights.begin() as connection,
            ):
                connection.exec_driver_sql(asked)
            rights.dispose()
        monkeypatch.setenv("CLVT_DATABASE_URL", importing)
        monkeypatch.setenv("CLVT_READING_URL", reading)
        settings.cache_clear()
        assert engine().url.username == "clvt_reads"
        assert '"on_tracker": 1' in CliRunner().invoke(app, ["figures", "--json"]).stdout
        engine().dispose()
    finally:
        settings.cache_clear()
        with owner.begin() as connection:
            for role in ("clvt_reads", "clvt"):
                connection.exec_driver_sql(f"DROP OWNED BY {role} CASCADE")
                connection.exec_driver_sql(f"DROP ROLE {role}")
        owner.dispose()
