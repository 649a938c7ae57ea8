"""The education of the children, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.style import words
from dashboard.views.safeguarding.parts import cross_table
from dashboard.views.tracker import NO_CHILD_MATCHES, ON_TRACKER
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import education

HOURS = "hours"
UNANSWERED = {
    education.CHECK_LAPSED: "for {} the last check has lapsed",
    education.NOT_KNOWN: "for {} it is not known",
    education.NOT_RECORDED: "for {} nothing is recorded",
    HOURS: "for {} the hours are not recorded",
}
"""What is said of children for whom it is not recorded how much education they have, by why."""
OF_THE_ONLY_CHILD = {
    education.CHECK_LAPSED: "The last check of the education of the only child has lapsed",
    education.NOT_KNOWN: "The education of the only child is not known",
    education.NOT_RECORDED: "The education of the only child is not recorded",
    HOURS: "The hours of education, training or work of the only child are not recorded",
}


@view(
    education.children_by_education,
    "education",
    "Children on the tracker by education or work, and whether it is full time, {as_at}. A check "
    "lapses after {limit[Education checked]}",
)
def schooling(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: education, provision, children."""
    rows = cross_table(frame, "education", "provision", "children", education.PROVISION)
    rows["All"] = rows.sum(axis="columns")
    rows = rows.sort_values(["All", "education"], ascending=[False, True])
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, pd.DataFrame())
    marks = frame.assign(
        total=frame["education"].map(rows["All"]),
        drill_down=drill_down(
            ON_TRACKER, education=frame["education"], provision=frame["provision"]
        ),
    )
    total, none, part = (int(rows[column].sum()) for column in ("All", "None", "Part time"))
    without = rows[education.NOT_RECORDED]
    unanswered = {name: int(without.get(name, 0)) for name in UNANSWERED}
    unanswered[HOURS] = int(without.sum()) - sum(unanswered.values())
    say = _of_the_only_child if total == 1 else _of_all
    finding = say(total, none, part, {name: n for name, n in unanswered.items() if n})
    table = rows.reset_index().rename(columns={"education": "Education or work"})
    return Finding(finding, marks, table)


def _of_the_only_child(total: int, none: int, part: int, unanswered: dict[str, int]) -> str:
    if none:
        return "The only child has no education, training or work"
    for name in unanswered:
        return OF_THE_ONLY_CHILD[name]
    return f"The only child has education, training or work{', part time' if part else ''}"


def _of_all(total: int, none: int, part: int, unanswered: dict[str, int]) -> str:
    some = words.sentence(words.out_of(none, total, "child", "children"))
    finding = f"{some} {words.have(none)} no education, training or work"
    if not (none or unanswered):
        finding = f"{words.every(total)} children have education, training or work"
    elif not none:
        finding = "No child is recorded without education, training or work"
    if part:
        finding += f"; {words.number(part)} {words.have(part)} part-time hours"
    for name, number in unanswered.items():
        finding += f"; {UNANSWERED[name].format(words.number(number))}"
    return finding
