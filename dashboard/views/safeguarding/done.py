"""What is done for the children, in words: the daily searches, and their education."""

from __future__ import annotations

import pandas as pd

from dashboard import charts
from dashboard.style import words
from dashboard.views.tracker import NOBODY, ON
from dashboard.views.view import Finding, drill_down, nothing, view
from queries.filters import Filters
from queries.safeguarding import education, searches

NONE_RECORDED = "No search is recorded"


@view(
    searches.searches_by_month,
    charts.searches_by_month,
    "Days by whether their reports were searched for children: in time is by the next working day. "
    "The 24 months up to {as_at}",
)
def searched(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, days, in_time, late, not_done."""
    without = frame["days"] - frame["in_time"] - frame["late"]
    read = pd.DataFrame(
        {
            "Month": [f"{month:%B %Y}" for month in frame["month"]],
            "Days": frame["days"],
            "In time": frame["in_time"],
            "Late": frame["late"],
            "Not searched": without,
            "Not searched, with a reason": frame["not_done"],
        }
    )
    if frame.empty:
        return nothing(NONE_RECORDED, read)
    states = dict(zip(charts.SEARCHES, (frame["in_time"], frame["late"], without), strict=True))
    marks = pd.concat(
        [
            pd.DataFrame({"month": pd.to_datetime(frame["month"]), "state": state, "days": days})
            for state, days in states.items()
        ]
    )
    last = frame.iloc[-1]
    searched = int(last["in_time"] + last["late"])
    finding = f"{searched} of {words.counted(int(last['days']), 'day')} searched in "
    return Finding(f"{finding}{last['month']:%B %Y}, {int(last['in_time'])} in time", marks, read)


@view(
    searches.days_without_search,
    charts.bars,
    "Days whose reports were not searched for children, {period}",
)
def not_searched(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: days, searched, longest_gap, reports_unseen."""
    days, searched, longest, unseen = (int(value) for value in frame.iloc[0])
    read = pd.DataFrame(
        {
            "What": [
                "Days",
                "Days searched",
                "Longest run of days without a search",
                "Reports submitted on days without a search",
            ],
            "Number": [days, searched, longest, unseen],
        }
    )
    if not days:
        return nothing(NONE_RECORDED, read)
    finding = f"{words.counted(days - searched, 'day')} without a search"
    reports = words.counted(unseen, "report")
    return nothing(words.sentence(f"{finding}; {reports} not searched on those days"), read)


@view(
    education.children_by_education,
    charts.education,
    "Children on the tracker by education or work, and whether it is full time, {as_at}",
)
def schooling(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: education, provision, children."""
    read = (
        frame.pivot_table(
            index="education", columns="provision", values="children", aggfunc="sum", fill_value=0
        )
        .reindex(columns=list(education.PROVISION), fill_value=0)
        .astype(int)
    )
    read["All"] = read.sum(axis="columns")
    read = read.sort_values(["All", "education"], ascending=[False, True])
    if frame.empty:
        return nothing(NOBODY, pd.DataFrame())
    marks = frame.assign(
        total=frame["education"].map(read["All"]),
        drill_down=drill_down(ON, education=frame["education"], provision=frame["provision"]),
    )
    total, none = int(read["All"].sum()), int(read["None"].sum())
    unknown = int(read[education.NOT_RECORDED].sum())
    have = "has" if none == 1 else "have"
    finding = f"{words.number(none)} of {total:,} {have} no education, training or work"
    finding += f"; {words.number(unknown)} not recorded" if unknown else ""
    table = read.reset_index().rename(columns={"education": "Education or work"})
    table.columns.name = None
    return Finding(words.sentence(finding), marks, table)
