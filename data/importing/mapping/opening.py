"""The files of an import, opened as they are or, with a mapping, unpacked while they are read."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from data.importing.cells.references import normal_form
from data.importing.files.reading import FoundSheets, find_sheets
from data.importing.layout.grids import Grid, left_out_notices, unpack_to_grids
from data.importing.mapping.applying import find_mapped
from data.importing.mapping.declaration import Mapping
from data.importing.problems import Problems


@contextmanager
def open_sheets(
    paths: Sequence[Path], mapping: Mapping | None, only_sheet: str, problems: Problems
) -> Iterator[FoundSheets]:
    """The sheets that an import reads from the files or, if `only_sheet` names one of a mapped
    workbook, that one. Unpacked files are removed at the end."""
    if mapping is None:
        yield find_sheets(paths, problems)
        return
    if not mapping.is_agreed:
        problems.add(
            ", ".join(path.name for path in paths),
            "Nobody has agreed to the mapping of this workbook.",
            "Look at each of its lines, correct it, and then write: agreed = true.",
        )
        yield FoundSheets()
        return
    with tempfile.TemporaryDirectory(prefix="clvt-import-") as folder:
        grids = unpack_to_grids(paths, Path(folder), problems)
        if only_sheet:
            grids = _sheets_named(only_sheet, grids, problems)
        found = find_mapped(grids, mapping, problems) if grids else FoundSheets()
        found.notices.extend(left_out_notices(paths))
        yield found


def _sheets_named(name: str, grids: Sequence[Grid], problems: Problems) -> list[Grid]:
    """The sheets of that name. Their fingerprint is not that of the whole file, whose day may be
    another."""
    named = [
        replace(grid, sha256=hashlib.sha256(f"{grid.sha256} {grid.name}".encode()).hexdigest())
        for grid in grids
        if normal_form(grid.name) == normal_form(name)
    ]
    if not named:
        problems.add(
            ", ".join(dict.fromkeys(grid.file for grid in grids)),
            f"There is no sheet '{name}'.",
            f"The sheets are: {', '.join(grid.name for grid in grids)}.",
        )
    return named
