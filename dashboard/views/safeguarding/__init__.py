"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import (
    duties,
    education,
    encounters,
    hearings,
    panel_actions,
    searches,
    visits,
)
from dashboard.views.safeguarding.referring import nrm, referrals, timeliness
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
