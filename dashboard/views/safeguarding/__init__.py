"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import (
    duties,
    education,
    encounters,
    hearings,
    nrm,
    panel_actions,
    referrals,
    searches,
    timeliness,
    visits,
)
from dashboard.views.view import views_of

VIEWS = views_of(
    nrm,
    duties,
    education,
    encounters,
    referrals,
    timeliness,
    searches,
    visits,
    hearings,
    panel_actions,
)
