"""What was issued about a partner's area under their agreement, in words and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from dashboard.style import words
from dashboard.views import release
from dashboard.views.movement import flows_in_words
from dashboard.views.release import ReleasedArea
from dashboard.views.view import Finding
from queries.filters import month_end
from queries.oversight import tracker
from queries.releases import issuing
from queries.releases.area_summary import Area
from queries.releases.issued_summary import IssuedSummary
from queries.scope import DUTIES, OVERDUE, STATES, UNDATED

BRIDGE = {
    "opening": "On the tracker before",
    "added": "Added",
    "moved_in": "Moved in",
    "moved_out": "Moved out",
    "removed": "Removed",
    "closing": "On the tracker now",
}
ACTION_STATES = {
    "Overdue": "overdue",
    "Not yet due": "not yet due",
    "No due date": "without a due date",
}
NOT_LOADED = "Not loaded"
# Partners of other agencies read it, to whom the short names of the duties are strange.
BY_DUTY = (
    "Children on the tracker by the state of each duty to them. PPN: Public Protection Notice. "
    "MASH: Multi-Agency Safeguarding Hub. NRM: National Referral Mechanism. PND: Police National "
    "Database"
)


@dataclass(frozen=True)
class IssuedArea:
    """One area of what was issued, for the agency that reads it."""

    summary: IssuedSummary
    area: Area
    agency: str

    @cached_property
    def beside(self) -> ReleasedArea:
        """The counts beside those of the district and the force, as a release has them."""
        return ReleasedArea(self.summary.counts, self.area, self.summary.issue.beside_on)

    def figures(self, measure: str) -> dict[tuple[str, str], int]:
        """The figures of a measure, by category and detail."""
        return self.summary.figures(self.area, measure)

    def is_loaded(self, sheet: str) -> bool:
        """Whether a sheet had been loaded when it was issued."""
        return self.summary.is_loaded(self.area, sheet)


def introduction(issued: IssuedArea) -> str:
    """What changed in the area since the meeting before, in a sentence or two."""
    bridge = {category: value for (category, _), value in issued.figures(issuing.BRIDGE).items()}
    now, then = bridge["closing"], bridge["opening"]
    before = words.day(issued.summary.issue.since - timedelta(days=1))
    change = words.compared(now, then, f"on {before}")
    text = f"{headline(issued)}, {change}: {flows_in_words(bridge)}"
    moved = [
        f"{words.number(bridge[flow])} moved {direction}"
        for flow, direction in (("moved_in", "in"), ("moved_out", "out"))
        if bridge[flow]
    ]
    text += f", {' and '.join(moved)}." if moved else "."
    if overdue := _overdue_duties(issued):
        number = words.sentence(words.counted(overdue, "duty", "duties"))
        text += f" {number} to them {words.are(overdue)} overdue."
    return text


def _overdue_duties(issued: IssuedArea) -> int:
    return sum(n for (_, state), n in issued.figures(issuing.DUTIES).items() if state == OVERDUE)


def headline(issued: IssuedArea) -> str:
    """How many children of the area are on the tracker."""
    now = issued.figures(issuing.BRIDGE)["closing", ""]
    are = words.are(now)
    return f"{words.sentence(words.children(now))} of {issued.area.name} {are} on the tracker"


def changes_headline(issued: IssuedArea) -> str:
    """How many were added and removed since the meeting before, as a headline."""
    bridge = issued.figures(issuing.BRIDGE)
    added, removed = bridge["added", ""], bridge["removed", ""]
    since = words.day(issued.summary.issue.since)
    if not added and not removed:
        return f"Nobody was added or removed from {since} on"
    were = words.were(added)
    return (
        f"From {since} on, {words.number(added)} {were} added and {words.number(removed)} removed"
    )


def removals_headline(issued: IssuedArea) -> str:
    """How many were removed over 12 months, as a headline."""
    number = sum(
        value
        for (_, window), value in issued.figures(issuing.REASONS).items()
        if window == "12 months"
    )
    return f"{words.sentence(words.children(number))} {words.were(number)} removed over 12 months"


def turning_18_headline(issued: IssuedArea) -> str:
    """How many turn 18 soon, as a headline."""
    windows = issued.figures(issuing.TURNING_18).items()
    soon = sum(value for (window, _), value in windows if window in tracker.TURNING_18_SOON)
    turn = "turns" if soon == 1 else "turn"
    return f"{words.sentence(words.children(soon))} {turn} 18 within {tracker.SOON_DAYS} days"


def duties_headline(issued: IssuedArea) -> str:
    """How many duties are overdue, as a headline."""
    if not issued.figures(issuing.DUTIES):
        return "No duty is known: the sheets that show them were not loaded"
    overdue = _overdue_duties(issued)
    number = words.sentence(words.counted(overdue, "duty", "duties"))
    return f"{number} {words.are(overdue)} overdue"


def beside_sentence(issued: IssuedArea) -> str:
    """Of which day the figures of the district and the force are that stand beside the area's."""
    on = issued.summary.issue.beside_on
    if on is None:
        return "There is no release that could stand beside it."
    return (
        f"The {issued.area.district} and the force stand as in the release of {words.day(on)}, "
        "which is not of the same day: do not subtract one from the other."
    )


def since_the_meeting(issued: IssuedArea) -> pd.DataFrame:
    """From the children on the tracker before to those on it now: columns Change, Children."""
    bridge = issued.figures(issuing.BRIDGE)
    return pd.DataFrame(
        [(label, bridge.get((flow, ""), 0)) for flow, label in BRIDGE.items()],
        columns=["Change", "Children"],
    )


