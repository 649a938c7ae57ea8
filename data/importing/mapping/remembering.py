"""Looking into files before anything is imported."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from data.database import REFERENCE
from data.importing.cells.values import lists_of
from data.importing.layout.grids import unpacked
from data.importing.mapping.declaration import Suggestion
from data.importing.mapping.suggesting import suggest
from data.importing.problems import Problems


def looked_into(
    connection: Connection, paths: Sequence[Path], reference: Path = REFERENCE
) -> list[Suggestion]:
    """How each sheet of the files is probably to be read. Raises Refused."""
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="clvt-import-") as folder:
        grids = unpacked(paths, Path(folder), problems)
        if problems:
            raise problems.refusal()
        return suggest(grids, lists_of(connection, reference))
