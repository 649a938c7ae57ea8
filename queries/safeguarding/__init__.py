"""Questions about what is done for children on the tracker, one file a subject."""

from queries.safeguarding import (
    duties,
    education,
    missing,
    panels,
    referrals,
    searches,
    visits,
)

QUESTIONS = (
    duties.duties_by_state,
    duties.duties_overdue,
    duties.duties_of_the_year,
    duties.open_duties,
    duties.duties_of_child,
    education.children_by_education,
    panels.panel_meetings,
    panels.children_by_panel_standing,
    panels.listings_by_panel,
    panels.children_by_toolkit_level,
    panels.open_actions_by_agency,
    panels.actions_in_time_by_agency,
    panels.panel_attendance_by_agency,
    searches.searches_by_month,
    searches.days_without_search,
    searches.searches_by_day,
    visits.visits_by_outcome,
    visits.parents_at_visits,
    visits.visits_by_purpose,
    visits.children_by_last_seen,
    visits.children_tried_in_vain,
    referrals.referrals_by_agency,
    referrals.referrals_awaiting,
    referrals.outcomes_of_hub_referrals,
    missing.return_interviews,
)
