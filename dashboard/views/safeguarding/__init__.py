"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import done, referrals, searches, visits

VIEWS = (
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
)
