"""The categories of charts, in the order in which they are drawn.

The categories of a breakdown come from the force's own lists, and are put in when a chart is shown.
"""

from collections.abc import Sequence

MOVEMENTS = ["Added", "Removed: reached 18", "Removed: other reasons"]
STEPS = ["Proposed", "Ratified", "PND recorded", "Removed"]
SEARCHES = ["In time", "Late", "Not searched"]
ANSWERS = ["Answered", "Awaiting", "Not recorded"]
REFERRED = ["First in 12 months", "Again within 12 months"]
PROVISION = ["Full time", "Part time", "None", "Not recorded"]
MEETINGS = ["Held, sergeant there", "Held, no sergeant recorded", "Not held", "Not recorded"]
HEARINGS = ["Heard", "Deferred", "Withdrawn"]
TOOLKITS = ["High", "Medium", "Low", "No concern", "No toolkit"]
OPEN_ACTIONS = ["Overdue", "No due date", "Not yet due"]
DUE_ACTIONS = ["In time", "Closed late", "Still open", "No due date"]
ATTENDANCE = ["Came", "Sent a deputy", "Did not attend"]
DUTY_STATES = ["Overdue", "Due", "Done late", "Done in time", "Not applicable"]
DUTY_STATES += ["Done, date not known"]  # drawn where there are any
OUTCOMES = ["Overdue", "Done late", "Done in time"]
DECISIONS = ["Awaiting", "Negative", "Suspended", "Withdrawn", "Positive"]
TREATED = ["Victim", "Both", "Suspect", "Not decided"]


def legend_columns(names: Sequence[str], beside: int = 150) -> str:
    """How many columns a legend has: fewer where the names do not fit side by side.

    They stand above the bars, in the width of the chart's place on the page without the names
    `beside` the bars, in pixels. The width of the bars themselves shrinks while the chart is drawn,
    and a legend that takes further lines then is cut off above; a picture in a file has no other.
    """
    needed = sum(6 * len(name) + 34 for name in names)
    left, right = (max(map(len, names[first::2]), default=0) for first in (0, 1))
    in_pairs = 6 * (left + right) + 36  # some of it stands beside the chart, above the totals
    room = f"(containerSize()[0] ? containerSize()[0] - {beside} : width)"
    return f"{room} < {needed} ? ({room} < {in_pairs} ? 1 : 2) : {len(names)}"


# Of points on a control chart, and of the lines around them, which are no points of the data.
EXPECTED, SIGNAL, NOT_JUDGED = "As expected", "Signal", "Not judged"
CENTRE, LIMITS = "Centre line", "Limits"
JUDGED = [EXPECTED, SIGNAL, NOT_JUDGED, CENTRE, LIMITS]
