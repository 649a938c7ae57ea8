"""Migrations: numbered, described files that make exactly the tables that the code declares."""

from __future__ import annotations

import ast
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Engine, inspect, select, text

from data.database import MIGRATIONS, migrate, writing_engine
from data.reference_files import REFERENCE
from data.tables import area, area_version, local_authority, metadata

FILES = sorted((MIGRATIONS / "versions").rglob("[0-9]*.py"), key=lambda file: file.name)
# Columns that need no comment: their name is a term that the police use, or says it all.
PLAIN = {"action", "chair", "flag", "gender", "is_active", "name", "role", "stage", "status"}
PLAIN_ENDINGS = ("_ref", "_on")


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [file.name[:4] for file in FILES]
    assert numbers == [f"{number:04}" for number in range(1, len(FILES) + 1)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_says_in_words_what_it_does(file: Path) -> None:
    assert re.fullmatch(r"\d{4}(_[a-z0-9]+){2,}\.py", file.name)
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_follows_the_one_before(file: Path) -> None:
    revisions = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in ("revision", "down_revision")
    }
    number = int(file.name[:4])
    before = f"{number - 1:04}" if number > 1 else None
    assert revisions == {"revision": f"{number:04}", "down_revision": before}


def test_migrations_make_the_tables_that_the_code_declares(writing: Engine) -> None:
    assert differences(writing) == []


def test_an_empty_database_is_migrated_and_a_migrated_one_left_alone(
    empty_database_url: str,
) -> None:
    engine = writing_engine(empty_database_url)
    assert not inspect(engine).get_table_names()
    migrate(empty_database_url)
    once = reference_rows(engine)
    migrate(empty_database_url)
    assert differences(engine) == []
    assert reference_rows(engine) == once
    assert [len(rows) for rows in once] == [8, 12]
    engine.dispose()


@pytest.mark.postgres
def test_processes_that_start_at_once_migrate_once(empty_postgres_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for started in [pool.submit(migrate, empty_postgres_url) for _ in range(4)]:
            started.result()
    engine = writing_engine(empty_postgres_url)
    assert differences(engine) == []
    assert [len(rows) for rows in reference_rows(engine)] == [8, 12]
    engine.dispose()


def test_until_the_first_import_the_areas_are_those_of_the_folder(
    database_url: str, writing: Engine, tmp_path: Path
) -> None:
    edited = tmp_path / "reference"
    shutil.copytree(REFERENCE, edited)
    areas = edited / "areas.csv"
    lines = areas.read_text(encoding="utf-8").replace("City West", "Aspley").splitlines()
    lines = [line for line in lines if not line.startswith("gedling")]
    areas.write_text("\n".join([*lines, "arnold,Arnold,County,E07000173,5,3"]), encoding="utf-8")
    migrate(database_url, edited)
    with writing.connect() as connection:
        names = {row.code: row.name for row in connection.execute(select(area_version))}
        codes = set(connection.execute(select(area.c.code)).scalars())
    assert codes == names.keys()
    assert len(names) == 12
    assert names["city-west"] == "Aspley"
    assert names["arnold"] == "Arnold"
    assert "gedling" not in names


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_tables_and_columns_are_documented(table: Any) -> None:
    assert table.comment
    assert [column.name for column in table.columns if not is_documented(column)] == []


def test_the_database_itself_documents_its_tables(writing: Engine) -> None:
    """PostgreSQL keeps the comments, for anybody who looks at the tables there."""
    if writing.dialect.supports_comments:
        with writing.connect() as connection:
            comment = connection.execute(text("SELECT obj_description('area'::regclass)"))
            assert comment.scalar_one() == area.comment


def is_documented(column: Column[Any]) -> bool:
    """Whether it has a comment, refers to a table with one, is a row's number, or needs none."""
    is_number = column.primary_key and column.name.endswith("_id")
    is_plain = column.name in PLAIN or column.name.endswith(PLAIN_ENDINGS)
    return bool(column.comment or column.foreign_keys or is_number or is_plain)


def differences(engine: Engine) -> list[Any]:
    """What a further migration would have to change for the tables to be as declared."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found: list[Any] = compare_metadata(context, metadata)
        return found


def reference_rows(engine: Engine) -> list[list[Any]]:
    """Local authorities, and areas."""
    with engine.connect() as connection:
        return [
            sorted(tuple(row) for row in connection.execute(select(table)))
            for table in (local_authority, area_version)
        ]
