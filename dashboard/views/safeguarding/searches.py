"""The daily searches of intelligence for children, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.categories import SEARCH_STATES
from dashboard.style import words
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.oversight.sheet_rows import SEARCH_DAY
from queries.safeguarding import searches

NONE_RECORDED = "No search is recorded"
ALL_SEARCHED = "The reports of {} were searched for children"


@view(
    searches.searches_by_month,
    "searches_by_month",
    "Days by whether their reports were searched for children: in time is by the next working day. "
    "The 24 months up to {as_at}",
)
def searched(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, days, in_time, late, not_done."""
    not_searched = frame["days"] - frame["in_time"] - frame["late"]
    table = pd.DataFrame(
        {
            "Month": [f"{month:%B %Y}" for month in frame["month"]],
            "Days": frame["days"],
            "In time": frame["in_time"],
            "Late": frame["late"],
            "Not searched": not_searched,
            "Not searched, with a reason": frame["not_done"],
        }
    )
    if frame.empty:
        return without_chart(NONE_RECORDED, table)
    states = dict(zip(SEARCH_STATES, (frame["in_time"], frame["late"], not_searched), strict=True))
    months = pd.DataFrame({"month": pd.to_datetime(frame["month"]), **states})
    marks = months.melt("month", var_name="state", value_name="days")
    last = frame.iloc[-1]
    in_time, late, days = int(last["in_time"]), int(last["late"]), int(last["days"])
    month = words.month(last["month"])
    finding = (
        f"{words.out_of(in_time, days, 'day')} in {month} {words.were(in_time)} searched in time"
    )
    finding += f", and {words.number(late)} late" if late else ""
    return Finding(words.sentence(finding), marks, table)


@view(
    searches.days_without_search,
    None,
    "Days whose reports were not searched for children, {period}",
)
def not_searched(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: days, searched, longest_gap, reports_unseen."""
    days, searched, longest = (int(value) for value in frame.iloc[0, :3])
    unseen = frame["reports_unseen"].iloc[0]
    table = pd.DataFrame(
        {
            "What": [
                "Days",
                "Days searched",
                "Longest run of days without a search",
                "Reports submitted on days without a search",
            ],
            "Number": [days, searched, longest, None if pd.isna(unseen) else int(unseen)],
        }
    )
    if not days:
        return without_chart(NONE_RECORDED, table)
    if searched == days:
        return without_chart(ALL_SEARCHED.format(words.out_of(days, days, "day")), table)
    if longest == 1:
        return without_chart("No two days in a row were without a search", table)
    return without_chart(f"The longest run of days without a search was {longest:,} days", table)


@view(
    searches.searches_by_day,
    "search_calendar",
    "Each day by whether its reports were searched for children: in time is by the next working "
    "day. A number counts the reports that arrived on a day not searched. {period}",
)
def calendar(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: day, done_on, next_working, children_linked, new_children, reports."""
    in_time, late, not_searched = SEARCH_STATES
    state = [
        not_searched if pd.isna(done) else in_time if done <= due else late
        for done, due in zip(frame["done_on"], frame["next_working"], strict=True)
    ]
    unseen = frame["reports"].astype("Int64")[frame["done_on"].isna()]
    table = pd.DataFrame(
        {
            "Day": frame["day"],
            "Searched on": frame["done_on"],
            "State": state,
            "Children linked": frame["children_linked"].astype("Int64"),
            "New children": frame["new_children"].astype("Int64"),
            "Reports that arrived": frame["reports"].astype("Int64"),
        }
    )
    if frame.empty:
        return without_chart(NONE_RECORDED, table)
    days = pd.to_datetime(frame["day"])
    marks = pd.DataFrame(
        {
            "date": days,
            "month": [f"{day:%b %Y}" for day in days],
            "place": [day.year * 12 + day.month for day in days],
            "day": [day.day for day in days],
            "state": state,
            "unseen": unseen.reindex(frame.index).astype("string").fillna(""),
            "drill_down": drill_down(SEARCH_DAY, searched_day=frame["day"]),
        }
    )
    linked, new = (int(frame[name].sum()) for name in ("children_linked", "new_children"))
    notes = (
        f"The searches found {words.children(linked)} in the reports, {words.number(new)} of them "
        "new. A child found on two days counts twice.",
    )
    return Finding(_days_not_searched(unseen, len(frame)), marks, table, notes)


def _days_not_searched(unseen: pd.Series[int], days: int) -> str:
    """How many of the days were not searched, and the reports that arrived on them, as far as they
    are known. `unseen`: reports of each day that was not searched, null where not known."""
    without, known = len(unseen), int(unseen.count())
    if not without:
        return ALL_SEARCHED.format(words.out_of(days, days, "day"))
    finding = f"{words.out_of(without, days, 'day')} {words.were(without)} not searched"
    if without == days > 1:
        finding = f"none of {days:,} days was searched"
    if not known:
        return words.sentence(f"{finding}; the reports that arrived then are not loaded")
    on = "that day" if without == 1 else "those days"
    if known < without:
        on = f"the {words.number(known)} of them for which reports are loaded"
    arrived = words.counted(int(unseen.sum()), "report")
    return words.sentence(f"{finding}, and {arrived} arrived on {on}")


@view(
    searches.new_children_proposed,
    None,
    "Children not on the tracker that searches found, and children proposed for it, {period}",
)
def proposed(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: month, new_children, proposed."""
    table = pd.DataFrame(
        {
            "Month": [words.month(month) for month in frame["month"]],
            "New children found": frame["new_children"],
            "Children proposed": frame["proposed"],
        }
    )
    if frame.empty:
        return without_chart(NONE_RECORDED, table)
    new, proposed = int(frame["new_children"].sum()), int(frame["proposed"].sum())
    finding = f"Searches found {words.counted(new, 'new child', 'new children')}, and "
    finding += f"{words.children(proposed)} {words.were(proposed)} proposed for the tracker"
    return without_chart(finding, table)
