"""The sample workbooks have checks that follow from the declarations, and can be imported."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from dashboard.cli.commands import app
from data.database import migrate, writing_engine
from data.demo.samples import EMPTY, INVENTED, LISTS_SHEET, write_samples
from data.importing.run import import_files
from data.reference_files import REFERENCE
from data.sheets import SHEETS, Field, Sheet
from data.sheets.declaration import OneOf, Whole
from data.tables import area_version
from tests.slow.counting_rules import reference


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    return folder


@pytest.fixture(scope="module")
def empty(samples: Path) -> Workbook:
    return load_workbook(samples / EMPTY)


def check_of(workbook: Workbook, sheet: str, column: int) -> DataValidation | None:
    """The check of a column's cells below its heading; columns count from 1."""
    written = workbook[sheet]
    cell = written.cell(2, column).coordinate
    found = [each for each in written.data_validations.dataValidation if cell in each.sqref]
    return found[0] if found else None


def values_offered(workbook: Workbook, check: DataValidation) -> list[str]:
    """The values that a cell offers."""
    cells = check.formula1.removeprefix(f"{LISTS_SHEET}!").replace("$", "")
    return [row[0].value for row in workbook[LISTS_SHEET][cells]]


def values_listed(field: Field) -> list[str]:
    if isinstance(field.kind, OneOf):
        return list(field.kind.values)
    if field.listed:
        lines = reference(field.listed)
        return [line.get("name") or line["panel"] for line in lines]
    return list(field.spelt)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.name)
def test_each_column_is_checked_as_it_is_declared(empty: Workbook, sheet: Sheet) -> None:
    name, fields = sheet.name, sheet.fields
    assert [cell.value for cell in empty[name][1]] == [field.heading for field in fields]
    assert empty[name].max_row == 1
    for column, field in enumerate(fields, start=1):
        check = check_of(empty, name, column)
        if values := values_listed(field):
            assert check
            assert values_offered(empty, check) == values
        elif field.is_date:
            assert check
            assert (check.type, check.formula2 == "TODAY()") == ("date", not field.ahead)
        elif isinstance(field.kind, Whole):
            assert check
            bounds = (check.type, int(check.formula1), int(check.formula2))
            assert bounds == ("whole", 0, field.kind.most)
        note = empty[name].cell(1, column).comment
        assert note
        assert note.text.startswith("Always filled in." if field.filled else "May be empty.")


def test_the_invented_workbook_says_so_and_brings_every_sheet(
    samples: Path, sqlite_url: str
) -> None:
    assert "Invented data" in load_workbook(samples / INVENTED)["about"]["A1"].value
    outcome = import_files(writing_engine(sqlite_url), [samples / INVENTED])
    assert {each.sheet: each.new > 0 for each in outcome.sheets} == dict.fromkeys(SHEETS, True)


def test_the_empty_workbook_is_read_without_a_problem(samples: Path, sqlite: Engine) -> None:
    outcome = import_files(sqlite, [samples / EMPTY], dry_run=True)
    assert {each.sheet: each.read for each in outcome.sheets} == dict.fromkeys(SHEETS, 0)


def test_another_force_has_samples_of_its_own_lists(tmp_path: Path) -> None:
    folder = shutil.copytree(REFERENCE, tmp_path / "reference")
    head = (folder / "areas.csv").read_text("utf-8").splitlines()[0]
    areas = [
        f"{head}",
        "north,North,City,E06000018,1,1",
        "south,South,City,E06000018,2,1",
    ]
    (folder / "areas.csv").write_text("\n".join(areas), "utf-8")
    (folder / "panels.csv").write_text("panel,district\nThe Panel,City\n", "utf-8")
    (folder / "stages.csv").write_text("name\nBegun\nDone\n", "utf-8")
    url = f"sqlite:///{tmp_path / 'clvt.db'}"
    migrate(url, folder)
    write_samples(tmp_path / "samples", folder)
    engine = writing_engine(url)
    outcome = import_files(engine, [tmp_path / "samples" / INVENTED], reference=folder)
    assert all(each.new for each in outcome.sheets)
    with engine.connect() as connection:
        assert set(connection.execute(select(area_version.c.name)).scalars()) == {
            "North",
            "South",
        }


def test_existing_sample_files_are_not_overwritten(tmp_path: Path) -> None:
    first = CliRunner().invoke(app, ["sample", str(tmp_path / "new")])
    assert first.exit_code == 0, first.output
    (tmp_path / "new" / EMPTY).write_bytes(b"filled in")
    again = CliRunner().invoke(app, ["sample", str(tmp_path / "new")])
    assert (again.exit_code, "there already" in again.output) == (1, True)
    assert (tmp_path / "new" / EMPTY).read_bytes() == b"filled in"
