"""The education of the children, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.style import words
from dashboard.views.safeguarding.parts import cross_table
from dashboard.views.tracker import NO_CHILD_MATCHES, ON_TRACKER
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import education

NO_HOURS = "hours"
CLAUSES = {
    education.CHECK_LAPSED: "for {} the last check has lapsed",
    education.NOT_KNOWN: "for {} it is not known",
    education.NOT_RECORDED: "for {} nothing is recorded",
    NO_HOURS: "for {} the hours are not recorded",
}
"""The clause about children for whom it is not known how much education they have, by the reason
why it is not known."""
SENTENCES_OF_THE_ONLY_CHILD = {
    education.CHECK_LAPSED: "The last check of the education of the only child has lapsed",
    education.NOT_KNOWN: "The education of the only child is not known",
    education.NOT_RECORDED: "The education of the only child is not recorded",
    NO_HOURS: "The hours of education, training or work of the only child are not recorded",
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
    not_recorded = rows[education.NOT_RECORDED]
    unknown = {reason: int(not_recorded.get(reason, 0)) for reason in CLAUSES}
    unknown[NO_HOURS] = int(not_recorded.sum()) - sum(unknown.values())
    unknown = {reason: number for reason, number in unknown.items() if number}
    if total == 1:
        finding = _of_the_only_child(bool(none), bool(part), unknown)
    else:
        finding = _of_all(total, none, part, unknown)
    table = rows.reset_index().rename(columns={"education": "Education or work"})
    return Finding(finding, marks, table)


def _of_the_only_child(has_none: bool, is_part_time: bool, unknown: dict[str, int]) -> str:
    if has_none:
        return "The only child has no education, training or work"
    for name in unknown:
        return SENTENCES_OF_THE_ONLY_CHILD[name]
    return f"The only child has education, training or work{', part time' if is_part_time else ''}"


def _of_all(total: int, none: int, part: int, unknown: dict[str, int]) -> str:
    if none:
        without = words.sentence(words.out_of(none, total, "child", "children"))
        finding = f"{without} {words.have(none)} no education, training or work"
    elif unknown:
        finding = "No child is recorded without education, training or work"
    else:
        finding = f"{words.every(total)} children have education, training or work"
    if part:
        finding += f"; {words.number(part)} {words.have(part)} part-time hours"
    for reason, number in unknown.items():
        finding += f"; {CLAUSES[reason].format(words.number(number))}"
    return finding
