"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import done, hearings, panel_actions

VIEWS = (
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
