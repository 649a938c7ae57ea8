"""The files given → the sheets in them, each a stream of rows."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from data.importing.problems import Problems, Unreadable
from data.importing.sheets import SHEETS
from data.importing.workbooks import Workbook
from data.importing.worksheets import BLOCK

WORKBOOKS = {".xlsx", ".xlsm"}
READ = f"What is read is called {', '.join(SHEETS)}."
Rows = Iterator[tuple[int, Sequence[Any]]]


@dataclass(frozen=True)
class Source:
    """One known sheet in one file: `inside` is its name in a workbook; a CSV file has none."""

    path: Path
    sheet: str
    sha256: str
    workbook: Workbook | None = field(default=None, repr=False)
    inside: str = ""

    @property
    def file(self) -> str:
        return self.path.name

    def read(self) -> tuple[int, Rows]:
        """About how many rows there are, and each that holds anything, headings first.

        Rows are numbered as a spreadsheet numbers them. Raises Unreadable, also on the way.
        """
        if self.workbook:
            return self.workbook.read(self.inside)
        encoding, lines = _encoding(self.path)
        return lines, _csv_rows(self.path, encoding)


@dataclass(frozen=True)
class Found:
    """What the paths hold: the known sheets, and a line on each thing passed over."""

    sources: list[Source] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def find_sheets(paths: Sequence[Path], problems: Problems) -> Found:
    """The known sheets of workbooks, CSV files and folders of them, in the order given."""
    found = Found()
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.iterdir()):
                if inside.suffix.lower() in WORKBOOKS | {".csv"} and inside.name[0] not in ".~":
                    _look_into(inside, found, problems)
        else:
            _look_into(path, found, problems)
    given = Counter(source.sheet for source in found.sources)
    for source in found.sources:
        if given[source.sheet] > 1:
            problems.add(
                source.file,
                "This sheet is given more than once.",
                "Import one file for each sheet.",
                sheet=source.sheet,
            )
    if not given and not problems:
        problems.add(
            ", ".join(path.name for path in paths),
            "There is no known sheet here.",
            f"Name the sheets, or the CSV files, {', '.join(SHEETS)}.",
        )
    return found


def _look_into(path: Path, found: Found, problems: Problems) -> None:
    try:
        if path.suffix.lower() in WORKBOOKS:
            _look_into_workbook(path, found)
        elif path.suffix.lower() == ".csv":
            if (sheet := path.stem.strip().lower()) in SHEETS:
                found.sources.append(Source(path, sheet, _sha256(path)))
            else:
                found.notices.append(f"The file {path.name} was left out. {READ}")
        else:
            path.stat()
            raise Unreadable(
                "This is neither an Excel workbook (.xlsx) nor a CSV file (.csv).",
                "Save it as one of these, and import that.",
            )
    except Unreadable as error:
        problems.add(path.name, error.problem, error.remedy)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        problems.add(path.name, f"This cannot be opened: {reason}.", "Check its name and place.")


def _look_into_workbook(path: Path, found: Found) -> None:
    workbook, sha256 = Workbook(path), _sha256(path)
    for name in workbook.sheets:
        if (sheet := name.strip().lower()) in SHEETS:
            found.sources.append(Source(path, sheet, sha256, workbook, name))
        else:
            found.notices.append(f"The sheet {name} of {path.name} was left out. {READ}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(file.read, BLOCK), b"")


def _encoding(path: Path) -> tuple[str, int]:
    """What a CSV file's text is written in (UTF-8, else Windows' own), and how many lines it has.

    Looked for over the whole file: one pound sign in the last row decides.
    """
    lines = 0
    for encoding in ("utf-8-sig", "cp1252"):
        decode = codecs.getincrementaldecoder(encoding)().decode
        lines = 0
        try:
            with path.open("rb") as file:
                for block in _blocks(file):
                    if b"\0" in block:
                        raise Unreadable(
                            "This is not text, though its name says CSV.",
                            "Save it from the spreadsheet as 'CSV UTF-8'.",
                        )
                    decode(block)
                    lines += block.count(b"\n")
                decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines
    raise Unreadable(
        "This text is written neither in UTF-8 nor as Windows writes it.",
        "Save it from the spreadsheet as 'CSV UTF-8'.",
    )


def _csv_rows(path: Path, encoding: str) -> Rows:
    with path.open(encoding=encoding, newline="") as lines:
        number = 0
        try:
            for number, cells in enumerate(csv.reader(lines, strict=True), start=1):
                if any(map(str.strip, cells)):
                    yield number, cells
        except csv.Error as error:
            raise Unreadable(
                f"This row and those after it cannot be read: {error}.",
                "Look for a quotation mark without its partner, or save the file as CSV again.",
                number + 1,
            ) from error
