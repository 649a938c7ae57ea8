"""The duties to children, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from statistics import median_low

import pandas as pd

from dashboard.charts.categories import DUTY_OUTCOMES, DUTY_STATES
from dashboard.style import words
from dashboard.views.safeguarding.parts import cross_table, stacked_marks
from dashboard.views.tracker import NO_CHILD_MATCHES
from dashboard.views.view import Finding, view, without_chart
from queries.ask import Answer
from queries.choices import CHOICES
from queries.dimensions import Categories
from queries.filters import UNKNOWN, Filters, Listing
from queries.meeting import counts
from queries.meeting.items import TURNING_18_DAYS
from queries.safeguarding import duties
from queries.scope import DUTIES, IN_TIME, OVERDUE, UNDATED

NO_LIMIT_PASSED = "No limit of a duty has passed for the entries of these 12 months"
NONE_FELL_DUE = "No repeated duty is known to have fallen due in these 12 months"
NONE_COVERED = "No duty is known: none of the sheets that show them covers this day"
BY_LABEL = {duty.label: duty for duty in DUTIES}
NOT_REACHED = "Not reached"
SEARCHES_OF_THE_FORCE = "Searches are those of the whole force: no filter narrows them."
AHEAD_DAYS = 90
"""A briefing speaks of what is due within so many days."""


@view(
    duties.duties_by_state,
    "duties",
    "Children on the tracker by the state of each duty to them, {as_at}",
)
def by_state(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, duty, state, children."""
    missing = frame[frame["state"].isna()]
    known = frame[frame["state"].notna()]
    notes = _not_covered(list(missing["duty"]))
    if known.empty:
        return without_chart(NONE_COVERED if len(missing) else NO_CHILD_MATCHES, pd.DataFrame())
    table = cross_table(known, ["place", "duty"], "state", "children", DUTY_STATES).droplevel(
        "place"
    )
    if not table[UNDATED].any():
        table = table.drop(columns=UNDATED)
    categories = {"state": list(table.columns)}
    table = table.sort_values(OVERDUE, ascending=False, kind="stable")
    table["All"] = table.sum(axis="columns")
    marks = stacked_marks(table, "duty", "state", "children")
    marks["drill_down"] = [
        str(Listing.narrowed(f"duty_{BY_LABEL[duty].name}", state=state))
        for duty, state in zip(marks["duty"], marks["state"], strict=True)
    ]
    rows = table.reset_index().rename(columns={"duty": "Duty"})
    return Finding(_by_state(table), marks, rows, notes, categories)


def _by_state(table: pd.DataFrame) -> str:
    """How many duties are overdue of all, and which is overdue most often."""
    late, in_all = int(table[OVERDUE].sum()), int(table["All"].sum())
    of_all = f"{in_all:,} duties to {words.children(int(table['All'].max()))}"
    if not late:
        return f"None of {of_all} is overdue"
    duty, most = table.index[0], int(table[OVERDUE].iloc[0])
    is_alone = (table[OVERDUE] > 0).sum() == 1
    if late == 1:
        return f"One of {of_all} is overdue: {BY_LABEL[duty].in_sentence}"
    overdue = f"{words.sentence(words.number(late))} of {of_all} are overdue"
    if is_alone:
        return f"{overdue}, each {BY_LABEL[duty].in_sentence}"
    if most == int(table[OVERDUE].iloc[1]):
        return overdue
    return f"{overdue}, most often {BY_LABEL[duty].in_sentence} ({most:,})"


def _not_covered(labels: list[str]) -> tuple[str, ...]:
    """Which duties are not known, and the sheets that do not cover the day."""
    sheets = dict.fromkeys(BY_LABEL[label].sheet for label in labels)
    return tuple(
        f"{words.listed([label for label in labels if BY_LABEL[label].sheet == sheet])}: "
        f"the sheet {sheet} does not cover this day"
        for sheet in sheets
    )


