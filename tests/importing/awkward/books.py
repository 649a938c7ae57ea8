"""Awkward workbooks, each with what is awkward about it and what an import makes of it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.importing.awkward.xlsb import write_xlsb
from tests.invented.workbooks import write_zip, zip_parts

HEAD = ["URN", "DOB", "M/F", "Beat", "Open/Vuln", "Date on", "Date off", "Why removed"]
OWN = {"Open/Vuln": "CL Status"}
INTEL = ["Log no", "Date", "Flags", "Beat", "Nominals"]
Rows = Sequence[Sequence[Any]]
Write = Callable[[Path], Path]


def child(number: int = 1, **cells: Any) -> list[Any]:
    """A row under HEAD; `cells` by heading, with underscores for spaces."""
    usual = [f"CT-{number}", "11.05.2008", "M", "Gedling", "Open", "10/01/2022", "", ""]
    row = dict(zip(HEAD, usual, strict=True))
    return list((row | {name.replace("_", " "): cell for name, cell in cells.items()}).values())


def report(number: int = 1, flag: str = "County Lines", beat: str = "Gedling") -> list[Any]:
    """A row under INTEL."""
    return [f"I-{number}", "03/02/2022", flag, beat, "CT-1"]


CHILDREN = [child(number) for number in range(1, 6)]


@dataclass(frozen=True)
class Case:
    """A workbook: what is awkward about it, and the rows that are read from each sheet or the
    reason for which it is refused. `answers` give the meaning of words for which nothing is
    suggested."""

    wrong: str
    write: Write
    reads: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    says: str = ""


def book(*sheets: tuple[str, Rows], name: str = "book.xlsx", edit: Any = None) -> Write:
    """Writes a workbook with these sheets. `edit` is given the workbook and its sheets before it
    closes."""

    def write(folder: Path) -> Path:
        path = folder / name
        made = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
        pages = []
        for title, rows in sheets:
            page = made.add_worksheet(title)
            for place, row in enumerate(rows):
                page.write_row(place, 0, row)
            pages.append(page)
        if edit:
            edit(made, *pages)
        made.close()
        return path

    return write


def text(name: str, content: str, encoding: str = "utf-8") -> Write:
    """Writes a text file."""

    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content.encode(encoding))
        return folder / name

    return write


def lines(rows: Rows, separator: str = ",") -> str:
    """Rows as the text of a CSV file."""
    return "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def binary(title: str, rows: Rows, *, is_1904: bool = False) -> Write:
    """Writes an .xlsb workbook of one sheet."""
    return lambda folder: write_xlsb(folder / "book.xlsb", title, rows, is_1904=is_1904)


FORMATS = Path(__file__).parent / "formats"


def stored_workbook(name: str) -> Write:
    """A small workbook in a format that our libraries cannot write, from a stored file."""
    return lambda _: FORMATS / name


def with_bytes(write: Write, old: bytes, new: bytes) -> Write:
    """The file with some bytes replaced."""

    def changed(folder: Path) -> Path:
        made = write(folder)
        content = made.read_bytes()
        assert content.count(old) == 1
        path = folder / made.name
        path.write_bytes(content.replace(old, new))
        return path

    return changed


def with_parts(write: Write, part: str, *changes: tuple[str, str]) -> Write:
    """The workbook with some words replaced in one of its parts."""

    def changed(folder: Path) -> Path:
        made = write(folder)
        parts = zip_parts(made)
        for old, new in changes:
            assert old.encode() in parts[part]
            parts[part] = parts[part].replace(old.encode(), new.encode())
        return write_zip(folder / made.name, parts)

    return changed


def _merge_area(_: Any, page: Any) -> None:
    page.merge_range(1, 3, 3, 3, "Mansfield")


def _hide_rows(_: Any, page: Any) -> None:
    page.autofilter(0, 0, 5, 7)
    page.set_row(2, None, None, {"hidden": True})


def _hide(_: Any, *pages: Any) -> None:
    pages[-1].hide()


def _error_alone(_: Any, page: Any) -> None:
    page.write_formula(6, 0, "=NA()", None, "#N/A")


def _merge_headings(_: Any, page: Any) -> None:
    page.merge_range(0, 0, 1, 0, "URN")
    page.merge_range(0, 5, 0, 6, "Date")


def _log(month: str) -> list[list[Any]]:
    return [
        [f"{month}-{n}", "03/02/22", "B2", flag, "Gedling"] for n, flag in enumerate(("CL", "CCE"))
    ]


OVER_TWO = [
    ["URN", "DOB", "", "Home", "Open/", "Date", "", "Why"],
    ["", "", "M/F", "area", "Vuln", "on", "off", "removed"],
]
GROUPS = ["Child", "", "", "", "", "Tracker", "", ""]
SENTENCES = [
    *("Nominal ref", "Date of Birth", "Gender", "Home Area", "Current status", "Added to CLVT"),
    *("Removed from CLVT", "Reason for removal"),
]
LOG = ["Log no", "Date sub'd", "Grade", "Flags", "Beat"]
FIVE = {"tracker": 5}
TITLE = ["County Lines Vulnerability Tracker (OFFICIAL-SENSITIVE)"]
TRACKER = ("CLVT Nov 22", [HEAD, *CHILDREN])
ALL = [*CHILDREN[:4], child(5, Date_off="01/05/2022", Why_removed="Risk reduced")]
AMERICAN = [child(1, Date_on="03/25/2022"), child(2, Date_on="03/04/2022")]
MONTHS = (("CLVT Oct 22", [HEAD, *CHILDREN[:4]]), TRACKER)
WORDS = [child(1, **{"Open/Vuln": "Vuln", "M/F": "F"}), child(2, **{"M/F": "U"})]
NOTE = ["Highlighted rows are to be discussed"]
DATES = ["11.05.20", "11/5/2020", "11 May 2020", "11th May 2020", "Mon 11-May-20", "2020.05.11"]

ONE = {"tracker": 1}
OF_1952 = [HEAD, child(DOB="", Date_on=17_532)]  # counted from 1900, it is a day that is refused
OF_TEXT = 'office:value-type="string" calcext:value-type="string"'
OF_DATE = 'office:value-type="date" office:date-value="2022-01-10" calcext:value-type="date"'
GEDLING = f"<table:table-cell {OF_TEXT}><text:p>Gedling</text:p>"
NO_RESULT = '<table:table-cell table:formula="of:=[.A1]">'
NUMBER_OF_1904 = (
    ("<table:iteration", '<table:null-date table:date-value="1904-01-01"/><table:iteration'),
    ("<text:p>11.05.2008</text:p>", ""),
    (OF_DATE, 'office:value-type="float" office:value="17532"'),
)

CASES = [
    Case("nothing but the headings is its own", book(TRACKER), FIVE),
    Case("a title and a blank row above", book(("CLVT", [TITLE, [], HEAD, *CHILDREN])), FIVE),
    Case("a note under the title", book(("CLVT", [TITLE, ["By Sgt X"], HEAD, *CHILDREN])), FIVE),
    Case("headings in row 12", book(("CLVT", [TITLE, *[[]] * 10, HEAD, *CHILDREN])), FIVE),
    Case("an empty first column", book(("CLVT", [["", *row] for row in [HEAD, *CHILDREN]])), FIVE),
    Case(
        "headings over two rows", book(("CLVT", [*OVER_TWO, *CHILDREN]), edit=_merge_headings), FIVE
    ),
    Case("words over groups of columns", book(("CLVT", [GROUPS, HEAD, *CHILDREN])), FIVE),
    Case(
        "headings as sentences",
        book(("CLVT", [SENTENCES, *(child(n, **{"M/F": "Boy"}) for n in range(1, 6))])),
        FIVE,
    ),
    Case(
        "a log with a sheet a month",
        book(*((month, [LOG, *_log(month)]) for month in ("April", "May", "June"))),
        {"intelligence": 6},
        says="'April', 'May', 'June': these columns are not mapped and were ignored: Grade.",
    ),
    Case(
        "meetings and the rollout in words of their own",
        book(
            (
                "Tracker mtgs",
                [
                    ["Date of meeting", "Chaired by", "Sent to partners?"],
                    ["14.07.22", "Insp Hall", "Y"],
                    ["11.08.22", "DI Shaw", "N"],
                ],
            ),
            (
                "NSD rollout",
                [
                    ["Area", "Stage reached", "Date started", "Target date"],
                    ["Gedling", "Live", "01/05/2022", "01/12/2022"],
                ],
            ),
        ),
        {"meetings": 2, "nsd_stages": 1},
    ),
    Case(
        "a status under a heading of its own",
        book(("CLVT", [[OWN.get(each, each) for each in HEAD], *CHILDREN])),
        FIVE,
    ),
    Case("blank rows between", book(("CLVT", [HEAD, *CHILDREN[:2], [], [], *CHILDREN[2:]])), FIVE),
    Case("a totals row", book(("CLVT", [HEAD, *CHILDREN, ["Total", 5]])), FIVE, says="totals"),
    Case(
        "counts beneath the list",
        book(("CLVT", [HEAD, *CHILDREN, ["Total on", 5], ["Open", "", 5], ["", "", "Vuln", 0]])),
        FIVE,
        says="totals (3 rows: 7, 8, 9)",
    ),
    Case("notes below", book(("CLVT", [HEAD, *CHILDREN, [], NOTE])), FIVE, says="notes"),
    Case(
        "the headings again in the middle",
        book(("CLVT", [HEAD, *CHILDREN[:3], HEAD, *CHILDREN[3:]])),
        FIVE,
        says="headings again",
    ),
    Case("an area merged over three rows", book(TRACKER, edit=_merge_area), FIVE),
    Case("rows hidden by a filter", book(TRACKER, edit=_hide_rows), FIVE, says="Hidden rows"),
    Case("the only sheet that counts is hidden", book(("x", [["x"]]), TRACKER, edit=_hide), FIVE),
    Case("a sheet a month", book(*MONTHS), FIVE, says="an earlier month"),
    Case(
        "those removed on a sheet of their own",
        book(
            TRACKER, ("Removed 2022", [HEAD, child(9, Date_off="1.6.22", Why_removed="Reached 18")])
        ),
        {"tracker": 6},
    ),
    Case(
        "a removal without its date",
        book(TRACKER, ("Removed 2022", [HEAD, child(9, Why_removed="Other")])),
        refused="does not say when",
    ),
    Case("everybody on one sheet", book(("CLVT", [HEAD, *ALL])), FIVE),
    Case("M and F, Open and Vuln", book(("CLVT", [HEAD, *WORDS])), {"tracker": 2}),
    Case(
        "dates as people write them",
        book(("CLVT", [HEAD, *(child(n, Date_on=day) for n, day in enumerate(DATES))])),
        {"tracker": 6},
    ),
    Case("American dates", book(("CLVT", [HEAD, *AMERICAN])), {"tracker": 2}),
    Case(
        "dates of both orders",
        book(("CLVT", [HEAD, *AMERICAN, child(3, Date_on="25/03/2022")])),
        refused="not a valid date",
    ),
    Case(
        "a day that there is not",
        book(("C", [HEAD, child(1, Date_on="31.02.22")])),
        refused="not a valid date",
    ),
    Case(
        "beat codes",
        book(("CLVT", [HEAD, child(1, Beat="C32")])),
        {"tracker": 1},
        answers={"C32": "City Central"},
    ),
    Case(
        "a beat code that nobody explains",
        book(("C", [HEAD, child(1, Beat="C32")])),
        refused="Ashfield",
    ),
    Case(
        "an area with a letter wrong",
        book(("C", [HEAD, child(1, Beat="Mansfeild")])),
        {"tracker": 1},
    ),
    Case(
        "several flags in a cell",
        book(("Intel", [INTEL, report(1, "County Lines; CCE"), report(2, "CCE")])),
        {"intelligence": 2},
    ),
    Case("semicolons", text("clvt.csv", lines([HEAD, *CHILDREN], ";")), FIVE),
    Case("tabs, called .txt", text("clvt.txt", lines([HEAD, *CHILDREN], "\t")), FIVE),
    Case(
        "bars, with a title", text("clvt.csv", "Tracker\r\n" + lines([HEAD, *CHILDREN], "|")), FIVE
    ),
    Case("UTF-16", text("clvt.csv", lines([HEAD, *CHILDREN]), "utf-16"), FIVE),
    Case(
        "Windows letters",
        text("c.csv", lines([HEAD, child(1, Why_removed="")]) + "é", "cp1252"),
        {"tracker": 1},
    ),
    Case("a CSV file that is called .xls", text("clvt.xls", lines([HEAD, *CHILDREN])), FIVE),
    Case("a web page that is called .xls", text("c.xls", "<html><table>"), refused="web page"),
    Case("an .xls workbook", stored_workbook("clvt.xls"), {"tracker": 1}),
    Case("an .xls workbook with #N/A", stored_workbook("error.xls"), refused="#N/A"),
    Case("an .xlsb workbook", binary("CLVT", [HEAD, child(1, Date_on=44571)]), {"tracker": 1}),
    Case("an .ods workbook", stored_workbook("clvt.ods"), {"tracker": 1}),
    Case("an .ods workbook with #N/A", stored_workbook("error.ods"), refused="#N/A"),
    Case(
        "an .ods workbook with a formula without a result",
        with_parts(stored_workbook("clvt.ods"), "content.xml", (GEDLING, NO_RESULT)),
        refused="no result stored",
    ),
    Case("an error alone in a row", book(TRACKER, edit=_error_alone), refused="an error of the"),
    Case("an .xlsb workbook that counts from 1904", binary("C", OF_1952, is_1904=True), ONE),
    Case(
        "an .ods workbook that counts from 1904",
        with_parts(stored_workbook("clvt.ods"), "content.xml", *NUMBER_OF_1904),
        ONE,
    ),
    Case(
        "an .xls workbook that counts from 1904",
        with_bytes(stored_workbook("clvt.xls"), b"\x22\0\2\0\0\0", b"\x22\0\2\0\1\0"),
        ONE,
        says="after the date of the extract",  # a day of 2022 that was written as from 1900
    ),
    Case(
        "a sheet that is none of ours",
        book(TRACKER, ("Key", [["Word", "Meaning"], ["a", "b"]])),
        FIVE,
        says="Left out of book.xlsx, as the mapping says: 'Key'.",
    ),
    Case("real dates", book(("C", [HEAD, child(1, Date_on=date(2022, 1, 10))])), {"tracker": 1}),
    Case(
        "two columns of one heading",
        book(("C", [[*HEAD, "DOB"], *CHILDREN])),
        refused="Two columns",
    ),
    Case("a column is missing", book(("C", [HEAD[:4] + HEAD[5:], child()])), refused="missing"),
    Case("a child twice", book(("C", [HEAD, child(), child()])), refused="row 2 too"),
    Case("a row without a reference", book(("C", [HEAD, child(URN="")])), refused="empty"),
    Case(
        "nothing that looks like a sheet",
        book(("x", [["a", "b"], [1, 2]])),
        refused="None of the sheets",
    ),
    Case("an empty workbook", book(("x", [])), refused="None of the sheets"),
    Case("an empty file", text("clvt.csv", ""), refused="empty"),
    Case("nothing but the mark of UTF-16", text("c.csv", "", "utf-16"), refused="None of"),
    Case("a cell of 200,000 letters", text("c.csv", "x" * 200_000 + ",y\r\n"), refused="limit"),
]


def write_formats() -> None:
    """Write the stored workbooks, in the formats that only LibreOffice writes here."""

    def with_error(_: Any, page: Any) -> None:
        page.write_formula(1, 6, "=NA()", None, "#N/A")

    made = {
        "clvt": book(("CLVT", [HEAD, child(1, Date_on=date(2022, 1, 10))]), name="clvt.xlsx"),
        "error": book(("CLVT", [HEAD, child()]), name="error.xlsx", edit=with_error),
    }
    with tempfile.TemporaryDirectory() as folder:
        for write in made.values():
            path = str(write(Path(folder)))
            for kind in ("xls", "ods"):
                command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(FORMATS)]
                subprocess.run([*command, path], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    write_formats()
