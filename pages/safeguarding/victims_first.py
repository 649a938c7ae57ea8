"""Children found in criminal situations, as victims or as suspects; and education."""

from dashboard.components import frame, panels
from dashboard.views.safeguarding import education, encounters
from dashboard.views.safeguarding.referring import timeliness
from queries.access import Grant

run = frame.page("Victims and education", Grant.COUNTS)
panels.panel(run, encounters.reasons, encounters.by_situation)
panels.panel(run, education.schooling)
panels.panel(run, encounters.section_45, encounters.by_finder)
if fold := panels.fold("More: how soon it was decided how to treat the child"):
    panels.panel(run, timeliness.decisions, where=fold)
