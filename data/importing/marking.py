"""A copy of a workbook's values, with each cell that has a problem marked and commented."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.importing.cells.references import normal_form
from data.importing.cells.values import as_text
from data.importing.layout.finding import headings_in
from data.importing.layout.grids import Grid, unpack_to_grids
from data.importing.problems import Problem, Problems

LONGEST_NAME = 31  # characters of a sheet's name in Excel
LONGEST_CELL = 32_767
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
PROBLEM_SHEET = "Problems"

Comments = dict[tuple[int, int], list[str]]
"""By the row, from 1, and the column, from 0, of a cell."""


def write_marked(paths: Sequence[Path], problems: Sequence[Problem], file: Path) -> None:
    """Write an .xlsx copy of all sheets of the files, after a first sheet that lists the problems.

    Formulas, macros and links are not copied: a text stays a text. Raises FileExistsError.
    """
    if file.exists():
        raise FileExistsError(f"There is a file {file} already. Give another name.")
    with tempfile.TemporaryDirectory(prefix="clvt-import-") as folder:
        grids = unpack_to_grids(paths, Path(folder), Problems())
        options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
        book = xlsxwriter.Workbook(file, options)
        marked = book.add_format({"bg_color": "#FFDD00"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        marked_day = book.add_format({"bg_color": "#FFDD00", "num_format": "dd/mm/yyyy"})
        _write_problems(book.add_worksheet(PROBLEM_SHEET), problems)
        names = {PROBLEM_SHEET.casefold()}
        for grid in grids:
            sheet = book.add_worksheet(_sheet_name(grid.name, names))
            _copy_rows(sheet, grid, _comments(grid, problems), (None, marked), (day, marked_day))
        book.close()


def _write_problems(sheet: Worksheet, problems: Sequence[Problem]) -> None:
    sheet.write_row(0, 0, ["File", "Sheet", "Row", "Column", "Value", "Problem", "What to do"])
    for place, each in enumerate(problems, start=1):
        for column, cell in enumerate(astuple(each)):
            _write_cell(sheet, place, column, cell, None)


def _copy_rows(
    sheet: Worksheet,
    grid: Grid,
    comments: Comments,
    plain: tuple[Format | None, Format],
    days: tuple[Format, Format],
) -> None:
    """Copy the rows; of each pair of formats, the second is for a cell that is marked."""
    marked_in: dict[int, list[int]] = {}
    for row, column in comments:
        marked_in.setdefault(row, []).append(column)
    for number, cells in grid.rows():
        beyond = [column + 1 for column in marked_in.get(number, ())]
        for column in range(max(len(cells), *beyond, 0)):
            cell = cells[column] if column < len(cells) else ""
            problem_text = comments.get((number, column))
            style = (days if isinstance(cell, date) else plain)[problem_text is not None]
            _write_cell(sheet, number - 1, column, cell, style)
            if problem_text:
                comment = "\n".join(dict.fromkeys(problem_text))[:LONGEST_CELL]
                sheet.write_comment(number - 1, column, comment)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Any, style: Format | None) -> None:
    match cell:
        case "" | None:
            sheet.write_blank(row, column, None, style)
        case bool():
            sheet.write_boolean(row, column, cell, style)
        case int() | float():
            sheet.write_number(row, column, cell, style)
        case date():
            sheet.write_datetime(row, column, cell, style)
        case _:
            sheet.write_string(row, column, as_text(cell)[:LONGEST_CELL], style)


def _comments(grid: Grid, problems: Sequence[Problem]) -> Comments:
    """The comments to write on a sheet."""
    name = normal_form(grid.name)
    of_sheet = [
        (each.row, normal_form(each.column), f"{each.problem} {each.remedy}".strip())
        for each in problems
        if each.file == grid.file and normal_form(each.sheet) == name and each.row and each.column
    ]
    if not of_sheet:
        return {}
    first_row = min(row for row, *_ in of_sheet)
    wanted = {column for _, column, _ in of_sheet}

    def places_in(headings: Sequence[str]) -> dict[str, int]:
        written = [normal_form(heading) for heading in headings]
        return {column: written.index(column) for column in wanted if column in written}

    above = takewhile(lambda each: each[0] <= first_row, headings_in(grid, first_row))
    places = max((places_in(headings) for _, headings in above), key=len, default={})
    comments: Comments = {}
    for row, column, comment in of_sheet:
        if column in places:
            comments.setdefault((row, places[column]), []).append(comment)
    return comments


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name for a sheet that Excel allows and no other sheet has."""
    plain = "".join(sign for sign in name.translate(NOT_IN_NAMES) if sign.isprintable()).strip()
    free, number = plain[:LONGEST_NAME] or "Sheet", 1
    while free.casefold() in taken or free.casefold() == "history":  # a name that Excel keeps
        number += 1
        free = f"{plain[: LONGEST_NAME - 5]} {number}"
    taken.add(free.casefold())
    return free
