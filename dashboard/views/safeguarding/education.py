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
    unchecked = int(rows["All"].get(education.UNCHECKED, 0))
    unknown = int(rows[education.NOT_RECORDED].sum()) - unchecked
    finding = (
        _of_the_only_child(none, part, unchecked, unknown)
        if total == 1
        else _of_all(total, none, part, unchecked, unknown)
    )
    table = rows.reset_index().rename(columns={"education": "Education or work"})
    table.columns.name = None
    return Finding(finding, marks, table)


def _of_the_only_child(none: int, part: int, unchecked: int, unknown: int) -> str:
    if none:
        return "The only child has no education, training or work"
    if unchecked:
        days = education.LAPSES_AFTER.days
        return f"The education of the only child has not been checked for {days} days"
    if unknown:
        return "The education of the only child is not recorded"
    return f"The only child has education, training or work{', part time' if part else ''}"


def _of_all(total: int, none: int, part: int, unchecked: int, unknown: int) -> str:
    some = words.sentence(words.out_of(none, total, "child", "children"))
    finding = f"{some} {'has' if none == 1 else 'have'} no education, training or work"
    if not none and not unchecked and not unknown:
        finding = f"{words.every(total)} children have education, training or work"
    elif not none:
        finding = "No child is recorded without education, training or work"
    for number, what in (
        (part, "part time"),
        (unchecked, education.UNCHECKED.lower()),
        (unknown, "not recorded"),
    ):
        if number:
            finding += f"; {words.number(number)} {'is' if number == 1 else 'are'} {what}"
    return finding
