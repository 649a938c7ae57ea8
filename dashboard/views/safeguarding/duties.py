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
DUTY_BY_LABEL = {duty.label: duty for duty in DUTIES}
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
        str(Listing.narrowed(f"duty_{DUTY_BY_LABEL[duty].name}", state=state))
        for duty, state in zip(marks["duty"], marks["state"], strict=True)
    ]
    rows = table.reset_index().rename(columns={"duty": "Duty"})
    return Finding(_by_state(table), marks, rows, notes, categories)


def _by_state(table: pd.DataFrame) -> str:
    """How many duties are overdue of all, and which is overdue most often."""
    number, in_all = int(table[OVERDUE].sum()), int(table["All"].sum())
    of_all = f"{in_all:,} duties to {words.children(int(table['All'].max()))}"
    if not number:
        return f"None of {of_all} is overdue"
    duty, most = table.index[0], int(table[OVERDUE].iloc[0])
    if number == 1:
        return f"One of {of_all} is overdue: {DUTY_BY_LABEL[duty].in_sentence}"
    overdue = f"{words.sentence(words.number(number))} of {of_all} are overdue"
    if most == number:
        return f"{overdue}, each {DUTY_BY_LABEL[duty].in_sentence}"
    if most == int(table[OVERDUE].iloc[1]):
        return overdue
    return f"{overdue}, most often {DUTY_BY_LABEL[duty].in_sentence} ({most:,})"


def _not_covered(labels: list[str]) -> tuple[str, ...]:
    """Which duties are not known, and the sheets that do not cover the day."""
    by_sheet: dict[str, list[str]] = {}
    for label in labels:
        by_sheet.setdefault(DUTY_BY_LABEL[label].sheet, []).append(label)
    return tuple(
        f"{words.listed(each)}: the sheet {sheet} does not cover this day"
        for sheet, each in by_sheet.items()
    )


@view(
    duties.duties_overdue,
    None,
    "Overdue duties to children on the tracker, the longest overdue first, {as_at}",
    further_questions=(duties.duties_by_state,),
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
    unknown = words.sentence(words.counted(number, "duty", "duties"))
    are, their = ("is", "its sheet does") if number == 1 else ("are", "their sheets do")
    return f"{unknown} {are} not known: {their} not cover this day."


def introduction(frame: pd.DataFrame, unknown: int) -> str:
    """9 duties are overdue for 6 children; the longest is a first visit, 23 working days late."""
    if frame.empty:
        return "No duty that is known is overdue" if unknown else "No duty is overdue"
    first = frame.sort_values(["working_days_late", "place"], ascending=[False, True]).iloc[0]
    number, children = int(frame["overdue"].sum()), int(first["children"])
    days = words.counted(int(first["working_days_late"]), "working day")
    longest = DUTY_BY_LABEL[first["duty"]].in_sentence
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
    further_questions=(duties.duties_by_state,),
)
def before_18(frame: pd.DataFrame, filters: Filters, states: Answer) -> Finding:
    """Columns of the answer: place, duty, open, overdue, children."""
    rows = frame.sort_values(["overdue", "open", "place"], ascending=[False, False, True])
    table = pd.DataFrame(
        {"Duty": rows["duty"], "Not done": rows["open"], "Of them overdue": rows["overdue"]}
    )
    return without_chart(open_before_18_sentence(frame, number_of_unknown_duties(states)), table)


def open_before_18_sentence(frame: pd.DataFrame, unknown: int) -> str:
    """5 duties are open to 3 children who turn 18 within 180 days, one of these duties overdue."""
    if frame.empty:
        known = " that is known" if unknown else ""
        return f"No child who turns 18 within {TURNING_18_DAYS} days has an open duty{known}"
    number, overdue, children = (
        int(each) for each in (frame["open"].sum(), frame["overdue"].sum(), frame["children"].max())
    )
    open_duties = words.sentence(words.counted(number, "duty", "duties"))
    turning_18 = f"{words.children(children)} who {'turns' if children == 1 else 'turn'} 18"
    return (
        f"{open_duties} {words.are(number)} open to {turning_18} within {TURNING_18_DAYS} days, "
        f"{_overdue_clause(number, overdue)}"
    )


def _overdue_clause(number: int, overdue: int) -> str:
    if number == 1:
        return "and overdue" if overdue else "and not overdue"
    return f"{words.number(overdue)} of these duties overdue"


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
    has_searches = any(DUTY_BY_LABEL[duty].sheet == "searches" for duty in frame["duty"].unique())
    if has_searches and any(choice.value_in(filters) for choice in CHOICES):
        return replace(finding, notes=(*finding.notes, SEARCHES_OF_THE_FORCE))
    return finding


