"""Writes the files that a force would import, from rows as {heading: cell}."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from data.sheets import SHEETS

Sheets = Mapping[str, Sequence[Mapping[str, Any]]]

OPEN = "Open to the County Lines team"
VULNERABLE = "Vulnerable to County Lines"
COUNTY_LINES = "County Lines"
CITY_PANEL = "CCE Panel (City)"
COUNTY_PANEL = "Serious Youth Violence Panel (County)"

HEADINGS = {name: [each.heading for each in sheet.fields] for name, sheet in SHEETS.items()}


class Row(dict[str, Any]):
    """A sound row of a sheet, by heading, with other `cells`: underscores stand for spaces."""

    def __init__(self, sheet: str, row: Mapping[str, Any], cells: Mapping[str, Any]) -> None:
        super().__init__(row)
        self.sheet = sheet
        self.update({heading.replace("_", " "): cell for heading, cell in cells.items()})


def entry(ref: str = "CT-1", added: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the tracker."""
    row = {
        "Tracker ref": ref,
        "Date of birth": "2008-02-01",
        "Gender": "Male",
        "Home area": "Gedling",
        "Status": OPEN,
        "Date added": added,
    }
    return Row("tracker", row, cells)


def change(ref: str = "CT-1", added: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the changes: the first spell of such an entry."""
    row = {"Tracker ref": ref, "Date added": added, "From": added, "Status": OPEN}
    return Row("changes", row | {"Home area": "Gedling"}, cells)


def report(ref: str = "INT-1", submitted: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the intelligence sheet."""
    row = {"Report ref": ref, "Submitted": submitted, "Flag": COUNTY_LINES, "Area": "Gedling"}
    return Row("intelligence", row, cells)


def stage(area: str = "Gedling", since: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the NSD stages."""
    return Row("nsd_stages", {"Area": area, "Stage": "Live", "From": since}, cells)


def meeting(held: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the meetings."""
    return Row("meetings", {"Held": held, "Chair": "Inspector"}, cells)


def annotation(on: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the annotations of trends."""
    note = {"On": on, "About": "Every trend", "Text": "Some words", "Rebases": "No"}
    return Row("annotations", note, cells)


def search(day: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the daily searches."""
    row = {"For day": day, "Done on": day, "Not done because": "", "Children linked": 0}
    return Row("searches", row, cells)


def schooling(ref: str = "CT-1", since: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the education sheet."""
    row = {"Tracker ref": ref, "From": since, "Checked on": since, "Status": "School"}
    return Row("education", row, cells)


def panel_meeting(planned: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the meetings of panels: one that was held as planned."""
    row = {"Panel": CITY_PANEL, "Planned for": planned, "Held on": planned}
    return Row("panel_meetings", row, cells)


def attendance(agency: str = "Education", **cells: Any) -> Row:
    """A sound row of the attendance at panels."""
    row = {"Panel": CITY_PANEL, "Planned for": "2022-01-10", "Agency": agency, "Attended": "Yes"}
    return Row("panel_attendance", row, cells)


def toolkit(ref: str = "CT-1", completed: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the toolkits."""
    row = {"Tracker ref": ref, "Completed on": completed, "Completed by": "Early Help"}
    return Row("toolkits", row | {"Level": "Medium"}, cells)


def listing(ref: str = "CT-1", planned: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the lists of panels: a child who was heard."""
    row = {"Panel": CITY_PANEL, "Listed for": planned, "Tracker ref": ref, "Heard": "Yes"}
    return Row("panel_list", row | {"Referred on": "2022-01-10"}, cells)


def action(ref: str = "A-1", **cells: Any) -> Row:
    """A sound row of the actions of panels: one that is open, and not about a child."""
    row = {"Action ref": ref, "Meeting": CITY_PANEL, "Agreed on": "2022-01-10", "About": "Place"}
    row |= {"Kind": "Disrupt", "Owner": "Housing", "Due on": "2022-02-10", "Closed on": ""}
    return Row("panel_actions", row, cells)


def visit(ref: str = "V-1", on: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the visits: the child CT-1 was seen."""
    row = {"Visit ref": ref, "Tracker ref": "CT-1", "Visited on": on, "By": "County Lines team"}
    row |= {"Safeguarding": "Yes", "Education": "No", "Understanding and intelligence": "No"}
    row |= {"Outcome": "Seen", "Parent or carer": "Present", "Why not appropriate": ""}
    return Row("visits", row, cells)


def referral(ref: str = "R-1", sent: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the referrals, of the child CT-1."""
    row = {"Referral ref": ref, "Tracker ref": "CT-1", "Sent on": sent, "To": "Barnardo's"}
    row |= {"Trigger on": "", "Response": "Awaiting", "Responded on": ""}
    return Row("referrals", row, cells)


def missing(ref: str = "M-1", since: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the sheet of missing children: CT-1 was found on the same day."""
    row = {"Episode ref": ref, "Tracker ref": "CT-1", "From": since, "Found on": since}
    return Row("missing", row | {"Done on": ""}, cells)


def nrm(ref: str = "N-1", referred: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the referrals to the NRM, of the child CT-1: no decision has come."""
    row = {"NRM ref": ref, "Tracker ref": "CT-1", "Referred on": referred, "Criminal": "Yes"}
    row |= {"First responder": "Nottinghamshire Police", "County lines": "Yes", "RG": "Awaiting"}
    return Row("nrm", row | {"CG": "Not reached"}, cells)


def sca(ref: str = "S-1", received: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of what arrived from the SCA: a decision that awaits review."""
    row = {"SCA ref": ref, "Received on": received, "Kind": "Decision", "Tracker ref": "CT-1"}
    return Row("sca_in", row | {"Reviewed on": "", "Actioned on": ""}, cells)


def encounter(ref: str = "E-1", happened: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the criminal situations: CT-1 was found, and is treated as a victim."""
    row = {"Encounter ref": ref, "Tracker ref": "CT-1", "Happened on": happened}
    row |= {"Found by": "Nottinghamshire Police", "Situation": "Drug supply"}
    return Row("encounters", row | {"Treated as": "Victim", "Reason": ""}, cells)


def inapplicable(ref: str = "CT-1", added: Any = "2022-01-10", **cells: Any) -> Row:
    """A sound row of the duties that do not apply to an entry."""
    row = {"Tracker ref": ref, "Date added": added, "Duty": "NRM", "Reason": "Declined"}
    return Row("not_applicable", row | {"Decided on": added, "Decided by": "Inspector"}, cells)


def _grid(sheet: str, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    given = list(dict.fromkeys(heading for row in rows for heading in row))
    headings = given or HEADINGS[sheet]
    return [headings, *([row.get(heading, "") for heading in headings] for row in rows)]


def write_workbook(file: Path, sheets: Sheets) -> Path:
    """An .xlsx workbook; Python's dates become Excel's."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        for sheet, rows in sheets.items():
            written = book.add_worksheet(sheet)
            for y, cells in enumerate(_grid(sheet.lower(), rows)):
                for x, cell in enumerate(cells):
                    if isinstance(cell, date):
                        written.write_datetime(y, x, cell, style)
                    elif cell != "":
                        written.write(y, x, cell)
    return file


def write_csvs(folder: Path, sheets: Sheets, encoding: str = "utf-8") -> Path:
    """A folder with a CSV file for each sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for sheet, rows in sheets.items():
        with (folder / f"{sheet}.csv").open("w", encoding=encoding, newline="") as lines:
            csv.writer(lines).writerows(_grid(sheet.lower(), rows))
    return folder


def zip_parts(file: Path) -> dict[str, bytes]:
    """The parts of a workbook, or of another zipped file, by their names."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(file: Path, parts: Mapping[str, bytes]) -> Path:
    """A zipped file with these parts."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file
