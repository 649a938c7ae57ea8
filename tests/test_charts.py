"""The generated specifications of the charts."""

from __future__ import annotations

import json

from dashboard import charts
from dashboard.charts import Chart
from dashboard.charts.specification import MODES, SPECIFICATIONS
from dashboard.charts.write_specifications import drawn


def test_the_file_of_specifications_is_what_altair_draws_now() -> None:
    assert SPECIFICATIONS.read_text(encoding="utf-8") == drawn(), "Run make charts."


def test_every_chart_has_a_specification_in_each_mode() -> None:
    named = {each.name for each in vars(charts).values() if isinstance(each, Chart)}
    found = json.loads(SPECIFICATIONS.read_text(encoding="utf-8"))
    assert set(found) == named
    assert all(set(found[name]) == set(MODES) for name in named)
