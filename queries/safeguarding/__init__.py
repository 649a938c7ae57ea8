"""Questions about what is done for children on the tracker, one file a subject."""

from queries.safeguarding import education, searches

QUESTIONS = (
    education.children_by_education,
    searches.searches_by_month,
    searches.days_without_search,
)
