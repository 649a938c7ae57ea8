"""The demo's extracts, written and read back once for all tests of this folder."""

from __future__ import annotations

import pytest

from data.demo import write_demo
from tests.demo.written import Sheets, Written, read


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    """Every extract of the demo, in import order."""
    return [read(extract) for extract in write_demo(tmp_path_factory.mktemp("demo"))]


@pytest.fixture(scope="session")
def newest(demo: list[Written]) -> Sheets:
    """The newest extract's sheets."""
    return demo[-1].sheets
