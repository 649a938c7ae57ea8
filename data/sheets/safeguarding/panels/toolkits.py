"""Toolkits, the assessments of children's risk that the panels work from."""

from data.sheets.declaration import Field, OneOf, Sheet
from data.sheets.rules import in_order, refers_to
from data.sheets.tracker import TRACKER
from data.tables import toolkit

c = toolkit.c
LEVELS = OneOf(
    ("No concern", "Low", "Medium", "High"),
    aliases=(("Emerging", "Low"), ("Moderate", "Medium"), ("Significant", "High")),
)

TOOLKITS = Sheet(
    "toolkits",
    toolkit,
    (
        Field("Tracker ref", c.child_ref),
        Field("Completed on", c.completed_on, ahead=False),
        Field("Completed by", c.completed_by, listed="agencies"),
        Field("Level", c.level, kind=LEVELS),
        Field("Review by", c.review_by),
    ),
    about="each toolkit completed for a child",
    rules=(*in_order("completed_on", "review_by"), refers_to(TRACKER, "child_ref")),
)
