"""Which days were searched, who was visited and seen, and who was not."""

from dashboard.components import frame, panels
from dashboard.views.safeguarding import searches, visits
from queries.access import Grant

run = frame.page("Searches and visits", Grant.COUNTS)
panels.panel(run, visits.last_seen, visits.tried)
panels.panel(run, searches.calendar)
panels.panel(run, visits.outcomes, visits.parents)
if fold := panels.fold(
    "More: purposes of visits, children who were missing, and what searches led to"
):
    left, right = fold.columns(2)
    panels.panel(run, visits.purposes, where=left)
    panels.panel(run, visits.missing_often, where=right)
    panels.panel(run, visits.interviews, where=right)
    panels.panel(run, searches.searched, where=left)
    panels.panel(run, searches.not_searched, where=right)
    panels.panel(run, searches.proposed, where=left)