@view(
    duties.duties_overdue,
    None,
    "Overdue duties to children on the tracker, the longest overdue first, {as_at}",
    beside=(duties.duties_by_state,),
)
def overdue(frame: pd.DataFrame, filters: Filters, states: Answer) -> Finding:
    """Columns of the answer: place, duty, overdue, due_on, children, working_days_late."""
    frame = frame.sort_values(["working_days_late", "place"], ascending=[False, True])
    table = pd.DataFrame(
        {
            "Duty": frame["duty"],
            "Overdue": frame["overdue"],
            "Longest due on": list(frame["due_on"]),
            "Working days late": frame["working_days_late"],
        }
    )
    return without_chart(introduction(frame, number_of_unknown_duties(states)), table)


def number_of_unknown_duties(states: Answer) -> int:
    """The number of duties that are not known. `states` is the answer to `duties_by_state`."""
    return sum(state is None for _, _, state, _ in states.rows)


def unknown_duties_sentence(number: int) -> str:
    """How many duties are not known, as a sentence; empty where all are."""
    if not number:
        return ""
    some = words.sentence(words.counted(number, "duty", "duties"))
    are, their = ("is", "its sheet does") if number == 1 else ("are", "their sheets do")
    return f"{some} {are} not known: {their} not cover this day."


def introduction(frame: pd.DataFrame, unknown: int) -> str:
    """9 duties are overdue for 6 children; the longest is a first visit, 23 working days late."""
    if frame.empty:
        return "No duty that is known is overdue" if unknown else "No duty is overdue"
    first = frame.sort_values(["working_days_late", "place"], ascending=[False, True]).iloc[0]
    number, children = int(frame["overdue"].sum()), int(first["children"])
    days = words.counted(int(first["working_days_late"]), "working day")
    longest = BY_LABEL[first["duty"]].in_sentence
    if number == 1:
        return f"One duty is overdue for one child: {longest}, {days} late"
    return (
        f"{words.sentence(words.counted(number, 'duty', 'duties'))} are overdue for "
        f"{words.children(children)}; the longest is {longest}, {days} late"
    )


@view(
    counts.duties_open_before_18,
    None,
    f"Duties that are due or overdue to children who turn 18 within {TURNING_18_DAYS} days, "
    "{as_at}",
    beside=(duties.duties_by_state,),
)
def before_18(frame: pd.DataFrame, filters: Filters, states: Answer) -> Finding:
    """Columns of the answer: place, duty, open, overdue, children."""
    first = frame.sort_values(["overdue", "open", "place"], ascending=[False, False, True])
    table = pd.DataFrame(
        {"Duty": first["duty"], "Not done": first["open"], "Of them overdue": first["overdue"]}
    )
    return without_chart(open_before_18_sentence(frame, number_of_unknown_duties(states)), table)


def open_before_18_sentence(frame: pd.DataFrame, unknown: int) -> str:
    """5 duties are open to 3 children who turn 18 within 180 days, one of these duties overdue."""
    if frame.empty:
        known = " that is known" if unknown else ""
        return f"No child who turns 18 within {TURNING_18_DAYS} days has an open duty{known}"
    number, late, children = (
        int(each) for each in (frame["open"].sum(), frame["overdue"].sum(), frame["children"].max())
    )
    some = words.sentence(words.counted(number, "duty", "duties"))
    to = f"{words.children(children)} who {'turns' if children == 1 else 'turn'} 18"
    return (
        f"{some} {words.are(number)} open to {to} within {TURNING_18_DAYS} days, "
        f"{_of_them_overdue(number, late)}"
    )


def _of_them_overdue(number: int, late: int) -> str:
    if number == 1:
        return "and overdue" if late else "and not overdue"
    return f"{words.number(late)} of these duties overdue"


