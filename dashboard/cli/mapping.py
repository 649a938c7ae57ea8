"""How `clvt import` reads workbooks of other layouts: suggesting a mapping, and choosing the one
that was agreed to."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from dashboard.cli import databases
from dashboard.cli.printing import print_refusal
from dashboard.settings import settings
from data.explained import Explained
from data.importing.cells.checking import MISSING_COLUMN
from data.importing.files.reading import NO_KNOWN_SHEET, NOT_AS_IT_IS
from data.importing.mapping.agreed import NewHeadings, mapping_for_files, suggestions_for
from data.importing.mapping.declaration import Mapping, Suggestion
from data.importing.mapping.suggesting import as_mapping
from data.importing.mapping.toml import WrongMapping, from_toml, to_toml
from data.importing.problems import Refused


def suggest_mapping(paths: list[Path], file: Path) -> None:
    """Say what was found in the files, and write a mapping for somebody to agree to."""
    if file.exists():
        raise Explained(f"{file} exists already, and was left as it is: name another.")
    try:
        with databases.reading_engine().connect() as database:
            suggestions = suggestions_for(database, paths, settings().reference)
    except Refused as refusal:
        print_refusal(refusal, as_json=False)
        raise typer.Exit(1) from None
    file.write_text(to_toml(as_mapping(suggestions), suggestions), encoding="utf-8")
    _say_found(suggestions)
    command = f"clvt import --mapping {shlex.quote(str(file))}"
    files = shlex.join(map(str, paths))
    earlier_sheets = [sheet for each in suggestions for sheet in each.earlier]
    typer.echo(
        f"\nWrote {file}. Nothing was imported. Look at each of its lines, correct it, write "
        "agreed = true, and then:"
    )
    for sheet in sorted(earlier_sheets, key=lambda each: each.day or date.max):
        typer.echo(
            f"  {command} --sheet {shlex.quote(sheet.name)} --extracted-on {sheet.day or 'DATE'} "
            f"--confirm-removals {files}"
        )
    typer.echo(f"  {command} {files}")
    if earlier_sheets:
        typer.echo("All but the last are for what the lists of earlier months say of the past.")


NEED_A_MAPPING = (NO_KNOWN_SHEET, NOT_AS_IT_IS, MISSING_COLUMN)


@dataclass(frozen=True)
class ChosenMapping:
    """The mapping by which files are read, and which it is, for the log and the report. `is_given`:
    it is that of a file which somebody named, and not one that is remembered."""

    mapping: Mapping
    name: str
    is_given: bool


def chosen_mapping(file: Path | None, paths: list[Path]) -> ChosenMapping | None:
    """The mapping in the file, if one is given; else the one that was agreed to for workbooks like
    these. None: they are read as they are. An error in it ends the command with a line of text."""
    if file:
        return ChosenMapping(_read_mapping(file), f"the mapping in {file.name}", is_given=True)
    try:
        with databases.reading_engine().connect() as database:
            agreed = mapping_for_files(database, paths, settings().reference)
        return ChosenMapping(agreed.mapping, str(agreed), is_given=False) if agreed else None
    except WrongMapping as reason:
        raise Explained(
            "The mapping that was agreed to for workbooks like this no longer serves. "
            f"{reason}\n{_how_to_map(paths)}"
        ) from None
    except NewHeadings as reason:
        raise Explained(f"Nothing was imported. {reason}\n{_how_to_map(paths)}") from None


def say_how_to_map(paths: list[Path], chosen: ChosenMapping | None, refusal: Refused) -> None:
    """After a refusal: say by which mapping the files were read and how to change it, or what was
    found in files that are not read without one."""
    if chosen:
        typer.echo(f"\nIt was read by {chosen.name}. {_how_to_map(paths)}", err=True)
    if chosen or {each.problem for each in refusal.problems}.isdisjoint(NEED_A_MAPPING):
        return
    try:
        with databases.reading_engine().connect() as database:
            suggestions = suggestions_for(database, paths, settings().reference)
    except Refused:
        return  # it cannot be read at all, and the refusal says why
    if any(each.mapping.kind for each in suggestions):
        typer.echo("\nThis was found in it, and is to be confirmed:", err=True)
        _say_found(suggestions, err=True)
    typer.echo(f"\n{_how_to_map(paths)}", err=True)


def _how_to_map(paths: list[Path]) -> str:
    files = shlex.join(map(str, paths))
    return (
        "To say what its sheets, headings and words mean: give it to the page Import (there, Map "
        f"it again), or run clvt import --suggest --mapping NEW.toml {files}, correct and agree to "
        f"NEW.toml, and run clvt import --mapping NEW.toml {files}. Either is remembered, and the "
        "next workbook like it is read in the same way."
    )


def _say_found(suggestions: list[Suggestion], *, err: bool = False) -> None:
    for each in suggestions:
        typer.echo(
            "\n".join(map(str, (*each.remarks, *each.missing_columns, *each.questions))), err=err
        )


def _read_mapping(file: Path) -> Mapping:
    try:
        return from_toml(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, WrongMapping) as error:
        raise typer.BadParameter(str(error), param_hint="--mapping") from None
