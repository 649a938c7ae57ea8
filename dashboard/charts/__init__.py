"""Charts by name: each is a Vega-Lite specification for a frame with certain columns.

The function that draws a chart names its columns. A specification holds no data: these are sent
beside it at each rerun. Nothing is shown by colour alone: bars are labelled, and lines differ in
their dashes and are named at their end.
"""

from dashboard.charts.categories import (
    CENTRE,
    EXPECTED,
    JUDGED,
    LIMITS,
    MOVEMENTS,
    NOT_JUDGED,
    SEARCHES,
    SIGNAL,
    lanes,
)
from dashboard.charts.specification import Chart, Spec, enlarged, height, specifications

age_pyramid = Chart("age_pyramid")
answers_by_agency = Chart("answers_by_agency")
bars = Chart("bars")
caseload = Chart("caseload")
control = Chart("control")
control_small = Chart("control_small")
cumulative = Chart("cumulative")
due_actions = Chart("due_actions")
duration = Chart("duration")
duties = Chart("duties")
duties_of_the_year = Chart("duties_of_the_year")
education = Chart("education")
flows = Chart("flows")
flows_by_area = Chart("flows_by_area")
history = Chart("history")
open_actions = Chart("open_actions")
outcomes_of_hubs = Chart("outcomes_of_hubs")
panel_attendance = Chart("panel_attendance")
panel_listings = Chart("panel_listings")
panel_meetings = Chart("panel_meetings")
encounters_by_situation = Chart("encounters_by_situation")
encounters_by_finder = Chart("encounters_by_finder")
nrm_by_responder = Chart("nrm_by_responder")
nrm_decisions = Chart("nrm_decisions")
rates = Chart("rates")
release_trend = Chart("release_trend")
repeated_duties_of_the_year = Chart("repeated_duties_of_the_year")
reports_by_month = Chart("reports_by_month")
search_calendar = Chart("search_calendar")
searches_by_month = Chart("searches_by_month")
stage_timeline = Chart("stage_timeline")
status_by_area = Chart("status_by_area")
tile_counts = Chart("tile_counts")
tile_stages = Chart("tile_stages")
toolkits = Chart("toolkits")
trend = Chart("trend")
waterfall = Chart("waterfall")
