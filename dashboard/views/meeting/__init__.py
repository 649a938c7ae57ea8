"""The monthly meeting, in words and tables."""

from dashboard.views.meeting import items

VIEWS = (items.to_decide,)
