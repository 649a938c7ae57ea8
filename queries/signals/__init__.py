"""Whether a change over time is larger than chance alone explains: statistical process control.

Pure functions over a series of points, without a database or a page.
"""

from queries.signals.judging import Judged, Kind, Point, judge
from queries.signals.limits import Limits
from queries.signals.rules import Rule, Runs, Signal

__all__ = ["Judged", "Kind", "Limits", "Point", "Rule", "Runs", "Signal", "judge"]
