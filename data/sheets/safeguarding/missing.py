"""Episodes in which children were missing, and the interviews on their return."""

from data.sheets.declaration import YES_NO, Field, Sheet
from data.sheets.rules import in_order, needs, refers_to
from data.sheets.tracker import TRACKER
from data.tables import missing_episode

c = missing_episode.c

MISSING = Sheet(
    "missing",
    missing_episode,
    (
        Field("Episode ref", c.episode_ref),
        Field("Tracker ref", c.child_ref),
        Field("From", c.missing_from, ahead=False),
        Field("Found on", c.found_on, required=True, ahead=False),
        Field("Interview offered", c.interview_offered, kind=YES_NO),
        Field("Done on", c.interview_done_on, required=True, ahead=False),
    ),
    about="each time at which a child was missing; Done on is the day of the return interview",
    rules=(
        refers_to(TRACKER, "child_ref"),
        *in_order("missing_from", "found_on", "interview_done_on"),
        needs("interview_done_on", "found_on"),
    ),
)
