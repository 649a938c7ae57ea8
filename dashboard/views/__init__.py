"""Views: a question, its chart, and the words and rows that join them. One file a subject."""

from dashboard.views import (
    imports,
    intelligence,
    month_ends,
    movement,
    rollout,
    safeguarding,
    tracker,
    trends,
)
from dashboard.views.meeting import items
from dashboard.views.view import views_of

VIEWS = {
    each.name: each
    for each in (
        *views_of(imports, intelligence, movement, items, rollout),
        *safeguarding.VIEWS,
        *trends.TRENDS.values(),
        *views_of(tracker, month_ends),
    )
}
