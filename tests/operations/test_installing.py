"""The page on installing: each of its commands is tried here, or in the test that is named."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli.commands import app
from data import keys
from tests.invented.workbooks import entry, write_workbook
from tests.paths import PROJECT

PAGE = PROJECT / "dashboard" / "deploy" / "README.md"
NEW_KEY = "a-new-key-that-nobody-else-has-learnt-of"
TYPED = {"users": "violet kettle 4 marsh\n" * 2}
# Commands that need root, or that go on until they are stopped, by their first words: the test file
# that tries each, or the file that it works with.
ELSEWHERE = {
    "createdb clvt": "tests/keeping/test_roles.py",
    "psql clvt": "tests/keeping/test_roles.py",
    "make setup": "Makefile",
    "python3 -c": "data/keys.py",
    "systemctl": "dashboard/deploy/clvt.service",
    "nginx -t": "tests/servers/behind_nginx.py",
    "clvt watch": "tests/operations/test_watch.py",
    "journalctl": "tests/access/test_access_log_evidence.py",
}


def commands() -> list[str]:
    """The commands of the page, in its order."""
    blocks = re.findall(r"^ *```\n(.*?)^ *```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def file_that_tries(command: str) -> str | None:
    return next((file for words, file in ELSEWHERE.items() if command.startswith(words)), None)


@pytest.fixture
def installed(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the files that the page names, and a database of its own."""
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("Username,Role,Areas\nrep.one,attendee,Gedling\n", "utf-8")
    write_workbook(tmp_path / "november.xlsx", {"tracker": [entry()]})
    yield tmp_path
    keys.log_key.cache_clear()


def test_each_command_of_the_dashboard_on_the_page_works_in_its_order(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_LOG_KEY_NEW", NEW_KEY)
    tried = 0
    for command in commands():
        if file_that_tries(command) is None:
            words = shlex.split(command.replace("/srv/clvt", str(installed)))
            assert words[0] == "clvt", command
            done = CliRunner().invoke(app, words[1:], input=TYPED.get(words[1], ""))
            assert done.exit_code == 0, (command, done.output)
            tried += 1
            if command == "clvt log change-key":
                monkeypatch.setenv("CLVT_LOG_KEY", NEW_KEY)
                monkeypatch.delenv("CLVT_LOG_KEY_NEW")
                keys.log_key.cache_clear()
    assert tried > 15


def test_each_other_command_of_the_page_is_tried_by_the_named_file() -> None:
    there = commands()
    for words, file in ELSEWHERE.items():
        assert (PROJECT / file).exists(), file
        assert any(command.startswith(words) for command in there), words


def test_the_page_names_every_file_beside_it() -> None:
    text = PAGE.read_text("utf-8")
    for file in PAGE.parent.iterdir():
        assert file.name in text or file == PAGE, file.name
