"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import (
    done,
    duties,
    hearings,
    panel_actions,
    referrals,
    searches,
    visits,
)

VIEWS = (
    duties.by_state,
    duties.overdue,
    duties.of_the_year,
    done.schooling,
    referrals.by_agency,
    referrals.awaiting,
    referrals.outcomes,
    searches.searched,
    searches.not_searched,
    searches.calendar,
    visits.outcomes,
    visits.parents,
    visits.purposes,
    visits.last_seen,
    visits.tried,
    visits.interviews,
    hearings.meetings,
    hearings.standing,
    hearings.listings,
    hearings.toolkits,
    panel_actions.open_actions,
    panel_actions.due_actions,
    panel_actions.attendance,
)
