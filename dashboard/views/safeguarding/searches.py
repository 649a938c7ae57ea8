"""The daily searches of intelligence for children, in words."""

from __future__ import annotations

import pandas as pd

from dashboard import charts
from dashboard.style import words
from dashboard.views.view import Finding, view, without_chart
from queries.filters import Filters
from queries.safeguarding import searches

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
        return without_chart(NONE_RECORDED, read)
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
        return without_chart(NONE_RECORDED, read)
    finding = f"{words.counted(days - searched, 'day')} without a search"
    reports = words.counted(unseen, "report")
    return without_chart(words.sentence(f"{finding}; {reports} not searched on those days"), read)


@view(
    searches.searches_by_day,
    charts.search_calendar,
    "Each day by whether its reports were searched for children: in time is by the next working "
    "day. A number is of reports that arrived on a day that was not searched. {period}",
)
def calendar(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: day, done_on, next_working, children_linked, new_children, reports."""
    in_time, late, without = charts.SEARCHES
    is_done = frame["done_on"].notna()
    state = [
        without if pd.isna(done) else in_time if done <= due else late
        for done, due in zip(frame["done_on"], frame["next_working"], strict=True)
    ]
    unseen = frame["reports"].where(~is_done, 0)
    read = pd.DataFrame(
        {
            "Day": frame["day"],
            "Searched on": frame["done_on"],
            "State": state,
            "Children linked": frame["children_linked"].astype("Int64"),
            "New children": frame["new_children"].astype("Int64"),
            "Reports that arrived": frame["reports"],
        }
    )
    if frame.empty:
        return without_chart(NONE_RECORDED, read)
    days = pd.to_datetime(frame["day"])
    marks = pd.DataFrame(
        {
            "date": days,
            "month": [f"{day:%b %Y}" for day in days],
            "place": [day.year * 12 + day.month for day in days],
            "day": [day.day for day in days],
            "state": state,
            "unseen": ["" if not number else str(number) for number in unseen],
        }
    )
    linked, new = (int(frame[name].sum()) for name in ("children_linked", "new_children"))
    notes = (
        f"The searches linked {words.counted(linked, 'child', 'children')} to reports of the day, "
        f"{words.number(new)} of them new; a child counts on each day.",
    )
    return Finding(_gaps(int((~is_done).sum()), len(frame), int(unseen.sum())), marks, read, notes)


def _gaps(without: int, days: int, reports: int) -> str:
    if not without:
        return f"The reports of all {words.counted(days, 'day')} were searched for children"
    were = "was" if without == 1 else "were"
    finding = f"{words.out_of(without, days, 'day')} {were} not searched"
    arrived = words.counted(reports, "report")
    on = "that day" if without == 1 else "those days"
    return words.sentence(f"{finding}, and {arrived} arrived on {on}")


@view(
    searches.new_children_proposed,
    charts.bars,
    "Children not on the tracker whom searches found, and children proposed for it, {period}",
)
def proposed(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, new_children, proposed."""
    read = pd.DataFrame(
        {
            "Month": [words.month(month) for month in frame["month"]],
            "New children found": frame["new_children"],
            "Children proposed": frame["proposed"],
        }
    )
    if frame.empty:
        return without_chart(NONE_RECORDED, read)
    new, sent = int(frame["new_children"].sum()), int(frame["proposed"].sum())
    were = "was" if sent == 1 else "were"
    finding = f"Searches found {words.counted(new, 'new child', 'new children')}, and "
    return without_chart(f"{finding}{words.children(sent)} {were} proposed for the tracker", read)
