"""Visits to children, in words, and the interviews of those who were missing."""

from __future__ import annotations

import pandas as pd

from dashboard.style import words
from dashboard.views.safeguarding.parts import bars_largest_first
from dashboard.views.tracker import NO_CHILD_MATCHES, ON_TRACKER
from dashboard.views.view import Finding, bar_marks, bars_and_table, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding import missing, visits

NO_VISIT = "No visit is recorded in this period"
NO_CHILD_SEEN = "No child was seen at a visit in this period"
OFTEN_MISSING = f"{words.times(missing.OFTEN)} or more in {missing.OFTEN_WITHIN} days"
SEEN, PRESENT, NOT_APPROPRIATE = "Seen", "Present", "Not appropriate"


@view(visits.visits_by_outcome, "bars", "Visits, attempts included, by what came of them, {period}")
def outcomes(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: outcome, visits."""
    headings = "Outcome", "Visits"
    counts, marks, table = bars_largest_first(frame, headings, "visits", "outcome", first=SEEN)
    if frame.empty:
        return without_chart(NO_VISIT, table)
    seen = words.out_of(counts.get(SEEN, 0), sum(counts.values()), "visit")
    return Finding(f"The child was seen at {seen}", marks, table)


@view(
    visits.parents_at_visits,
    "bars",
    "Visits at which the child was seen, by whether a parent or carer was there, {period}",
)
def parents(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: parent, visits."""
    counts, marks, table = bars_largest_first(
        frame, ("Parent or carer", "Visits"), "seen", "parent"
    )
    if frame.empty:
        return without_chart(NO_CHILD_SEEN, table)
    appropriate = sum(counts.values()) - counts.get(NOT_APPROPRIATE, 0)
    if not appropriate:
        return Finding(
            "A parent or carer would not have been appropriate at any visit", marks, table
        )
    finding = (
        "A parent or carer was present at "
        f"{words.out_of(counts.get(PRESENT, 0), appropriate, 'visit')} at which one was appropriate"
    )
    unknown = counts.get(visits.NOT_RECORDED, 0)
    finding += f"; for {words.number(unknown)} of these it is not recorded" if unknown else ""
    return Finding(finding, marks, table)


@view(
    visits.visits_by_purpose,
    "bars",
    "Visits at which the child was seen, by purpose and by how the child was seen, {period}",
)
def purposes(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: what, visits, not_recorded, seen."""
    table = frame.rename(
        columns={
            "what": "Of visits",
            "visits": "Yes",
            "not_recorded": "Not recorded",
            "seen": "Visits",
        }
    )
    seen = int(frame["seen"].max())
    if not seen:
        return without_chart(NO_CHILD_SEEN, table)
    marks = bar_marks(frame["what"], frame["visits"], drill_down("seen", purpose=frame["what"]))
    counts = dict(zip(frame["what"], frame["visits"].astype(int), strict=True))
    alone, heard = counts["Seen alone"], counts["Own view recorded"]
    if seen == 1:
        was_alone, was_heard = ("was" if number else "was not" for number in (alone, heard))
        finding = f"The child {was_alone} seen alone at the one visit, and the child's own view "
        finding += f"{was_heard} recorded"
    else:
        at = "both" if heard == seen == 2 else words.number(heard)
        finding = f"Children were seen alone at {words.out_of(alone, seen, 'visit')}, and their "
        finding += f"own view was recorded at {at}"
    return Finding(finding, marks, table)


@view(
    visits.children_by_last_seen,
    "bars",
    "Children on the tracker by how long ago they were last seen at a visit, {as_at}",
)
def last_seen(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: last_seen, children."""
    by_window = dict.fromkeys((*visits.DAYS_AGO, visits.LONGER, visits.NEVER), 0)
    by_window |= dict(zip(frame["last_seen"], frame["children"].astype(int), strict=True))
    marks, table = bars_and_table(by_window, ("Last seen", "Children"), ON_TRACKER, "last_seen")
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, table)
    never, total = by_window[visits.NEVER], sum(by_window.values())
    if total == 1:
        finding = f"The only child {'has never' if never else 'has'} been seen at a visit"
    elif never == total:
        finding = f"None of {total:,} children on the tracker has been seen at a visit"
    elif never:
        finding = f"{words.number(never)} of {total:,} children on the tracker "
        finding += f"{words.have(never)} never been seen at a visit"
    else:
        finding = f"{words.every(total)} children on the tracker have been seen at a visit"
    longer = by_window[visits.LONGER]
    if longer and total == 1:
        finding = "The only child was last seen at a visit 85 days ago or more"
    elif longer:
        finding += f"; {words.number(longer)} {words.were(longer)} last seen 85 days ago or more"
    return Finding(words.sentence(finding), marks, table)


@view(
    visits.children_tried_in_vain,
    "bars",
    "Children on the tracker by the attempts to visit them since they were last seen, {as_at}",
)
def tried(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: attempts, children."""
    attempts = frame["attempts"].astype(int)
    table = pd.DataFrame({"Failed attempts": attempts, "Children": frame["children"]})
    if frame.empty:
        return without_chart("No attempt to visit a child has failed since their last visit", table)
    labels = pd.Series([words.counted(number, "attempt") for number in attempts])
    marks = bar_marks(labels, frame["children"], drill_down(ON_TRACKER, tried=attempts))
    total, most = int(frame["children"].sum()), int(attempts.max())
    if total == 1:
        attempted = f"last {most:,} attempts" if most > 1 else "latest attempt"
        finding = f"One child was not seen at the {attempted} to visit them"
    else:
        finding = f"{total:,} children were not seen at the latest attempt to visit them"
        finding += f", one of them at {most:,} attempts in a row" if most > 1 else ""
    return Finding(finding, marks, table)


@view(
    missing.return_interviews,
    "bars",
    "Times missing by the interview on the child's return, {period}",
)
def interviews(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: interview, times."""
    order = [
        missing.IN_TIME,
        missing.LATER,
        missing.NOT_DONE,
        missing.NOT_DUE,
        missing.STILL_MISSING,
    ]
    by_state = dict(zip(frame["interview"], frame["times"].astype(int), strict=True))
    shown = [state for state in order if state in by_state]
    counts = pd.Series([by_state[state] for state in shown], dtype=int)
    table = pd.DataFrame({"Return interview": shown, "Times missing": counts})
    if frame.empty:
        return without_chart("No child is recorded as missing in this period", table)
    marks = bar_marks(shown, counts, drill_down("missing", interview=shown))
    due = sum(by_state.get(state, 0) for state in order[:3])
    times = sum(by_state.values())
    finding = f"{'A child' if times == 1 else 'Children'} went missing {words.times(times)}; "
    if not due:
        return Finding(f"{finding}no return interview is due", marks, table)
    one, many = "return interview that was due", "return interviews that were due"
    done = words.out_of(by_state.get(missing.IN_TIME, 0), due, one, many)
    return Finding(f"{finding}{done} took place within 3 days", marks, table)


@view(
    missing.children_missing_often,
    "bars",
    f"Children on the tracker who went missing {OFTEN_MISSING}, by how often, {{as_at}}",
)
def missing_often(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: times, children."""
    times = frame["times"].astype(int)
    table = pd.DataFrame({"Times missing": times, "Children": frame["children"]})
    if frame.empty:
        return without_chart(f"No child went missing {OFTEN_MISSING}", table)
    labels = pd.Series([words.counted(number, "time") for number in times])
    marks = bar_marks(labels, frame["children"], drill_down(ON_TRACKER, times_missing=times))
    total = int(frame["children"].sum())
    finding = "One child" if total == 1 else words.children(total)
    finding += f" went missing {OFTEN_MISSING}, and "
    finding += "is to be discussed" if total == 1 else "are to be discussed"
    return Finding(finding, marks, table)
