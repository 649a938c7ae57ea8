"""The folder of reference files that a force edits: areas, districts, lists and standards."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from data.reference_files.areas import areas_changed_by, load_areas
from data.reference_files.lists import load_lists, own_force
from data.reference_files.reading import REFERENCE, WrongReference, lines_of, names_in


def load_reference(connection: Connection, reference: Path = REFERENCE) -> None:
    """Load the reference files of a folder. Raises `WrongReference`; the caller must then roll
    back."""
    load_areas(connection, reference)
    load_lists(connection, reference)
