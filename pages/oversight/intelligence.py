"""Intelligence flagged 'County Lines': how much, and compared with what."""

from dashboard.components import frame, panels
from dashboard.views import intelligence
from queries.access import Grant

run = frame.page("Intelligence", Grant.COUNTS)
panels.panel(run, intelligence.same_dates, intelligence.years)
panels.panel(run, intelligence.months)
panels.panel(run, intelligence.cumulative, intelligence.areas)
