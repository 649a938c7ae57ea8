"""The demo's extracts, written and read back once for all tests of this folder."""

from __future__ import annotations

import pytest

from data.demo import write_demo
from tests.demo.extract_files import ReadExtract, Sheets, read_extract


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[ReadExtract]:
    """Every extract of the demo, in import order."""
    return [read_extract(extract) for extract in write_demo(tmp_path_factory.mktemp("demo"))]


@pytest.fixture(scope="session")
def newest(demo: list[ReadExtract]) -> Sheets:
    """The newest extract's sheets."""
    return demo[-1].sheets
