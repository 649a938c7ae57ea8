"""What others did in time, and how children are recorded on PND, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.style import words
from dashboard.views.safeguarding.encounters import NO_CHILD_FOUND
from dashboard.views.tracker import NO_CHILD_MATCHES
from dashboard.views.view import Finding, view, without_chart
from queries.filters import Filters
from queries.safeguarding import duties
from queries.safeguarding.referring import timeliness

GENERIC = "Generic for children"
ORDER = (
    timeliness.OVERDUE,
    timeliness.LATE,
    timeliness.IN_TIME,
    timeliness.NOT_DUE,
    timeliness.NOT_RECORDED,
    timeliness.NO_LIMIT,
)
JUDGED = ORDER[:3]
"""Those whose limit has passed, or that were done."""


@view(
    timeliness.answers_of_hubs,
    None,
    "Referrals to a Multi-Agency Safeguarding Hub (MASH) by whether it answered within "
    "{limit[Answer of a MASH]}, {period}",
)
def answers(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: answer, referrals."""
    none = "No referral to a MASH was made in this period"
    none_due, in_time = "No answer of a MASH was due", "a MASH answered {} in time"
    return _timely(frame, "referral", none, none_due, in_time)


@view(
    timeliness.decisions_on_encounters,
    None,
    "Criminal situations in which children were found, by whether it was decided within "
    "{limit[Decision on an encounter]} how to treat the child, {period}",
)
def decisions(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: decision, situations."""
    none_due = "No decision on a criminal situation was due"
    in_time = "how to treat the child was decided in time in {}"
    return _timely(frame, "situation", NO_CHILD_FOUND, none_due, in_time)


@view(
    duties.children_by_line_on_pnd,
    None,
    "Children on the tracker by the line to which they are recorded on the Police National "
    "Database (PND), {as_at}",
)
def on_pnd(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: line, children."""
    frame = frame.sort_values("children", ascending=False, kind="stable")
    table = frame.rename(columns={"line": "Line on PND", "children": "Children"})
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, table)
    counts = dict(zip(frame["line"], frame["children"].astype(int), strict=True))
    total = sum(counts.values())
    recorded, generic = total - counts.get(duties.NOT_ON_PND, 0), counts.get(GENERIC, 0)
    are = words.are(recorded)
    finding = f"{words.out_of(recorded, total, 'child', 'children')} {are} recorded on PND"
    if recorded:
        of_them = f"{words.number(generic)} of them "
        if recorded == 1:
            of_them = "" if generic else "not "
        elif recorded == 2 == generic:
            of_them = "both "
        finding += f", {of_them}to the generic line for children"
    return without_chart(words.sentence(finding), table)


def _timely(frame: pd.DataFrame, unit: str, none: str, none_due: str, in_time: str) -> Finding:
    """How many of those that were due were in time, with a table of the states that occur, what is
    overdue first. The headline is `none` where there are none, `none_due` where none was due, and
    else `in_time` with how many were in time."""
    state, number = frame.columns
    counts = dict.fromkeys(ORDER, 0)
    counts |= dict(zip(frame[state], frame[number].astype(int), strict=True))
    shown = [each for each in ORDER if counts[each]]
    table = pd.DataFrame(
        {state.capitalize(): shown, number.capitalize(): [counts[each] for each in shown]}
    )
    if frame.empty:
        return without_chart(none, table)
    judged = sum(counts[each] for each in JUDGED)
    if not judged:
        return without_chart(none_due, table)
    finding = in_time.format(words.out_of(counts[timeliness.IN_TIME], judged, unit))
    if overdue := counts[timeliness.OVERDUE]:
        finding += f"; {words.number(overdue)} {words.are(overdue)} overdue"
    return without_chart(words.sentence(finding), table)
