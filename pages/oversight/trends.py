"""Whether what is counted has changed by more than chance, a chart for each measure."""

from dashboard.components import frame
from dashboard.screens import trends
from queries.access import Grant

run = frame.page("Trends", Grant.COUNTS)
trends.draw(run)
