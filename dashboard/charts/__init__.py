"""Charts by name: each is a Vega-Lite specification for a frame with certain columns.

The function that draws a chart names its columns. A specification holds no data: these are sent
beside it at each rerun. Nothing is shown by colour alone: bars are labelled, and lines differ in
their dashes and are named at their end.
"""

from dashboard.charts.specification import Spec, enlarged, min_height, spec_of, specifications
