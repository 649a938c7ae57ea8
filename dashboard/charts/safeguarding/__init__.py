"""Drawings of what is done for children, one file a subject."""

from dashboard.charts.safeguarding import (
    duties,
    education,
    encounters,
    nrm,
    panels,
    referrals,
    searches,
)

CHARTS = (
    nrm.nrm_by_responder,
    nrm.nrm_decisions,
    duties.duties,
    duties.duties_of_the_year,
    searches.searches_by_month,
    searches.search_calendar,
    education.education,
    encounters.encounters_by_situation,
    encounters.encounters_by_finder,
    referrals.answers_by_agency,
    referrals.outcomes_of_hubs,
    panels.panel_meetings,
    panels.panel_listings,
    panels.toolkits,
    panels.open_actions,
    panels.due_actions,
    panels.panel_attendance,
)
