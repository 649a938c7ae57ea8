"""The education of the children, in words."""

from __future__ import annotations

import pandas as pd

from dashboard import charts
from dashboard.style import words
from dashboard.views.tracker import NOBODY, ON
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import education


@view(
    education.children_by_education,
    charts.education,
    "Children on the tracker by education or work, and whether it is full time, {as_at}",
)
def schooling(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: education, provision, children."""
    rows = (
        frame.pivot_table(
            index="education", columns="provision", values="children", aggfunc="sum", fill_value=0
        )
        .reindex(columns=list(education.PROVISION), fill_value=0)
        .astype(int)
    )
    rows["All"] = rows.sum(axis="columns")
    rows = rows.sort_values(["All", "education"], ascending=[False, True])
    if frame.empty:
        return without_chart(NOBODY, pd.DataFrame())
    marks = frame.assign(
        total=frame["education"].map(rows["All"]),
        drill_down=drill_down(ON, education=frame["education"], provision=frame["provision"]),
    )
    total, none, part = (int(rows[column].sum()) for column in ("All", "None", "Part time"))
    unchecked, unknown = (
        int(rows["All"].get(status, 0)) for status in (education.UNCHECKED, education.NOT_RECORDED)
    )
    without_hours = int(rows[education.NOT_RECORDED].sum()) - unchecked - unknown
    finding = (
        _of_the_only_child(none, part, unchecked, unknown, without_hours)
        if total == 1
        else _of_all(total, none, part, unchecked, unknown, without_hours)
    )
    table = rows.reset_index().rename(columns={"education": "Education or work"})
    table.columns.name = None
    return Finding(finding, marks, table)


def _of_the_only_child(
    none: int, part: int, unchecked: int, unknown: int, without_hours: int
) -> str:
    if none:
        return "The only child has no education, training or work"
    if unchecked:
        days = education.LAPSES_AFTER.days
        return f"The education of the only child has not been checked for {days} days"
    if unknown:
        return "The education of the only child is not recorded"
    if without_hours:
        return "The hours of education, training or work of the only child are not recorded"
    return f"The only child has education, training or work{', part time' if part else ''}"


def _of_all(
    total: int, none: int, part: int, unchecked: int, unknown: int, without_hours: int
) -> str:
    some = words.sentence(words.out_of(none, total, "child", "children"))
    finding = f"{some} {'has' if none == 1 else 'have'} no education, training or work"
    if not (none or unchecked or unknown or without_hours):
        finding = f"{words.every(total)} children have education, training or work"
    elif not none:
        finding = "No child is recorded without education, training or work"
    if part:
        finding += f"; {words.number(part)} {'has' if part == 1 else 'have'} part-time hours"
    if unchecked:
        verb = "has" if unchecked == 1 else "have"
        finding += (
            f"; {words.number(unchecked)} {verb} not been checked for "
            f"{education.LAPSES_AFTER.days} days"
        )
    if unknown:
        finding += f"; for {words.number(unknown)} nothing is recorded"
    if without_hours:
        finding += f"; for {words.number(without_hours)} the hours are not recorded"
    return finding
