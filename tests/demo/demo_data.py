"""A database with the demonstration data in it, loaded once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.database import migrate, reading_engine, writing_engine
from data.demo import write_demo
from data.importing import import_files


def load_demo(url: str, folder: Path) -> None:
    """Load the demonstration data, without its accounts."""
    migrate(url)
    engine = writing_engine(url)
    for extract in write_demo(folder):
        import_files(
            engine,
            [extract.path],
            extracted_on=extract.extracted_on,
            covers=extract.covers,
            is_demo=True,
        )
    engine.dispose()


@pytest.fixture(scope="session")
def demo_engine(demo_file: Path) -> Engine:
    """Reads the demonstration data."""
    return reading_engine(f"sqlite:///{demo_file}")
