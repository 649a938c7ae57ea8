"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import done, duties, hearings, panel_actions

VIEWS = (
    duties.by_state,
    duties.overdue,
    duties.of_the_year,
    done.schooling,
    done.searched,
    done.not_searched,
    hearings.meetings,
    hearings.standing,
    hearings.listings,
    hearings.toolkits,
    panel_actions.open_actions,
    panel_actions.due_actions,
    panel_actions.attendance,
)
