"""The first part of a pack: the sentence that the chair says first, and its figures."""

from __future__ import annotations

from datetime import date

from dashboard.pack.document import NO_ROWS, Section, Table
from dashboard.pack.reader import PackReader
from dashboard.style import words
from dashboard.views.meeting import sentence
from queries.administration import reference
from queries.dimensions import STATUS
from queries.filters import Period
from queries.oversight import movement, tracker
from queries.safeguarding import duties
from queries.scope import TRACKER


def introduction(reader: PackReader) -> str:
    """What the chair says first."""
    if not reader.is_loaded(TRACKER):
        return f"{words.not_loaded(TRACKER)}."
    bridge = reader.ask(movement.bridge).one()
    reasons = reader.ask(movement.removals_by_reason).pairs()
    meeting = reader.ask(reference.last_meeting).one()["held_on"]
    soon = reader.ask(tracker.turning_18_within_90_days).one()["children"]
    since = sentence.opening(reader.filters.period, meeting)
    text = sentence.introduction(bridge, reasons.get(movement.REACHED_18, 0), since)
    turn = "turns" if soon == 1 else "turn"
    return (
        f"{text} {words.sentence(words.children(soon))} {turn} 18 within {tracker.SOON_DAYS} days."
    )


def figures_section(reader: PackReader) -> Section:
    """The figures that open the meeting: how many now, and what moved over the period and the year.

    Raises `Denied` and `DataUnavailable`.
    """
    if not reader.is_loaded(TRACKER):
        none = words.not_loaded(TRACKER)
        return Section("Figures", none, "", NO_ROWS, "")
    as_at = reader.filters.as_at
    counts = reader.ask(tracker.children_by_status).pairs()
    statuses = reader.categories(STATUS)
    on = reader.ask(tracker.on_tracker).one()["children"]
    soon = reader.ask(tracker.turning_18_within_90_days).one()["children"]
    overdue = sum(reader.ask(duties.duties_overdue).frame()["overdue"])
    now = words.day(as_at)
    rows: list[tuple[str, str, int]] = [
        ("On the tracker", now, on),
        *((f"of which: {status}", now, counts.get(status, 0)) for status in statuses.shown(counts)),
        (f"Turning 18 within {tracker.SOON_DAYS} days", f"from {now}", soon),
    ]
    are_known = [state is not None for _, _, state, _ in reader.ask(duties.duties_by_state).rows]
    if any(are_known):
        rows.append(("Duties overdue", now, int(overdue)))
    if not all(are_known):
        rows.append(("Duties that are not known", now, are_known.count(False)))
    year = Period(date(as_at.year, 1, 1), as_at)
    for period in dict.fromkeys((reader.filters.period, year)):
        over = reader.filters.over(period)
        bridge = reader.ask(movement.bridge, over).one()
        reasons = reader.ask(movement.removals_by_reason, over).pairs()
        when = words.period(period)
        rows += [
            ("On the tracker at the start", when, bridge["opening"]),
            ("Added", when, bridge["added"]),
            ("Moved in", when, bridge["moved_in"]),
            ("Removed", when, bridge["removed"]),
            ("of which: reached 18", when, reasons.get(movement.REACHED_18, 0)),
            ("Moved out", when, bridge["moved_out"]),
            ("On the tracker at the end", when, bridge["closing"]),
            ("Different children", when, bridge["different_children"]),
        ]
    return Section(
        "Figures",
        f"{words.sentence(words.children(on))} on the tracker",
        f"The figures of the meeting, {now}",
        Table(("Figure", "When", "Number"), tuple(rows), (False, False, True)),
        movement.bridge.definition,
    )
