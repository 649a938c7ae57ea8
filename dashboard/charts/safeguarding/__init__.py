"""Drawings of what is done for children, one file a subject."""

from dashboard.charts.safeguarding import education, searches

CHARTS = (searches.searches_by_month, education.education)
