"""A database with the demonstration data in it, loaded once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.database import reading_engine


@pytest.fixture(scope="session")
def demo_engine(demo_file: Path) -> Engine:
    """Reads the demonstration data."""
    return reading_engine(f"sqlite:///{demo_file}")
