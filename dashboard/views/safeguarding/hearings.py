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
from queries.filters import Filters, Listing
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
    is_held = frame["held_on"].notna()
    sergeant_attended = frame["sergeant_attended"]
    was_sergeant_there = is_held & (sergeant_attended == YES)
    circulated_on = frame["names_circulated_on"]
    is_in_time = is_held & (pd.to_datetime(circulated_on) < pd.to_datetime(frame["held_on"]))
    table = pd.DataFrame(
        {
            "Panel": frame["panel"],
            "Planned for": days_in_words(frame["planned_for"]),
            "Held on": days_in_words(frame["held_on"]),
            "Not held because": frame["not_held_because"].fillna(""),
            "Names circulated on": days_in_words(circulated_on),
            "Sergeant attended": sergeant_attended.fillna("").where(
                ~is_held | sergeant_attended.notna(), "Not recorded"
            ),
        }
    )
    if frame.empty:
        return without_chart("No meeting of a panel was planned in this period", table)
    with_sergeant, without_sergeant, not_held, not_recorded = MEETING_STATES
    state = pd.Series(without_sergeant, index=frame.index)
    state[was_sergeant_there] = with_sergeant
    state[~is_held] = not_recorded
    state[~is_held & frame["not_held_because"].notna()] = not_held
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
    headline = _meetings_held(frame[~is_held], len(frame))
    held, in_time = int(is_held.sum()), int(is_in_time.sum())
    if not held:
        return Finding(headline, marks, table)
    attended = words.out_of(int(was_sergeant_there.sum()), held, "meeting held", "meetings held")
    unknown = int((is_held & sergeant_attended.isna()).sum())
    rest = f" (for {words.number(unknown)} it is not recorded)" if unknown else ""
    if held == 1:
        circulated = "circulated before its day" if in_time else "not circulated before its day"
    else:
        which = f"{words.number(in_time)} of them" if in_time < held else "each"
        circulated = f"circulated before the day of {which}"
    note = (
        f"A sergeant of the County Lines team was at {attended}{rest}, and the children's names "
        f"were {circulated}."
    )
    return Finding(headline, marks, table, (note,))


def _meetings_held(others: pd.DataFrame, planned: int) -> str:
    """Which of the meetings planned were not held, or are not recorded as held: these are
    `others`."""
    if others.empty:
        return (
            "The one meeting planned was held"
            if planned == 1
            else f"{words.every(planned)} meetings planned were held"
        )
    not_held = others[others["not_held_because"].notna()]
    meetings, what = (others, "not recorded as held") if not_held.empty else (not_held, "not held")
    last = meetings.sort_values("planned_for").iloc[-1]
    why = last["not_held_because"]
    reason = "" if pd.isna(why) else f" ({words.within_sentence(why)})"
    which = f"that of the {last['panel']} on {words.day(last['planned_for'])}{reason}"
    number, unknown = len(meetings), len(others) - len(meetings)
    if planned == 1:
        return f"The one meeting planned was {what}, {which}"
    rest = f"; {words.number(unknown)} more {words.are(unknown)} not recorded" if unknown else ""
    if number == 1:
        return f"One of {planned:,} meetings planned was {what}, {which}{rest}"
    of_planned = words.every(planned) if number == planned else f"{number:,} of {planned:,}"
    return f"{of_planned} meetings planned were {what}, the last {which}{rest}"


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
    return Finding(_waiting_children(counts, total), marks, table)


def _waiting_children(counts: dict[str, int], total: int) -> str:
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
    number_waiting = words.sentence(words.out_of(waiting, total, "child", "children"))
    if len(why) == 1:
        (name,) = why
        if name == NEVER_LISTED and waiting == total:
            return f"None of {total:,} children has been listed for a panel"
        been = "never been listed for" if name == NEVER_LISTED else f"been {phrases[name]} by"
        return f"{number_waiting} {words.have(waiting)} {been} a panel"
    parts = [f"{words.number(number)} {phrases[name]}" for name, number in why.items()]
    return f"{number_waiting} wait for a panel: {words.listed(parts)}"


