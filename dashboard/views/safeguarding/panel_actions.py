"""The panels' actions and their attendance, by agency, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.categories import ATTENDANCE, DUE_ACTION_STATES, OPEN_ACTION_STATES
from dashboard.style import words
from dashboard.views.safeguarding.parts import ALL, cross_table, stacked_marks, with_totals
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import panels

FEW = 5
"""With fewer actions or meetings, an agency is not named as the last."""
AGENCY = "Agency"
STATES_OF_OPEN = dict(
    zip(OPEN_ACTION_STATES, ("overdue", "no_due_date", "not_yet_due"), strict=True)
)
STATES_OF_DUE = dict(
    zip(DUE_ACTION_STATES, ("in_time", "closed_late", "still_open", "no_due_date"), strict=True)
)
"""The columns of the answers by the names of the states that they count."""


@view(
    panels.open_actions_by_agency,
    "open_actions",
    "Open actions of the panels by the agency that owns them, {as_at}",
)
def open_actions(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: owner, overdue, not_yet_due, no_due_date, oldest_due_on."""
    overdue = OPEN_ACTION_STATES[0]
    named = {name: state for state, name in STATES_OF_OPEN.items()}
    table = frame.rename(columns=named).set_index("owner")
    days = [0 if pd.isna(day) else (filters.as_at - day).days for day in table.pop("oldest_due_on")]
    table = with_totals(table[OPEN_ACTION_STATES].astype(int))
    ages = dict(zip(frame["owner"], days, strict=True))
    table = table.sort_values([overdue, ALL], ascending=False, kind="stable")
    rows = table.rename_axis(AGENCY).reset_index()
    rows["Days past the oldest due date"] = [ages[name] or "" for name in table.index]
    if frame.empty:
        return without_chart("No action of a panel is open", rows)
    marks = stacked_marks(table, "agency", "state", "actions")
    states = [STATES_OF_OPEN[state] for state in marks["state"]]
    marks["drill_down"] = drill_down("open_actions", owner=marks["agency"], action_is=states)
    return Finding(_overdue(table, ages), marks, rows)


def _overdue(table: pd.DataFrame, ages: dict[str, int]) -> str:
    """How many are overdue, by how long, and which agency owns most of them."""
    overdue, undated, _ = OPEN_ACTION_STATES
    in_all, late, without = (int(table[name].sum()) for name in (ALL, overdue, undated))
    worst, oldest = table.index[0], words.counted(max(ages.values()), "day")
    if in_all == 1:
        if late:
            return f"The one open action is overdue by {oldest}, and is owned by {worst}"
        return f"The one open action {'has no due date' if without else 'is not yet due'}"
    rest = f"; {words.number(without)} {words.have(without)} no due date"
    rest = rest if without else ""
    if not late:
        return f"None of {in_all:,} open actions is overdue{rest}"
    if late == 1:
        text = f"One of {in_all:,} open actions is overdue, by {oldest}, and is owned by {worst}"
        return text + rest
    most = table[overdue].tolist()
    owner = ""
    if most[0] == late:
        owner = f"; {worst} owns them all"
    elif most[0] > most[1] and most[0] > 1:
        owner = f"; {worst} owns {most[0]:,} of them"
    some = words.sentence(words.out_of(late, in_all, "open action"))
    return f"{some} are overdue, the oldest by {oldest}{owner}{rest}"


@view(
    panels.actions_in_time_by_agency,
    "due_actions",
    "Actions of the panels that fell due, and those agreed without a due date, by agency, {period}",
)
def due_actions(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: owner, in_time, closed_late, still_open, no_due_date."""
    in_time, late, still, undated = DUE_ACTION_STATES
    named = {name: state for state, name in STATES_OF_DUE.items()}
    table = with_totals(
        frame.rename(columns=named).set_index("owner")[DUE_ACTION_STATES].astype(int)
    )
    rows = table.rename_axis(AGENCY).reset_index()
    if frame.empty:
        return without_chart("No action of a panel fell due in this period", rows)
    marks = stacked_marks(table, "agency", "state", "actions")
    states = [STATES_OF_DUE[state] for state in marks["state"]]
    marks["drill_down"] = drill_down("due_actions", owner=marks["agency"], action_was=states)
    fell_due = table[[in_time, late, still]].sum(axis="columns")
    done, whole = int(table[in_time].sum()), int(fell_due.sum())
    if not whole:
        without = words.counted(int(table[undated].sum()), "action")
        return Finding(f"No action fell due; {without} had no due date", marks, rows)
    if whole == 1:
        was = "was" if done else "was not"
        return Finding(f"The one action that fell due {was} closed in time", marks, rows)
    was = "was" if done < 2 else "were"
    part = words.sentence(words.out_of(done, whole, "action"))
    finding = f"{part} that fell due {was} closed in time"
    if least := _least(table[in_time], fell_due):
        finding += f"; {least[0]} least often, {words.number(least[1])} of {least[2]:,}"
    return Finding(finding, marks, rows)


def _least(part: pd.Series, whole: pd.Series) -> tuple[str, int, int] | None:
    """The agency with the lowest share, with its part and whole; None where fewer than two agencies
    have `FEW` or more, or two share the lowest."""
    enough = whole >= FEW
    shares = (part[enough] / whole[enough]).sort_values(kind="stable")
    if len(shares) < 2 or shares.iloc[0] == shares.iloc[1]:
        return None
    name = str(shares.index[0])
    return name, int(part[name]), int(whole[name])


@view(
    panels.panel_attendance_by_agency,
    "panel_attendance",
    "Meetings of the panels at which each agency was expected, by whether it came, {period}",
)
def attendance(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: agency, attended, meetings."""
    rows = cross_table(frame, "agency", "attended", "meetings", panels.ATTENDANCE)
    came, deputy = (rows[answer] for answer in panels.ATTENDED)
    whole = rows.sum(axis="columns")
    table = pd.DataFrame(
        dict(zip(ATTENDANCE, (came, deputy, whole - came - deputy), strict=True)), index=rows.index
    )
    table = with_totals(table).assign(share=(came + deputy) / whole).sort_values("share")
    table = table.drop(columns="share")
    shown = rows.loc[table.index].rename_axis(AGENCY).reset_index()
    if frame.empty:
        return without_chart("No attendance is recorded at a meeting of this period", shown)
    marks = stacked_marks(table, "agency", "state", "meetings")
    answers = dict(zip(ATTENDANCE, (*panels.ATTENDED, panels.DID_NOT_ATTEND), strict=True))
    attended_as = [answers[state] for state in marks["state"]]
    marks["drill_down"] = drill_down(
        "panel_attendance", agency_is=marks["agency"], attended=attended_as
    )
    attended, expected = int((came + deputy).sum()), int(whole.sum())
    if expected == 1:
        return Finding(
            f"The one agency expected {'attended' if attended else 'did not attend'}", marks, shown
        )
    part = f"{words.number(attended)} of the {expected:,}"
    part = words.every(expected).lower() if attended == expected else part
    finding = f"Agencies attended {part} times they were expected"
    if least := _least(came + deputy, whole):
        finding += f"; {least[0]} came least often, to {words.number(least[1])} of {least[2]:,}"
    return Finding(finding, marks, shown)
