"""Views: a question, its chart, and the words and rows that join them. One file a subject."""

from dashboard.views import (
    imports,
    intelligence,
    meeting,
    month_ends,
    movement,
    rollout,
    safeguarding,
    tracker,
    trends,
)
from dashboard.views.view import views_of

VIEWS = {
    each.name: each
    for each in (
        *views_of(imports, intelligence, movement),
        *meeting.VIEWS,
        *views_of(rollout),
        *safeguarding.VIEWS,
        *trends.TRENDS.values(),
        *views_of(tracker, month_ends),
    )
}
