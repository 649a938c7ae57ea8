"""Drawings of what is done for children, one file a subject."""

from dashboard.charts.safeguarding import education, referrals, searches

CHARTS = (
    searches.searches_by_month,
    searches.search_calendar,
    education.education,
    referrals.answers_by_agency,
)