def _of_the_year(
    frame: pd.DataFrame,
    none_headline: str,
    list_prefix: str,
    outcome_column: str,
    *,
    are_repeated: bool = False,
) -> Finding:
    """The duties of a year, the one that was in time least often first; `none_headline` where no
    limit has passed. Each duty has a list of records whose name begins with `list_prefix`, and
    which is narrowed to an outcome by its `outcome_column`."""
    by_duty = _by_duty(frame)
    if by_duty.empty or not by_duty["All"].sum():
        return without_chart(none_headline, by_duty)
    by_duty = by_duty[by_duty["All"] > 0]
    shares = (by_duty[IN_TIME] / by_duty["All"]).sort_values(kind="stable")
    by_duty = by_duty.loc[shares.index]
    table = by_duty.set_index("Duty")[[*DUTY_OUTCOMES, "All"]]
    marks = stacked_marks(table, "duty", "outcome", "count")
    marks["drill_down"] = [
        str(
            Listing.narrowed(
                f"{list_prefix}_{DUTY_BY_LABEL[duty].name}", **{outcome_column: outcome}
            )
        )
        for duty, outcome in zip(marks["duty"], marks["outcome"], strict=True)
    ]
    headline = _least_in_time(by_duty, shares, are_repeated=are_repeated)
    return Finding(headline, marks, by_duty, (_medians(by_duty),))


def _by_duty(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each duty: how many were done in time, late and not, how many are not judged, and
    the median days. The last column of the frame has how many there are in each state."""
    rows = []
    count_column = frame.columns[-1]
    for (_, duty), of_duty in frame.groupby(["place", "duty"]):
        counts = of_duty.groupby("state")[count_column].sum().to_dict()
        judged = {name: int(counts.get(name, 0)) for name in DUTY_OUTCOMES}
        rows.append(
            {
                "Duty": duty,
                **judged,
                "All": sum(judged.values()),
                "Left before due": int(counts.get(duties.LEFT_BEFORE_DUE, 0)),
                "Not applicable": int(counts.get("Not applicable", 0)),
                UNDATED: int(counts.get(UNDATED, 0)),
                "Median days": _median(of_duty[of_duty["state"].isin(DUTY_OUTCOMES)], count_column),
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
        done, total = int(by_duty[IN_TIME].sum()), int(by_duty["All"].sum())
        number = words.sentence(words.out_of(done, total, one, many))
        return f"{number} {whose} {words.were(done)} done in time"
    least_often = by_duty.iloc[0]
    name = words.sentence(DUTY_BY_LABEL[least_often["Duty"]].in_sentence)
    done, total = int(least_often[IN_TIME]), int(least_often["All"])
    if (done, total) == (0, 1):
        when = "the one time that it fell due" if are_repeated else "for the one entry"
        return f"{name} was not in time {when}"
    how_often = (
        f": {words.out_of(done, total, 'time')}"
        if are_repeated
        else f", for {words.out_of(done, total, 'entry', 'entries')}"
    )
    return f"{name} was in time least often{how_often}"


def _medians(by_duty: pd.DataFrame) -> str:
    """Within how many days half of each duty were done, the quickest first."""
    medians = dict(zip(by_duty["Duty"], by_duty["Median days"], strict=True))
    reached = {duty: int(days) for duty, days in medians.items() if days != NOT_REACHED}
    quickest_first = sorted(reached, key=reached.__getitem__)
    parts = [f"{duty} ({reached[duty]})" for duty in quickest_first]
    sentences = [f"Median days until a duty was done: {words.listed(parts)}."] if parts else []
    if not_reached := [duty for duty in medians if duty not in reached]:
        sentences.append(f"Fewer than half were done of {words.listed(not_reached)}.")
    return " ".join(sentences)


def _median(of_duty: pd.DataFrame, count_column: str) -> str:
    """The days within which half of them were done; those not done come last. Empty where there are
    none."""
    days: list[float] = []
    for number, times in zip(of_duty["days"], of_duty[count_column], strict=True):
        days += [float("inf") if pd.isna(number) else float(number)] * int(times)
    if not days:
        return ""
    middle = median_low(days)
    return NOT_REACHED if middle == float("inf") else f"{middle:.0f}"


def due_soon(open_duties: Answer, as_at: date) -> tuple[Answer, str]:
    """The open duties to read out at a briefing, without those that are due more than `AHEAD_DAYS`
    days ahead; and a sentence on how many these are, empty where there are none."""
    due, last = open_duties.columns.index("due_on"), as_at + timedelta(days=AHEAD_DAYS)
    soon = tuple(row for row in open_duties.rows if row[due] is None or row[due] <= last)
    later = len(open_duties.rows) - len(soon)
    if not later:
        return open_duties, ""
    are, number = ("is", "One more") if later == 1 else ("are", f"{later:,} more")
    if len(open_duties.rows) == duties.AT_MOST:  # and others that were not asked for
        are, number = "are", "Others"
    text = f"{number} {are} due more than {AHEAD_DAYS} days ahead, and not in the list."
    return Answer(open_duties.columns, soon), text


def open_duties_table(
    open_duties: Answer, areas: dict[str, str], statuses: Categories
) -> pd.DataFrame:
    """A row for each open duty, as it is read out."""
    rows = []
    for row in open_duties.dicts():
        days_late = row["working_days_late"]
        rows.append(
            {
                "Reference": row["child_ref"],
                "Duty": row["duty"],
                "State": words.with_attempts(row["state"], row["tried"]),
                "Working days late": days_late if days_late is not None and days_late > 0 else "",
                "Due on": row["due_on"] or "No date",
                "Since": row["started_on"],
                "Held by": DUTY_BY_LABEL[row["duty"]].holder,
                "Status": statuses.short(row["status"]),
                "Area": areas.get(row["area_code"], UNKNOWN),
                "Age": UNKNOWN if row["age"] is None else row["age"],
            }
        )
    return pd.DataFrame(rows)