def reasons(issued: IssuedArea) -> pd.DataFrame:
    """Why children were removed, since the meeting and over 12 months."""
    numbers = issued.figures(issuing.REASONS)
    rows = [
        (reason, numbers.get((reason, "meeting"), 0), numbers.get((reason, "12 months"), 0))
        for reason in sorted({reason for reason, _ in numbers})
    ]
    return pd.DataFrame(rows, columns=["Reason", "Since the meeting", "Over 12 months"])


def turning_18(issued: IssuedArea) -> pd.DataFrame:
    """How soon the children turn 18."""
    rows = [(window, value) for (window, _), value in issued.figures(issuing.TURNING_18).items()]
    return pd.DataFrame(rows, columns=["Turns 18", "Children"])


def duties(issued: IssuedArea) -> pd.DataFrame:
    """The children by the state of each duty; `Not loaded` where its sheet was not."""
    numbers = issued.figures(issuing.DUTIES)
    issued_duties = {duty for duty, _ in numbers}
    has_undated = any(state == UNDATED for _, state in numbers)
    states = [state for state in STATES if state != UNDATED or has_undated]
    rows = []
    for duty in DUTIES:
        # It may have had another label when it was issued.
        name = duty.label if duty.label in issued_duties else duty.key
        if name in issued_duties:
            rows.append((duty.label, *(numbers.get((name, state), 0) for state in states)))
        elif issued_duties:
            rows.append((duty.label, *(NOT_LOADED for _ in states)))
    return pd.DataFrame(rows, columns=["Duty", *states])


def actions_headline(issued: IssuedArea) -> str:
    """The open actions of the reader's agency at the district's panels, as a headline."""
    if not issued.is_loaded("panel_actions"):
        return words.not_loaded("panel_actions")
    by_state = _actions_by_state(issued)
    owned = f"owned by {issued.agency}, from the panels of the {issued.area.district},"
    total = sum(by_state.values())
    if not total:
        return f"No action {owned} is open"
    if total == 1:
        (state,) = by_state
        return f"1 action {owned} is open and {ACTION_STATES[state]}"
    parts = [f"{words.number(number)} {ACTION_STATES[state]}" for state, number in by_state.items()]
    return f"{total:,} actions {owned} are open: {words.listed(parts)}"


def open_actions(issued: IssuedArea) -> pd.DataFrame:
    """The open actions of the reader's agency by state: columns State, Actions."""
    return pd.DataFrame(list(_actions_by_state(issued).items()), columns=["State", "Actions"])


def _actions_by_state(issued: IssuedArea) -> dict[str, int]:
    """The number of open actions in each state in which there are any."""
    numbers = {state: number for (_, state), number in issued.figures(issuing.ACTIONS).items()}
    return {state: numbers[state] for state in ACTION_STATES if numbers.get(state)}


def meetings_in_sentences(issued: IssuedArea) -> str:
    """How many of the planned meetings of the district's panels were held, in sentences."""
    if not issued.is_loaded("panel_meetings"):
        return words.not_loaded("panel_meetings")
    numbers = issued.figures(issuing.MEETINGS)
    return " ".join(
        f"{panel}: {numbers[panel, issuing.HELD]:,} of the "
        f"{words.counted(numbers[panel, issuing.PLANNED], 'meeting')} planned over the 12 months "
        f"{words.were(numbers[panel, issuing.HELD])} held."
        for panel in sorted({panel for panel, _ in numbers})
    )


def trend(issued: IssuedArea) -> Finding:
    """Children on the tracker at each month end. Marks: day, series, children, name_at."""
    levels = pd.DataFrame(
        [
            (min(month_end(date.fromisoformat(month)), issued.summary.issue.as_at), value)
            for (month, _), value in sorted(issued.figures(issuing.LEVELS).items())
        ],
        columns=["day", "children"],
    )
    table = levels.iloc[::-1].rename(columns={"day": "Month end", "children": issued.area.name})
    if levels.empty:
        return Finding("No child was on the tracker at any of these month ends", levels, table)
    least, most = levels["children"].min(), levels["children"].max()
    children = levels["children"].astype("float64")
    marks = pd.DataFrame(
        {
            "day": pd.to_datetime(levels["day"]),
            "series": issued.area.name,
            "children": children,
            "name_at": pd.Series([*[None] * (len(levels) - 1), children.iloc[-1]], dtype=object),
        }
    )
    now = levels["children"].iloc[-1]
    has = f"{issued.area.name} has {words.children(now)} on the tracker"
    text = (
        f"{has} (between {least:,} and {most:,} at the month ends of two years)"
        if least < most
        else f"{has} (as many at each month end of two years)"
    )
    return Finding(text, marks, table)


def as_frame(issued: IssuedArea) -> pd.DataFrame:
    """All that was issued about the area, a row for each figure, for a file."""
    beside = release.as_frame(issued.beside)
    names = [name for name in beside.columns if name not in ("Figure", "Category")]
    own = names[0]
    rows = [
        {"Figure": figure, "Category": f"{category}, {detail}" if detail else category, own: value}
        for figure, measure in (
            ("Since the meeting before", issuing.BRIDGE),
            ("Removed, by reason", issuing.REASONS),
            ("Turns 18", issuing.TURNING_18),
            ("Duties", issuing.DUTIES),
            ("Open actions", issuing.ACTIONS),
            ("Meetings", issuing.MEETINGS),
            ("On the tracker at the end of the month of", issuing.LEVELS),
        )
        for (category, detail), value in issued.figures(measure).items()
    ]
    return pd.concat([beside, pd.DataFrame(rows)], ignore_index=True).fillna("")
