"""Questions about what is done for children on the tracker, one file a subject."""

from queries.safeguarding import duties, education, searches

QUESTIONS = (
    duties.duties_by_state,
    duties.duties_overdue,
    duties.duties_of_the_year,
    duties.open_duties,
    duties.duties_of_child,
    education.children_by_education,
    searches.searches_by_month,
    searches.days_without_search,
)
