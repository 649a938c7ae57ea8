"""Views of what is done for children on the tracker, one file a subject."""

from dashboard.views.safeguarding import done

VIEWS = (done.schooling, done.searched, done.not_searched)
