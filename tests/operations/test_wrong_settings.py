"""A setting that is wrong is named in words, whatever command is the first to read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli.commands import app

COMMANDS = [["check"], ["history"], ["migrate"], ["import", "x.csv"], ["log", "verify"], ["run"]]
EVERY = [*COMMANDS, ["sample", "x"], ["demo", "--folder", "x"], ["users", "list"]]


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


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_a_misspelt_setting_is_named_with_the_one_that_is_meant(
    command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLVT_DATABSE_URL", "postgresql://user:secret@host/clvt")
    monkeypatch.setenv("CLVT_WEATHER", "fine")
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "There is no setting CLVT_DATABSE_URL. Did you mean CLVT_DATABASE_URL?",
        "There is no setting CLVT_WEATHER. dashboard/settings.py has all of them.",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_setting_of_the_file_is_named_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clvt.toml").write_text("sesion_hours = 4\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["history"])
    assert done.exit_code == 1
    assert done.output == (
        "In clvt.toml: There is no setting sesion_hours. Did you mean session_hours?\n"
    )


def test_help_is_given_whatever_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLVT_DATABSE_URL", "x")
    for command in (["--help"], ["check", "--help"]):
        assert CliRunner().invoke(app, command).exit_code == 0
