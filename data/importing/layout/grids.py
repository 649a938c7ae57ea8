"""The sheets of the files given, unpacked by a process of limited memory and time.

Nothing in a workbook is trusted: one that takes too much memory or time, or makes the reader crash,
ends only that process, and is refused with a message.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.importing.files.worksheets import UnreadableCell
from data.importing.problems import Problems, Unreadable

PROJECT = Path(__file__).parents[3]
LARGEST_FILE = 100 << 20  # bytes
MOST_MEMORY = 2 << 30  # bytes of address space, with Python's own
MOST_UNPACKED = 1 << 30  # bytes of rows, on disk
MOST_SECONDS = 120
COLUMNS_UNFOLDED = 1000  # the most that are read of a sheet that is no list

Row = tuple[int, list[Any]]


@dataclass(frozen=True)
class Grid:
    """One sheet of a file, unpacked. A CSV file is a sheet of the file's own name."""

    path: Path
    name: str
    sha256: str
    unpacked: Path
    is_hidden: bool
    is_workbook: bool
    day_zero: date
    notices: tuple[str, ...]
    is_unfolded: bool = False
    """Whether it was no list, and has been made one (`data.importing.mapping.unfolding`)."""

    @property
    def file(self) -> str:
        return self.path.name

    def row_in_file(self, number: int) -> int:
        """The row of the file that a row comes from."""
        return number // COLUMNS_UNFOLDED if self.is_unfolded else number

    def rows(self) -> Iterator[Row]:
        """Each row that is not blank, with its number in the file, from 1."""
        with self.unpacked.open(encoding="utf-8") as lines:
            for line in lines:
                number, cells = json.loads(line)
                yield (
                    number,
                    [_from_json(each) if isinstance(each, dict) else each for each in cells],
                )


def _from_json(packed: dict[str, Any]) -> Any:
    if "day" in packed:
        return date.fromisoformat(packed["day"])
    if "time" in packed:
        return datetime.fromisoformat(packed["time"])
    return UnreadableCell(packed["shown"], packed["has_no_result"])


def unpack_to_grids(paths: Sequence[Path], folder: Path, problems: Problems) -> list[Grid]:
    """The sheets of all files, and of the files of all folders, unpacked into a folder."""
    grids: list[Grid] = []
    for place, path in enumerate(_files(paths)):
        try:
            inside = folder / str(place)
            inside.mkdir()
            unpack_in_process(path, inside)
            grids += grids_in(path, inside)
        except (Unreadable, OSError) as error:
            problems.add_error(path.name, error)
    return grids


def grids_in(path: Path, folder: Path) -> list[Grid]:
    """The sheets of a file that was unpacked into a folder. Raises Unreadable."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    if "problem" in index:
        raise Unreadable(index["problem"], index["remedy"], index["row"])
    return [
        Grid(
            path,
            each["name"],
            sha256,
            folder / f"{place}.rows",
            each["is_hidden"],
            index["is_workbook"],
            date.fromisoformat(index["day_zero"]),
            tuple(each["notices"]),
        )
        for place, each in enumerate(index["sheets"])
    ]


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (
                inside
                for inside in sorted(path.iterdir())
                if inside.is_file() and inside.name[0] not in ".~"
            )
        else:
            yield path


def left_out_notices(paths: Sequence[Path]) -> list[str]:
    """A notice for each file or folder within the folders given that is not unpacked."""
    read = set(_files(paths))
    return [
        f"The {'folder' if inside.is_dir() else 'file'} {inside.name} in {path.name} was left out."
        for path in paths
        if path.is_dir()
        for inside in sorted(path.iterdir())
        if inside not in read
    ]


def unpack_in_process(path: Path, folder: Path) -> None:
    """Unpack a file in a process of its own. Raises Unreadable where that fails."""
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(
            f"This file is larger than {LARGEST_FILE >> 20} MB.",
            "Save each sheet as a file of its own.",
        )
    arguments = [str(path.resolve()), str(folder.resolve())]
    command = [sys.executable, "-m", "data.importing.layout.unpacking", *arguments]
    try:
        finished = subprocess.run(  # noqa: S603 (our own module; the names are no part of a shell)
            command, capture_output=True, timeout=MOST_SECONDS, check=False, cwd=PROJECT
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"This file takes longer than {MOST_SECONDS} seconds to read.",
            "Save the sheet that you need as CSV, and import that.",
        ) from error
    if finished.returncode or not (folder / "index.json").exists():
        raise Unreadable(
            f"This file needs more than {MOST_MEMORY >> 30} GB of memory to be read, or is "
            "damaged.",
            "Open it in Excel, delete the rows and columns beyond the data, and save it again.",
        )
