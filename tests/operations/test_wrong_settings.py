"""A setting that is wrong is named in words, whatever command is the first to read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.settings import settings

COMMANDS = [["check"], ["history"], ["migrate"], ["import", "x.csv"], ["log", "verify"], ["run"]]


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    """Settings are read as the test has set them, and not as they were before or after."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("url", ["nonsense", "mysql://user:secret@host/clvt", "", "sqlite://"])
def test_an_address_of_no_database_is_named(
    url: str, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", url)
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert "Correct CLVT_DATABASE_URL" in done.output
    assert "secret" not in done.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_setting_of_the_wrong_kind_is_named_and_nothing_else_is(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_PORT", "abc")
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert done.output.startswith("The setting CLVT_PORT is wrong.")
    assert len(done.output.splitlines()) == 1
