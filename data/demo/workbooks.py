"""The sheets of an extract, and writing them as a workbook or as CSV files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from data.demo.records import Entry, Report, Row
from data.sheets import SHEETS

NOTICE = "Invented data. It describes no real child, report, meeting or area."

HEADINGS: Mapping[str, tuple[str, ...]] = {
    name: tuple(each.heading for each in sheet.fields) for name, sheet in SHEETS.items()
}


def tracker_row(entry: Entry) -> Row:
    """An entry, with its last status and area."""
    child, last = entry.child, entry.spells[-1]
    return (
        child.ref, child.date_of_birth, child.gender, last.area, last.status,
        entry.added_on, entry.removed_on, entry.reason, entry.proposed_on, entry.ratified_on,
        entry.source, entry.county_line, entry.pnd_recorded_on, entry.pnd_line,
        entry.pnd_line_type, entry.handover_on,
    )  # fmt: skip


def change_rows(entry: Entry) -> list[Row]:
    """The spells of an entry that has more than one."""
    if len(entry.spells) == 1:
        return []
    return [
        (entry.child.ref, entry.added_on, spell.starts_on, spell.status, spell.area)
        for spell in entry.spells
    ]


def report_row(report: Report) -> Row:
    """A report, its children separated by semicolons."""
    return report.ref, report.submitted_on, report.flag, report.area, "; ".join(report.children)


def write_workbook(
    path: Path,
    extracted_on: date,
    sheets: Mapping[str, Sequence[Row]],
    *,
    about: Sequence[str] = (),
    finish: Callable[[Any], None] = lambda _: None,
) -> None:
    """Write a workbook: a first sheet with the lines of `about` (by default that the data is
    invented), then the sheets of an extract. `finish` may add to it before it is closed."""
    import xlsxwriter  # noqa: PLC0415  (the server imports the demo's accounts, and no more of it)

    workbook = xlsxwriter.Workbook(
        str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": NOTICE, "created": datetime.combine(extracted_on, time())})
    bold = workbook.add_format({"bold": True, "bottom": 1})
    days = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    first = workbook.add_worksheet("about")
    first.set_column(0, 0, 70)
    of_day = f"Extract of {extracted_on.day} {extracted_on:%B %Y}, for the demo"
    for number, line in enumerate(about or (NOTICE, of_day)):
        first.write_string(number, 0, line, None if number else bold)
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADINGS[name]) - 1, 18)
        sheet.write_row(0, 0, HEADINGS[name], bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, days)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell:
                    sheet.write_string(number, column, cell)
    finish(workbook)
    workbook.close()


def write_csv(path: Path, sheet: str, rows: Iterable[Sequence[object]]) -> None:
    """A sheet as CSV, written as the rows come; dates in ISO form."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS[sheet])
        writer.writerows(rows)
