"""Drawings of what is done for children, one file a subject."""

from dashboard.charts.safeguarding import duties, education, panels, searches

CHARTS = (
    duties.duties,
    duties.duties_of_the_year,
    searches.searches_by_month,
    education.education,
    panels.panel_meetings,
    panels.panel_listings,
    panels.toolkits,
    panels.open_actions,
    panels.due_actions,
    panels.panel_attendance,
)
