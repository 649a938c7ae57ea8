"""The panels' actions and their attendance, by agency, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.categories import ATTENDANCE, DUE_ACTION_STATES, OPEN_ACTION_STATES
from dashboard.style import words
from dashboard.views.safeguarding.parts import ALL, cross_table, stacked_marks, with_totals
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import panels

MIN_TO_COMPARE = 5
"""An agency with fewer actions or meetings is not compared with others."""
AGENCY = "Agency"
OPEN_COLUMNS = dict(zip(OPEN_ACTION_STATES, ("overdue", "no_due_date", "not_yet_due"), strict=True))
DUE_COLUMNS = dict(
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
    labels = {column: state for state, column in OPEN_COLUMNS.items()}
    table = frame.rename(columns=labels).set_index("owner")
    days_late = {
        owner: 0 if pd.isna(day) else (filters.as_at - day).days
        for owner, day in table.pop("oldest_due_on").items()
    }
    table = with_totals(table[OPEN_ACTION_STATES].astype(int))
    table = table.sort_values([overdue, ALL], ascending=False, kind="stable")
    rows = table.rename_axis(AGENCY).reset_index()
    rows["Days past the oldest due date"] = [days_late[owner] or "" for owner in table.index]
    if frame.empty:
        return without_chart("No action of a panel is open", rows)
    marks = stacked_marks(table, "agency", "state", "actions")
    columns = marks["state"].map(OPEN_COLUMNS)
    marks["drill_down"] = drill_down("open_actions", owner=marks["agency"], action_is=columns)
    return Finding(_overdue_in_words(table, max(days_late.values())), marks, rows)


def _overdue_in_words(table: pd.DataFrame, most_days_late: int) -> str:
    """How many are overdue, by how long, and which agency owns most of them: the first."""
    overdue, undated, _ = OPEN_ACTION_STATES
    total, late, without = (int(table[name].sum()) for name in (ALL, overdue, undated))
    agency, oldest = table.index[0], words.counted(most_days_late, "day")
    if total == 1:
        if late:
            return f"The one open action is overdue by {oldest}, and is owned by {agency}"
        return f"The one open action {'has no due date' if without else 'is not yet due'}"
    rest = f"; {words.number(without)} {words.have(without)} no due date" if without else ""
    if not late:
        return f"None of {total:,} open actions is overdue{rest}"
    if late == 1:
        text = f"One of {total:,} open actions is overdue, by {oldest}, and is owned by {agency}"
        return text + rest
    numbers = table[overdue].tolist()
    owner = ""
    if numbers[0] == late:
        owner = f"; {agency} owns them all"
    elif numbers[0] > numbers[1] and numbers[0] > 1:
        owner = f"; {agency} owns {numbers[0]:,} of them"
    actions = words.sentence(words.out_of(late, total, "open action"))
    return f"{actions} are overdue, the oldest by {oldest}{owner}{rest}"


@view(
    panels.actions_in_time_by_agency,
    "due_actions",
    "Actions of the panels that fell due, and those agreed without a due date, by agency, {period}",
)
def due_actions(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: owner, in_time, closed_late, still_open, no_due_date."""
    in_time, late, still, undated = DUE_ACTION_STATES
    labels = {column: state for state, column in DUE_COLUMNS.items()}
    by_owner = frame.rename(columns=labels).set_index("owner")
    table = with_totals(by_owner[DUE_ACTION_STATES].astype(int))
    rows = table.rename_axis(AGENCY).reset_index()
    if frame.empty:
        return without_chart("No action of a panel fell due in this period", rows)
    marks = stacked_marks(table, "agency", "state", "actions")
    columns = marks["state"].map(DUE_COLUMNS)
    marks["drill_down"] = drill_down("due_actions", owner=marks["agency"], action_was=columns)
    fell_due = table[[in_time, late, still]].sum(axis="columns")
    done, total = int(table[in_time].sum()), int(fell_due.sum())
    if not total:
        without = words.counted(int(table[undated].sum()), "action")
        return Finding(f"No action fell due; {without} had no due date", marks, rows)
    if total == 1:
        was = "was" if done else "was not"
        return Finding(f"The one action that fell due {was} closed in time", marks, rows)
    was = "was" if done < 2 else "were"
    actions = words.sentence(words.out_of(done, total, "action"))
    finding = f"{actions} that fell due {was} closed in time"
    if lowest := _lowest_share(table[in_time], fell_due):
        agency, of_agency, due = lowest
        finding += f"; {agency} least often, {words.number(of_agency)} of {due:,}"
    return Finding(finding, marks, rows)


def _lowest_share(part: pd.Series, whole: pd.Series) -> tuple[str, int, int] | None:
    """The agency with the lowest share, with its part and its whole; None where fewer than two
    agencies have `MIN_TO_COMPARE` or more, or two have the lowest."""
    enough = whole >= MIN_TO_COMPARE
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
    came, sent_deputy = (rows[answer] for answer in panels.ATTENDED)
    attended, expected = came + sent_deputy, rows.sum(axis="columns")
    counts = zip(ATTENDANCE, (came, sent_deputy, expected - attended), strict=True)
    table = with_totals(pd.DataFrame(dict(counts), index=rows.index))
    shares = (attended / expected).reindex(table.index).sort_values()
    table = table.loc[shares.index]
    shown = rows.loc[table.index].rename_axis(AGENCY).reset_index()
    if frame.empty:
        return without_chart("No attendance is recorded at a meeting of this period", shown)
    marks = stacked_marks(table, "agency", "state", "meetings")
    answers = dict(zip(ATTENDANCE, (*panels.ATTENDED, panels.DID_NOT_ATTEND), strict=True))
    marks["drill_down"] = drill_down(
        "panel_attendance", agency_is=marks["agency"], attended=marks["state"].map(answers)
    )
    times, total = int(attended.sum()), int(expected.sum())
    if total == 1:
        return Finding(
            f"The one agency expected {'attended' if times else 'did not attend'}", marks, shown
        )
    of_total = f"{words.number(times)} of the {total:,}"
    of_total = words.every(total).lower() if times == total else of_total
    finding = f"Agencies attended {of_total} times they were expected"
    if lowest := _lowest_share(attended, expected):
        agency, times_came, times_expected = lowest
        finding += (
            f"; {agency} came least often, to {words.number(times_came)} of {times_expected:,}"
        )
    return Finding(finding, marks, shown)
