"""From the files given to the sheets in them, each a stream of rows."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from data.importing.dates import EXCEL_DAY_ZERO
from data.importing.files.csv_files import Rows, read_csv
from data.importing.files.workbooks import Workbook
from data.importing.problems import Problem, Problems, Unreadable
from data.sheets import SHEETS

WORKBOOKS = {".xlsx", ".xlsm"}
ONLY_THESE_FILES = "Only files that end in .xlsx, .xlsm or .csv are read from a folder."
NO_KNOWN_SHEET = "There is no known sheet here."
NOT_AS_IT_IS = "A file of this kind is not read as it is, as .xlsx and .csv files are."
ONLY_THESE_SHEETS = f"Only these are read: {', '.join(SHEETS)}."


@dataclass(frozen=True)
class Source(ABC):
    """What is read as one sheet: a sheet of a file or, with a mapping, the sheets of several.

    file: the name of the file, or of all of them.
    sheet: which of the known sheets it is.
    sha256: the fingerprint of what is read.
    is_workbook: whether its cells have types. Those of a CSV file do not.
    day_zero: the day from which numbers that stand for dates are counted.
    is_snapshot: whether it lists only records that have not ended.
    """

    file: str
    sheet: str
    sha256: str
    is_workbook: bool
    day_zero: date = EXCEL_DAY_ZERO
    is_snapshot: bool = False

    @abstractmethod
    def read(self) -> tuple[int, Rows]:
        """About how many rows there are, and each row that is not blank, headings first.

        Raises Unreadable, also between rows.
        """

    def row_names(self, rows: Sequence[int]) -> str:
        """The rows as messages name them."""
        return ", ".join(map(str, rows))

    def locate(self, problem: Problem) -> Problem:
        """The problem, with its place in the file as its owner sees it."""
        return problem


@dataclass(frozen=True)
class KnownSheet(Source):
    """A known sheet in a file. Its rows are numbered as a spreadsheet numbers them."""

    rows: Callable[[], tuple[int, Rows]] = field(kw_only=True, repr=False)

    def read(self) -> tuple[int, Rows]:
        return self.rows()


@dataclass(frozen=True)
class FoundSheets:
    """What the paths hold: the known sheets, a notice of each thing that was left out, and the days
    that stand above their headings."""

    sources: list[Source] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    days: tuple[date, ...] = ()

    def locate(self, problem: Problem) -> Problem:
        """The problem, with its place in the file as its owner sees it."""
        of_sheet = (source for source in self.sources if source.sheet == problem.sheet)
        source = next(of_sheet, None)
        return source.locate(problem) if source else problem


def find_sheets(paths: Sequence[Path], problems: Problems) -> FoundSheets:
    """The known sheets of workbooks, CSV files and folders of them, in the order given."""
    found = FoundSheets()
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.iterdir()):
                is_temporary = inside.name[0] in ".~"  # such as the ~$ file of an open workbook
                if inside.is_dir():
                    found.notices.append(f"The folder {inside.name} in it was left out.")
                elif inside.suffix.lower() in WORKBOOKS | {".csv"} and not is_temporary:
                    _find_in_file(inside, found, problems)
                else:
                    found.notices.append(f"The file {inside.name} was left out. {ONLY_THESE_FILES}")
        else:
            _find_in_file(path, found, problems)
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
            NO_KNOWN_SHEET,
            " ".join(
                [
                    f"Read as they are: sheets, or CSV files, with the names {', '.join(SHEETS)}.",
                    "All others are read once you have said what is in them.",
                    *(notice.removesuffix(ONLY_THESE_SHEETS).rstrip() for notice in found.notices),
                ]
            ),
        )
    return found


def _find_in_file(path: Path, found: FoundSheets, problems: Problems) -> None:
    try:
        if path.suffix.lower() in WORKBOOKS:
            _find_in_workbook(path, found)
        elif path.suffix.lower() == ".csv":
            if (sheet := path.stem.strip().lower()) in SHEETS:
                headings = [each.heading for each in SHEETS[sheet].fields]
                rows = partial(read_csv, path, headings)
                found.sources.append(
                    KnownSheet(path.name, sheet, _sha256(path), is_workbook=False, rows=rows)
                )
            else:
                found.notices.append(f"The file {path.name} was left out. {ONLY_THESE_SHEETS}")
        else:
            path.stat()
            raise Unreadable(
                NOT_AS_IT_IS,
                "Say what is in it, or save it as .xlsx or .csv, and import that.",
            )
    except (Unreadable, OSError) as error:
        problems.add_error(path.name, error)


def _find_in_workbook(path: Path, found: FoundSheets) -> None:
    """Find the known sheets of a workbook. A hidden one is read too, with a notice, unless a
    visible one has its name."""
    workbook, sha256 = Workbook(path), _sha256(path)
    known = {name: name.strip().lower() for name in workbook.sheets}
    visible = {known[name] for name in known if name not in workbook.hidden}
    for name, sheet in known.items():
        is_hidden = name in workbook.hidden
        title = f"The {'hidden ' if is_hidden else ''}sheet '{name}' of {path.name}"
        if sheet not in SHEETS:
            found.notices.append(f"{title} was left out. {ONLY_THESE_SHEETS}")
        elif is_hidden and sheet in visible:
            found.notices.append(f"{title} was left out: a visible sheet has its name.")
        else:
            rows = partial(workbook.read, name)
            found.sources.append(
                KnownSheet(path.name, sheet, sha256, True, workbook.day_zero, rows=rows)
            )
            if is_hidden:
                found.notices.append(
                    f"{title} was read, though Excel does not show it. If it should not be read, "
                    "delete it from the workbook."
                )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
