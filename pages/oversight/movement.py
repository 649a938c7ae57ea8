"""What changed over the period, and whether it reconciles."""

from dashboard.components import frame, panels
from dashboard.views import movement
from queries.access import Grant

run = frame.page("Movement", Grant.COUNTS)
panels.panel(run, movement.bridge)
panels.panel(run, movement.flows, movement.caseload)
panels.panel(run, movement.reasons, movement.by_area)
if fold := panels.fold("More: children who came back, and changes of status"):
    panels.panel(run, movement.re_entries, movement.changes, where=fold)
