"""Folders and imports, read from the source without running it."""

from __future__ import annotations

import ast
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from dashboard.settings import Settings
from data.database import WrongAddress, reading_engine
from data.sheets import SHEETS
from tests.paths import PROJECT

OURS = {"dashboard", "pages", "queries", "data", "tests"}


def sources(folder: str) -> list[Path]:
    return sorted((PROJECT / folder).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it, with the names taken from each."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def packages(file: Path) -> set[str]:
    return {module.partition(".")[0] for module in imported(file)}


@pytest.mark.parametrize("name", ["pages", "data.py", "queries.py", "queries", "data"])
def test_the_dashboard_has_nothing_that_hides_a_package_or_skips_the_sign_in(name: str) -> None:
    """Streamlit runs a `pages` folder beside the entry script without its sign-in gate, and puts
    the script's own folder first on the path."""
    assert not (PROJECT / "dashboard" / name).exists()


def test_the_layout_tests_find_source_files() -> None:
    assert all(sources(folder) for folder in OURS)


@pytest.mark.parametrize("package", sorted(OURS))
def test_no_folder_has_more_than_twelve_source_files(package: str) -> None:
    files = Counter(file.parent.relative_to(PROJECT).as_posix() for file in sources(package))
    full = {folder: number for folder, number in files.items() if number > 12}
    assert not full, f"Give one of the subjects in {full} a folder of its own."


def test_no_source_file_has_more_than_400_lines() -> None:
    lengths = {
        file.relative_to(PROJECT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for package in OURS
        for file in sources(package)
    }
    assert {file: length for file, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("file", sources("pages"), ids=lambda file: file.name)
def test_no_page_decides_by_the_role(file: Path) -> None:
    """Answers arrive narrowed and disclosed for the viewer: a page that decides would be wrong."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    decisions = [ast.unparse(node) for node in nodes if isinstance(node, ast.Compare)]
    decisions += [ast.unparse(node.subject) for node in nodes if isinstance(node, ast.Match)]
    assert [words for words in decisions if re.search(r"\b(role|ROLES)\b", words)] == []


@pytest.mark.parametrize("file", sources("data/importing"), ids=lambda file: file.name)
def test_the_importer_names_no_sheet(file: Path) -> None:
    """It uses the declarations, so that a sheet can be added without changing it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    declarations = {f"data.sheets.{name.upper()}" for name in SHEETS}
    assert not declarations & set(imported(file))
    tables = {f"data.tables.{sheet.record.name}" for sheet in SHEETS.values()}
    assert not tables & set(imported(file))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert not texts & set(SHEETS)


@pytest.mark.parametrize("folder", ["dashboard", "pages", "queries", "data"])
def test_the_package_does_not_import_the_tests(folder: str) -> None:
    for file in sources(folder):
        assert not packages(file) & {"tests", "pytest", "hypothesis"}, file


def test_tests_cannot_reach_the_real_database() -> None:
    real = PROJECT / ".clvt" / "clvt.db"
    with pytest.raises(PermissionError):
        sqlite3.connect(real)
    with pytest.raises(PermissionError):
        sqlite3.connect(f"file:{real}?mode=ro", uri=True)
    with pytest.raises(PermissionError):
        create_engine(f"sqlite:///{real}").connect()
    ours = {name for name in os.environ if name.startswith("CLVT_")}
    assert ours == {"CLVT_DATABASE_URL", "CLVT_LOG_KEY"}
    with pytest.raises(WrongAddress):
        reading_engine(Settings().database_url)


def test_a_link_named_venv_is_ignored_by_git_as_the_folder_is() -> None:
    """With a slash, git ignores a folder alone. A link that was committed has put itself in the
    place of the environment of whoever merged it."""
    assert ".venv" in (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
