"""The categories of charts, in the order in which they are drawn.

The categories of a breakdown come from the force's own lists, and are put in when a chart is shown.
"""

from collections.abc import Sequence

MOVEMENTS = ["Added", "Removed: reached 18", "Removed: other reasons"]
STEPS = ["Proposed", "Ratified", "PND recorded", "Removed"]
SEARCH_STATES = ["In time", "Late", "Not searched"]
ANSWER_STATES = ["Answered", "Awaiting", "Not recorded"]
FIRST_OR_AGAIN = ["First in 12 months", "Again within 12 months"]
PROVISION = ["Full time", "Part time", "None", "Not recorded"]
MEETING_STATES = ["Held, sergeant there", "Held, no sergeant recorded", "Not held", "Not recorded"]
HEARING_OUTCOMES = ["Heard", "Deferred", "Withdrawn"]
TOOLKIT_LEVELS = ["High", "Medium", "Low", "No concern", "No toolkit"]
OPEN_ACTION_STATES = ["Overdue", "No due date", "Not yet due"]
DUE_ACTION_STATES = ["In time", "Closed late", "Still open", "No due date"]
ATTENDANCE = ["Came", "Sent a deputy", "Did not attend"]
DUTY_STATES = ["Overdue", "Due", "Done late", "Done in time", "Not applicable"]
DUTY_STATES += ["Done, date not known"]  # drawn where there are any
DUTY_OUTCOMES = ["Overdue", "Done late", "Done in time"]
NRM_DECISIONS = ["Awaiting", "Negative", "Suspended", "Withdrawn", "Positive"]
TREATMENTS = ["Victim", "Both", "Suspect", "Not decided"]


def legend_columns(names: Sequence[str], label_width: int = 150) -> str:
    """How many columns a legend has, as an expression of Vega: as many as it has names where these
    fit in one line, else two or one.

    The legend stands above the bars. It has the width of the chart's place on the page, less the
    `label_width` in pixels of the names beside the bars. The width of the bars themselves would not
    do: it shrinks while the chart is drawn, and a legend that then takes further lines is cut off
    above. Only a picture in a file has no place on a page, and takes the width of its bars.
    """
    in_one_line = sum(6 * len(name) + 34 for name in names)
    left, right = (max(map(len, names[first::2]), default=0) for first in (0, 1))
    in_pairs = 6 * (left + right) + 36  # some of it stands beside the chart, above the totals
    width = f"(containerSize()[0] ? containerSize()[0] - {label_width} : width)"
    return f"{width} < {in_one_line} ? ({width} < {in_pairs} ? 1 : 2) : {len(names)}"


# What the legend of a control chart names: the kinds of points, and the lines around them.
EXPECTED, SIGNAL, NOT_JUDGED = "As expected", "Signal", "Not judged"
CENTRE, LIMITS = "Centre line", "Limits"
CONTROL_LEGEND = [EXPECTED, SIGNAL, NOT_JUDGED, CENTRE, LIMITS]
