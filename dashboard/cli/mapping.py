"""`clvt import --suggest` and `--mapping`: suggesting how a workbook is read, and reading the
mapping."""

from __future__ import annotations

import shlex
from pathlib import Path

import typer

from dashboard.cli import databases
from dashboard.cli.importing import print_refusal
from dashboard.settings import settings
from data.importing.mapping.declaration import Mapping
from data.importing.mapping.remembering import suggestions_for
from data.importing.mapping.suggesting import as_mapping
from data.importing.mapping.toml import WrongMapping, from_toml, to_toml
from data.importing.problems import Refused


def suggest_mapping(paths: list[Path], file: Path) -> None:
    """Say what was found in the files, and write a mapping for somebody to agree to."""
    if file.exists():
        typer.echo(f"{file} exists already, and was left as it is: name another.", err=True)
        raise typer.Exit(1)
    try:
        with databases.to_read().connect() as database:
            suggestions = suggestions_for(database, paths, settings().reference)
    except Refused as refusal:
        print_refusal(refusal, as_json=False)
        raise typer.Exit(1) from None
    file.write_text(to_toml(as_mapping(suggestions), suggestions), encoding="utf-8")
    for each in suggestions:
        typer.echo("\n".join(map(str, (*each.found, *each.questions))))
    named = [sheet for each in suggestions for sheet in each.earlier]
    if named:
        typer.echo(
            "\nA list of an earlier month is imported by itself with --sheet NAME --extracted-on "
            f"DATE --confirm-removals. There are: {', '.join(sheet.name for sheet in named)}."
        )
    typer.echo(
        f"\nWrote {file}. Nothing was imported. Look at each of its lines, correct it, write "
        "agreed = true, and then: clvt import --mapping " + shlex.join(map(str, (file, *paths)))
    )


def read_mapping(file: Path | None) -> Mapping | None:
    """The mapping in a file, if one is given. An error in it ends the command with a line of
    text."""
    if file is None:
        return None
    try:
        return from_toml(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, WrongMapping) as error:
        raise typer.BadParameter(str(error), param_hint="--mapping") from None
