"""Children found in criminal situations, in words: as victims, as suspects, and why."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.categories import TREATMENTS
from dashboard.style import words
from dashboard.views.safeguarding.parts import (
    ALL,
    bars_largest_first,
    cross_table,
    stacked_marks,
    with_totals,
)
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import encounters
from queries.scope import NOT_DECIDED, VICTIM

NO_CHILD_FOUND = "No child was found in a criminal situation in this period"
NO_SUSPECT = "No child is treated as a suspect in this period"
CONSIDERED, EXCLUDED = "Yes", "Offence excluded"


@view(
    encounters.encounters_by_situation,
    "encounters_by_situation",
    "Criminal situations in which children were found, and how the child is treated, {period}",
)
def by_situation(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: situation, treated_as, situations, children."""
    if frame.empty:
        return without_chart(NO_CHILD_FOUND, pd.DataFrame())
    table = with_totals(cross_table(frame, "situation", "treated_as", "situations", TREATMENTS))
    marks = stacked_marks(table, "situation", "treated", "count")
    marks["drill_down"] = drill_down(
        "encounters", situation=marks["situation"], treated_as=marks["treated"]
    )
    rows = table.reset_index().rename(columns={"situation": "Situation"})
    finding = _treatment(table)
    if int(table[ALL].sum()) > 1:
        finding += f"; {words.children(int(frame['children'].max()))} in all"
    return Finding(finding, marks, rows)


def _treatment(table: pd.DataFrame) -> str:
    """In how many situations the child is treated as a victim, a suspect or both."""
    counts = {part: int(table[part].sum()) for part in TREATMENTS}
    total, undecided = sum(counts.values()), counts[NOT_DECIDED]
    decided = total - undecided
    if not decided:
        if total == 1:
            return "The one situation is not decided yet"
        return f"None of {total:,} situations is decided yet"
    if decided == 1:
        is_victim = "is" if counts[VICTIM] else "is not"
        finding = f"The child {is_victim} a victim in the one decided situation"
    else:
        of_decided = words.out_of(counts[VICTIM], decided, "decided situation")
        finding = f"The child is a victim in {of_decided}"
    others = [
        f"{phrase} in {words.number(counts[part])}"
        for part, phrase in (("Suspect", "a suspect"), ("Both", "both"))
        if counts[part]
    ]
    finding += f", {words.listed(others)}" if others else ""
    are = words.are(undecided)
    return finding + (f"; {words.number(undecided)} {are} not decided" if undecided else "")


@view(
    encounters.encounters_by_finder,
    "encounters_by_finder",
    "Criminal situations in which children were found, by who found them, {period}",
)
def by_finder(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: found_by, treated_as, situations, force (the force itself)."""
    if frame.empty:
        return without_chart(NO_CHILD_FOUND, pd.DataFrame())
    table = with_totals(cross_table(frame, "found_by", "treated_as", "situations", TREATMENTS))
    marks = stacked_marks(table, "finder", "treated", "count")
    marks["drill_down"] = drill_down(
        "encounters", finder=marks["finder"], treated_as=marks["treated"]
    )
    rows = table.rename_axis("Found by").reset_index()
    total = int(table[ALL].sum())
    force = frame["force"].iloc[0] or "the force itself"
    by_others = total - int(table[ALL].get(force, 0))
    finder = f"somebody other than {force}" if by_others else force
    situations = words.out_of(by_others or total, total, "situation")
    return Finding(f"In {situations} the child was found by {finder}", marks, rows)


@view(
    encounters.suspects_by_reason,
    "bars",
    "Criminal situations in which a child is treated as a suspect, by the reason given, {period}",
)
def reasons(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: reason, situations."""
    counts, marks, table = bars_largest_first(
        frame, ("Reason", "Situations"), "suspects", "suspected_for", first=encounters.NOT_GIVEN
    )
    if frame.empty:
        return without_chart(NO_SUSPECT, table)
    total, without_reason = sum(counts.values()), counts.get(encounters.NOT_GIVEN, 0)
    if without_reason:
        situations = words.out_of(without_reason, total, "situation")
        finding = f"{situations} with a child as a suspect {words.have(without_reason)} no "
        finding += "reason given; each should have one"
    elif total == 1:
        finding = "The one situation with a child as a suspect has a reason"
    else:
        finding = f"{words.every(total)} situations with a child as a suspect have a reason"
    return Finding(words.sentence(finding), marks, table)


@view(
    encounters.suspects_by_section_45,
    "bars",
    "Criminal situations in which a child is treated as a suspect, by whether the defence of "
    "section 45 was considered, {period}",
)
def section_45(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: considered, situations."""
    counts, marks, table = bars_largest_first(
        frame, ("Considered", "Situations"), "suspects", "section_45", first=CONSIDERED
    )
    if frame.empty:
        return without_chart(NO_SUSPECT, table)
    total, considered = sum(counts.values()), counts.get(CONSIDERED, 0)
    finding = "The defence of section 45 was considered in "
    finding += f"{words.out_of(considered, total, 'situation')} with a child as a suspect"
    if excluded := counts.get(EXCLUDED, 0):
        finding += f"; in {words.number(excluded)} the offence is excluded"
    if unknown := counts.get(encounters.NOT_RECORDED, 0):
        finding += f"; for {words.number(unknown)} it is not recorded"
    return Finding(finding, marks, table)
