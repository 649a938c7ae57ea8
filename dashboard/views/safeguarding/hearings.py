"""The panels' meetings, and the children they hear, in words."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd

from dashboard.charts.categories import HEARING_OUTCOMES, MEETING_STATES, TOOLKIT_LEVELS
from dashboard.style import words
from dashboard.views.safeguarding.parts import cross_table, stacked_marks, with_totals
from dashboard.views.tracker import NO_CHILD_MATCHES, ON_TRACKER
from dashboard.views.view import (
    Finding,
    bars_and_table,
    days_in_words,
    drill_down,
    view,
    without_chart,
)
from queries.filters import Filters
from queries.safeguarding import panels
from queries.scope.safeguarding.panels import (
    DEFERRED_ONCE,
    DEFERRED_TWICE,
    HEARD,
    NEVER_LISTED,
    OVERDUE,
    STANDINGS,
    WITHDRAWN,
)

LEVELS = TOOLKIT_LEVELS[:-1]
YES = "Yes"
REVIEW_OVERDUE = "Review overdue"


@view(
    panels.panel_meetings,
    "panel_meetings",
    "Meetings that the panels planned, by whether each was held and a sergeant of the County Lines "
    "team was there, {period}",
)
def meetings(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: panel, planned_for, held_on, not_held_because, names_circulated_on,
    sergeant_attended."""
    held = frame["held_on"].notna()
    there = held & (frame["sergeant_attended"] == YES)
    circulated = frame["names_circulated_on"]
    before = held & (pd.to_datetime(circulated) < pd.to_datetime(frame["held_on"]))
    table = pd.DataFrame(
        {
            "Panel": frame["panel"],
            "Planned for": days_in_words(frame["planned_for"]),
            "Held on": days_in_words(frame["held_on"]),
            "Not held because": frame["not_held_because"].fillna(""),
            "Names circulated on": days_in_words(circulated),
            "Sergeant attended": frame["sergeant_attended"]
            .fillna("")
            .where(~held | frame["sergeant_attended"].notna(), "Not recorded"),
        }
    )
    if frame.empty:
        return without_chart("No meeting of a panel was planned in this period", table)
    with_sergeant, without, not_held, not_recorded = MEETING_STATES
    state = pd.Series(without, index=frame.index)
    state[there] = with_sergeant
    state[~held] = not_recorded
    state[~held & frame["not_held_because"].notna()] = not_held
    marks = pd.DataFrame(
        {
            "panel": frame["panel"],
            "planned_for": pd.to_datetime(frame["planned_for"]),
            "state": state,
            "why": frame["not_held_because"].fillna(""),
            "drill_down": drill_down(
                "panel_meetings", panel_is=frame["panel"], planned_for=frame["planned_for"]
            ),
        }
    )
    met, with_names = int(held.sum()), int(before.sum())
    attended = words.out_of(int(there.sum()), met, "meeting held", "meetings held")
    unknown = int((held & frame["sergeant_attended"].isna()).sum())
    rest = f" (for {words.number(unknown)} it is not recorded)" if unknown else ""
    if met == 1:
        sent = "circulated before its day" if with_names else "not circulated before its day"
    else:
        before_which = f"{words.number(with_names)} of them" if with_names < met else "each"
        sent = f"circulated before the day of {before_which}"
    note = (
        f"A sergeant of the County Lines team was at {attended}{rest}, and the children's names "
        f"were {sent}."
    )
    return Finding(
        _meetings_held(frame[~held], len(frame)), marks, table, (note,) if held.any() else ()
    )


def _meetings_held(missed: pd.DataFrame, planned: int) -> str:
    """Which of the meetings planned were not held, or are not recorded as held."""
    if missed.empty:
        return (
            "The one meeting planned was held"
            if planned == 1
            else f"{words.every(planned)} meetings planned were held"
        )
    not_held = missed[missed["not_held_because"].notna()]
    meetings, what = (missed, "not recorded as held") if not_held.empty else (not_held, "not held")
    last = meetings.sort_values("planned_for").iloc[-1]
    why = last["not_held_because"]
    reason = "" if pd.isna(why) else f" ({words.within_sentence(why)})"
    which = f"that of the {last['panel']} on {words.day(last['planned_for'])}{reason}"
    number, others = len(meetings), len(missed) - len(meetings)
    if planned == 1:
        return f"The one meeting planned was {what}, {which}"
    rest = f"; {words.number(others)} more {words.are(others)} not recorded" if others else ""
    if number == 1:
        return f"One of {planned:,} meetings planned was {what}, {which}{rest}"
    some = words.every(planned) if number == planned else f"{number:,} of {planned:,}"
    return f"{some} meetings planned were {what}, the last {which}{rest}"


