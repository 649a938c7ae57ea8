"""Annotations of trends: changes of definition or of practice, and special weeks."""

from data.sheets.declaration import Field, OneOf, Sheet
from data.tables import annotation

EVERY_TREND = "Every trend"
TRENDS = (
    "Added to the tracker",
    "Removed for reasons other than age",
    "Removed because they reached 18",
    "Time on the tracker at removal",
    "Intelligence a day",
    "First visits not in time",
    "Referrals answered",
    "Wait for conclusive grounds",
    "Panel actions not in time",
    "On the tracker at month end",
    "Share open to the team",
)
"""The trends, as readers see them. A test compares them with the measures that are judged."""

c = annotation.c

ANNOTATIONS = Sheet(
    "annotations",
    annotation,
    (
        Field("On", c.on_day, also=("Date", "From")),
        Field(
            "About",
            c.about,
            kind=OneOf((EVERY_TREND, *TRENDS), (("All", EVERY_TREND), ("Everything", EVERY_TREND))),
        ),
        Field("Text", c.text, also=("Note", "What happened")),
        Field("Rebases", c.rebases, kind=OneOf(("Yes", "No"), (("Y", "Yes"), ("N", "No")))),
    ),
    about="each change that readers of a trend should know of; one that rebases has the "
    "limits worked out anew from that day on",
    also=("Annotation", "Changes of definition"),
    covers_all_days=True,
)
