"""A frame's shape → a Vega-Lite specification, built once for each ground.

Each chart says in its docstring the columns it draws. Data never enters a specification: it is
handed over beside it at each rerun. Nothing is told by colour alone: bars are labelled, lines
differ in dash and are named at their end.
"""

from dashboard.charts.bars import (
    FLOWS,
    GENDERS,
    STATUSES,
    age_pyramid,
    bars,
    duration,
    flows,
    flows_by_area,
    rates,
    reports_by_month,
    status_by_area,
    waterfall,
)
from dashboard.charts.drawing import Chart, Spec
from dashboard.charts.lines import caseload, cumulative, release_trend, trend
from dashboard.charts.tiles import tile_counts, tile_stages
from dashboard.charts.timelines import LANES, history, stage_timeline

__all__ = [
    "FLOWS",
    "GENDERS",
    "LANES",
    "STATUSES",
    "Chart",
    "Spec",
    "age_pyramid",
    "bars",
    "caseload",
    "cumulative",
    "duration",
    "flows",
    "flows_by_area",
    "history",
    "rates",
    "release_trend",
    "reports_by_month",
    "stage_timeline",
    "status_by_area",
    "tile_counts",
    "tile_stages",
    "trend",
    "waterfall",
]