@view(
    panels.listings_by_panel,
    "panel_listings",
    "Times that children were listed for the panels' meetings, by what became of it, {period}",
)
def listings(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: panel, heard, listings."""
    relabelled = frame.replace({"heard": {YES: HEARD}})
    table = with_totals(cross_table(relabelled, "panel", "heard", "listings", HEARING_OUTCOMES))
    rows = table.reset_index().rename(columns={"panel": "Panel"})
    if frame.empty:
        return without_chart("No child was listed for a panel in this period", rows)
    marks = stacked_marks(table, "panel", "heard", "count")
    marks["drill_down"] = drill_down(
        "listed", panel=marks["panel"], heard=marks["heard"].replace({HEARD: YES})
    )
    marks["panel"] = ["\n".join(wrap(name, 22)) for name in marks["panel"]]
    counts = {name: int(table[name].sum()) for name in HEARING_OUTCOMES}
    return Finding(_children_heard(counts), marks, rows)


def _children_heard(counts: dict[str, int]) -> str:
    """How often children were heard and deferred, of the times they were listed."""
    heard, deferred, _ = counts.values()
    total = sum(counts.values())
    if total == 1:
        (outcome,) = (name for name in counts if counts[name])
        return f"The one child listed was {outcome.lower()}"
    deferrals = f"deferred {words.times(deferred)}" if deferred else "never deferred"
    of_total = f"{words.number(heard)} of the {total:,}"
    of_total = words.every(total).lower() if heard == total else of_total
    return f"Children were heard {of_total} times they were listed, and {deferrals}"


@view(
    panels.children_by_toolkit_level,
    "toolkits",
    "Children on the tracker by the level that their first and their latest toolkit found, and "
    "those whose review is overdue (without a Review by, after {limit[Toolkit review]}), {as_at}",
)
def toolkits(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: first, latest, review, children."""
    by_first_and_latest = cross_table(
        frame.rename(columns={"first": "First toolkit"}),
        "First toolkit",
        "latest",
        "children",
        TOOLKIT_LEVELS,
    ).reindex(TOOLKIT_LEVELS, fill_value=0)
    rows = by_first_and_latest.add_prefix("Latest: ").reset_index()
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, rows)
    overdue = frame[frame["review"] == OVERDUE]
    rows[REVIEW_OVERDUE] = [
        int(overdue.loc[overdue["first"] == first, "children"].sum())
        for first in rows["First toolkit"]
    ]
    # Of each bar: whom it counts, the toolkit whose level it shows, and what more narrows its list.
    bars: dict[str, tuple[pd.DataFrame, str, dict[str, str]]] = {
        "First": (frame, "first", {}),
        "Latest": (frame, "latest", {}),
        REVIEW_OVERDUE: (overdue, "latest", {"toolkit_review": OVERDUE}),
    }
    counts = {
        name: counted.groupby(which)["children"].sum().reindex(TOOLKIT_LEVELS, fill_value=0)
        for name, (counted, which, _) in bars.items()
    }
    table = pd.DataFrame(counts).T.astype(int)
    table["All"] = table.sum(axis="columns")
    marks = stacked_marks(table, "toolkit", "level", "children")
    marks["drill_down"] = [
        str(Listing.narrowed(ON_TRACKER, **{f"{which}_toolkit": level}, **more))
        for level, (_, which, more) in zip(marks["level"], marks["toolkit"].map(bars), strict=True)
    ]
    reviews = _overdue_reviews(int(overdue["children"].sum()), int(frame["children"].sum()))
    return Finding(_level_changes(frame) + reviews, marks, rows)


def _overdue_reviews(overdue: int, total: int) -> str:
    """For how many of all children the review is overdue, as a clause; empty where for none."""
    if not overdue:
        return ""
    if total == 1:
        return "; its review is overdue"
    return f"; for {words.number(overdue)} the review of the latest toolkit is overdue"


def _level_changes(frame: pd.DataFrame) -> str:
    """For how many children the level has fallen or risen since the first toolkit."""
    rated = frame[frame["latest"].isin(LEVELS)]
    first, latest = rated["first"].map(LEVELS.index), rated["latest"].map(LEVELS.index)
    with_toolkit, total = int(rated["children"].sum()), int(frame["children"].sum())
    lower = int(rated["children"][latest > first].sum())  # the highest level stands first
    higher = int(rated["children"][latest < first].sum())
    without = total - with_toolkit
    if not with_toolkit:
        return "No child has a toolkit" if total > 1 else "The only child has no toolkit"
    rest = f"; {words.number(without)} {words.have(without)} no toolkit" if without else ""
    the_one = "the one child with a toolkit"
    if not (lower or higher):
        whom = the_one if with_toolkit == 1 else f"{words.every(with_toolkit).lower()} children"
        return f"The level is that of the first toolkit for {whom}{rest}"
    if not (lower and higher):
        now, number = ("lower", lower) if lower else ("higher", higher)
        of_all = words.out_of(number, with_toolkit, "child", "children")
        whom = the_one if with_toolkit == 1 else of_all
        return f"Since the first toolkit the level is {now} for {whom}{rest}"
    return (
        f"Since the first toolkit the level is lower for {words.number(lower)} and higher for "
        f"{words.number(higher)} of {words.children(with_toolkit)}{rest}"
    )