@view(
    duties.duties_recorded_late,
    None,
    "Children on the tracker for whom a duty was done in time but recorded late, so that an "
    "earlier extract showed it as overdue, {as_at}",
)
def recorded_late(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, duty, children."""
    late = frame[frame["children"] > 0].sort_values(["children", "place"], ascending=[False, True])
    table = pd.DataFrame({"Duty": late["duty"], "Children": late["children"]})
    if frame.empty:
        return without_chart(NONE_COVERED, table)
    total = int(late["children"].sum())
    if not total:
        return without_chart("No duty that was done in time was recorded late", table)
    done = words.sentence(words.counted(total, "duty", "duties"))
    return without_chart(f"{done} {words.were(total)} done in time but recorded late", table)


@view(
    duties.duties_of_the_year,
    "duties_of_the_year",
    "Entries of the 12 months up to {as_at} for which a duty's limit has passed, by whether it was "
    "done in time",
)
def of_the_year(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, duty, state, days, children."""
    return _of_the_year(frame, NO_LIMIT_PASSED, "year", "followed")


@view(
    duties.repeated_duties_of_the_year,
    "repeated_duties_of_the_year",
    "Times that a repeated duty fell due in the 12 months up to {as_at}, by whether it was done in "
    "time",
)
def repeated_of_the_year(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, duty, state, days, times."""
    finding = _of_the_year(frame, NONE_FELL_DUE, "times", "went", are_repeated=True)
    has_searches = any(BY_LABEL[duty].sheet == "searches" for duty in frame["duty"].unique())
    if has_searches and any(choice.value_in(filters) for choice in CHOICES):
        return replace(finding, notes=(*finding.notes, SEARCHES_OF_THE_FORCE))
    return finding


def _of_the_year(
    frame: pd.DataFrame, none: str, lists: str, narrowed: str, *, are_repeated: bool = False
) -> Finding:
    """The duties of a year, the one that was in time least often first; `none` where no limit has
    passed. Each duty has a list named after `lists`, which the outcome narrows by `narrowed`."""
    by_duty = _by_duty(frame)
    if by_duty.empty or not by_duty["All"].sum():
        return without_chart(none, by_duty)
    by_duty = by_duty[by_duty["All"] > 0]
    shares = (by_duty[IN_TIME] / by_duty["All"]).sort_values(kind="stable")
    by_duty = by_duty.loc[shares.index]
    table = by_duty.set_index("Duty")[[*DUTY_OUTCOMES, "All"]]
    marks = stacked_marks(table, "duty", "outcome", "count")
    marks["drill_down"] = [
        str(Listing.narrowed(f"{lists}_{BY_LABEL[duty].name}", **{narrowed: outcome}))
        for duty, outcome in zip(marks["duty"], marks["outcome"], strict=True)
    ]
    headline = _least_in_time(by_duty, shares, are_repeated=are_repeated)
    return Finding(headline, marks, by_duty, (_medians(by_duty),))


def _by_duty(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each duty: how many were done in time, late and not, those apart from these, and
    the median days. The last column of the frame has how many."""
    rows = []
    counted = frame.columns[-1]
    for (_, duty), of_duty in frame.groupby(["place", "duty"]):
        counts = of_duty.groupby("state")[counted].sum().to_dict()
        judged = {name: int(counts.get(name, 0)) for name in DUTY_OUTCOMES}
        rows.append(
            {
                "Duty": duty,
                **judged,
                "All": sum(judged.values()),
                "Left before due": int(counts.get(duties.LEFT_BEFORE_DUE, 0)),
                "Not applicable": int(counts.get("Not applicable", 0)),
                UNDATED: int(counts.get(UNDATED, 0)),
                "Median days": _median(of_duty[of_duty["state"].isin(DUTY_OUTCOMES)], counted),
            }
        )
    by_duty = pd.DataFrame(rows)
    if not by_duty.empty and not by_duty[UNDATED].any():
        return by_duty.drop(columns=UNDATED)
    return by_duty


def _least_in_time(by_duty: pd.DataFrame, shares: pd.Series, *, are_repeated: bool) -> str:
    """The duty that was in time least often, which stands first; if several were, how many were in
    time of all. `shares` are those in time."""
    one, many, whose = "duty", "duties", "whose limit has passed"
    if are_repeated:
        one, many, whose = "repeated duty", "repeated duties", "that fell due"
    if (shares == 1).all():
        return f"Every {one} {whose} was done in time"
    if (shares == shares.iloc[0]).sum() > 1:
        done, whole = int(by_duty[IN_TIME].sum()), int(by_duty["All"].sum())
        part = words.sentence(words.out_of(done, whole, one, many))
        return f"{part} {whose} {words.were(done)} done in time"
    worst = by_duty.iloc[0]
    name = words.sentence(BY_LABEL[worst["Duty"]].in_sentence)
    of_all = int(worst[IN_TIME]), int(worst["All"])
    if of_all == (0, 1):
        when = "the one time that it fell due" if are_repeated else "for the one entry"
        return f"{name} was not in time {when}"
    how_often = (
        f": {words.out_of(*of_all, 'time')}"
        if are_repeated
        else f", for {words.out_of(*of_all, 'entry', 'entries')}"
    )
    return f"{name} was in time least often{how_often}"


def _medians(by_duty: pd.DataFrame) -> str:
    """Within how many days half of each duty were done, the quickest first."""
    medians = dict(zip(by_duty["Duty"], by_duty["Median days"], strict=True))
    done = [duty for duty, days in medians.items() if days != NOT_REACHED]
    days = [
        f"{duty} ({medians[duty]})" for duty in sorted(done, key=lambda duty: int(medians[duty]))
    ]
    sentences = [f"Median days until a duty was done: {words.listed(days)}."] if days else []
    if waiting := [duty for duty in medians if duty not in done]:
        sentences.append(f"Fewer than half were done of {words.listed(waiting)}.")
    return " ".join(sentences)


def _median(of_duty: pd.DataFrame, counted: str) -> str:
    """The days within which half of them were done; those not done come last."""
    days: list[float] = []
    for number, times in zip(of_duty["days"], of_duty[counted], strict=True):
        days += [float("inf") if pd.isna(number) else float(number)] * int(times)
    if not days:
        return ""
    middle = median_low(days)
    return NOT_REACHED if middle == float("inf") else f"{middle:.0f}"


def due_soon(found: Answer, as_at: date) -> tuple[Answer, str]:
    """The open duties to read out at a briefing, without those that are due more than `AHEAD_DAYS`
    days ahead; and a sentence on how many these are, empty where there are none."""
    due, last = found.columns.index("due_on"), as_at + timedelta(days=AHEAD_DAYS)
    near = tuple(row for row in found.rows if row[due] is None or row[due] <= last)
    later = len(found.rows) - len(near)
    if not later:
        return found, ""
    are, number = ("is", "One more") if later == 1 else ("are", f"{later:,} more")
    if len(found.rows) == duties.AT_MOST:  # and others that were not asked for
        are, number = "are", "Others"
    text = f"{number} {are} due more than {AHEAD_DAYS} days ahead, and not in the list."
    return Answer(found.columns, near), text


def open_duties_table(found: Answer, areas: dict[str, str], statuses: Categories) -> pd.DataFrame:
    """A row for each open duty of `open_duties`, as it is read out."""
    rows = []
    for row in found.dicts():
        late = row["working_days_late"]
        rows.append(
            {
                "Reference": row["child_ref"],
                "Duty": row["duty"],
                "State": words.with_attempts(row["state"], row["tried"]),
                "Working days late": late if late is not None and late > 0 else "",
                "Due on": row["due_on"] or "No date",
                "Since": row["started_on"],
                "Held by": BY_LABEL[row["duty"]].holder,
                "Status": statuses.short(row["status"]),
                "Area": areas.get(row["area_code"], UNKNOWN),
                "Age": UNKNOWN if row["age"] is None else row["age"],
            }
        )
    return pd.DataFrame(rows)