@view(
    panels.children_by_panel_standing,
    "bars",
    "Children on the tracker by how they stand with the panels, {as_at}",
)
def standing(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: standing, children."""
    counts = dict.fromkeys(STANDINGS, 0)
    counts |= dict(zip(frame["standing"], frame["children"].astype(int), strict=True))
    marks, table = bars_and_table(
        counts, ("With the panels", "Children"), ON_TRACKER, "panel_standing"
    )
    total = sum(counts.values())
    if not total:
        return without_chart(NO_CHILD_MATCHES, table)
    return Finding(_waiting(counts, total), marks, table)


def _waiting(counts: dict[str, int], total: int) -> str:
    """How many children wait to be heard, and why."""
    phrases = {DEFERRED_TWICE: "deferred twice or more", DEFERRED_ONCE: "deferred once"}
    phrases[NEVER_LISTED] = "never listed"
    why = {name: counts[name] for name in phrases if counts[name]}
    waiting = sum(why.values())
    if not waiting:
        every = "The only child was" if total == 1 else f"{words.every(total)} children were"
        return f"{every} heard by a panel" + (" or withdrawn" if counts[WITHDRAWN] else "")
    if total == 1:
        (name,) = why
        return f"The only child waits for a panel: {phrases[name]}"
    parts = [f"{words.number(number)} {phrases[name]}" for name, number in why.items()]
    some = words.sentence(words.out_of(waiting, total, "child", "children"))
    if len(why) == 1:
        (name,) = why
        if name == NEVER_LISTED and waiting == total:
            return f"None of {total:,} children has been listed for a panel"
        was = "never been listed for" if name == NEVER_LISTED else f"been {phrases[name]} by"
        return f"{some} {words.have(waiting)} {was} a panel"
    return f"{some} wait for a panel: {words.listed(parts)}"


@view(
    panels.listings_by_panel,
    "panel_listings",
    "Times that children were listed for the panels' meetings, by what became of it, {period}",
)
def listings(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: panel, heard, listings."""
    named = frame.replace({"heard": {YES: HEARD}})
    table = with_totals(cross_table(named, "panel", "heard", "listings", HEARING_OUTCOMES))
    rows = table.reset_index().rename(columns={"panel": "Panel"})
    if frame.empty:
        return without_chart("No child was listed for a panel in this period", rows)
    marks = stacked_marks(table, "panel", "heard", "count")
    answers = {HEARD: YES}
    marks["drill_down"] = drill_down(
        "listed",
        panel=marks["panel"],
        heard=[answers.get(name, name) for name in marks["heard"]],
    )
    marks["panel"] = ["\n".join(wrap(name, 22)) for name in marks["panel"]]
    return Finding(
        _children_heard({name: int(table[name].sum()) for name in HEARING_OUTCOMES}), marks, rows
    )


def _children_heard(counts: dict[str, int]) -> str:
    """How often children were heard and deferred, of the times they were listed."""
    heard, deferred, _ = counts.values()
    total = sum(counts.values())
    if total == 1:
        (became,) = (name for name in counts if counts[name])
        return f"The one child listed was {became.lower()}"
    put_off = f"deferred {words.times(deferred)}" if deferred else "never deferred"
    part = (
        words.every(total).lower() if heard == total else f"{words.number(heard)} of the {total:,}"
    )
    return f"Children were heard {part} times they were listed, and {put_off}"


@view(
    panels.children_by_toolkit_level,
    "toolkits",
    "Children on the tracker by the level that their first and their latest toolkit found, and "
    "those whose review is overdue (without a Review by, after {limit[Toolkit review]}), {as_at}",
)
def toolkits(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: first, latest, review, children."""
    named = frame.rename(columns={"first": "First toolkit"})
    both = cross_table(named, "First toolkit", "latest", "children", TOOLKIT_LEVELS)
    rows = both.reindex(TOOLKIT_LEVELS, fill_value=0).add_prefix("Latest: ").reset_index()
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, rows)
    overdue = frame[frame["review"] == OVERDUE]
    rows[REVIEW_OVERDUE] = [
        int(overdue.loc[overdue["first"] == first, "children"].sum())
        for first in rows["First toolkit"]
    ]
    bars: dict[str, tuple[pd.DataFrame, str, dict[str, list[str]]]] = {
        "First": (frame, "first", {}),
        "Latest": (frame, "latest", {}),
        REVIEW_OVERDUE: (overdue, "latest", {"toolkit_review": [OVERDUE]}),
    }
    sides = {
        name: of.groupby(column)["children"].sum().reindex(TOOLKIT_LEVELS, fill_value=0)
        for name, (of, column, _) in bars.items()
    }
    table = pd.DataFrame(sides).T.astype(int)
    table["All"] = table.sum(axis="columns")
    marks = stacked_marks(table, "toolkit", "level", "children")
    marks["drill_down"] = [
        drill_down(ON_TRACKER, **{f"{column}_toolkit": [level]}, **more)[0]
        for level, (_, column, more) in zip(marks["level"], marks["toolkit"].map(bars), strict=True)
    ]
    return Finding(_changed(frame) + _reviews(int(overdue["children"].sum()), frame), marks, rows)


def _reviews(overdue: int, frame: pd.DataFrame) -> str:
    """; the review of three is overdue: empty where none is."""
    if not overdue:
        return ""
    if int(frame["children"].sum()) == 1:
        return "; its review is overdue"
    return f"; for {words.number(overdue)} the review of the latest toolkit is overdue"


def _changed(frame: pd.DataFrame) -> str:
    """For how many children the level has fallen or risen since the first toolkit."""
    rated = frame[frame["latest"].isin(LEVELS)]
    first, latest = rated["first"].map(LEVELS.index), rated["latest"].map(LEVELS.index)
    with_one, in_all = int(rated["children"].sum()), int(frame["children"].sum())
    lower = int(rated["children"][latest > first].sum())  # the highest level stands first
    higher = int(rated["children"][latest < first].sum())
    without = in_all - with_one
    if not with_one:
        return "No child has a toolkit" if in_all > 1 else "The only child has no toolkit"
    rest = f"; {words.number(without)} {words.have(without)} no toolkit" if without else ""
    one = "the one child with a toolkit"
    if not (lower or higher):
        whose = one if with_one == 1 else f"{words.every(with_one).lower()} children"
        return f"The level is that of the first toolkit for {whose}{rest}"
    if not (lower and higher):
        number, now = lower or higher, "lower" if lower else "higher"
        whose = one if with_one == 1 else words.out_of(number, with_one, "child", "children")
        return f"Since the first toolkit the level is {now} for {whose}{rest}"
    return (
        f"Since the first toolkit the level is lower for {words.number(lower)} and higher for "
        f"{words.number(higher)} of {words.children(with_one)}{rest}"
    )
