"""The National Referral Mechanism, and what its authority sends to the force, in words."""

from __future__ import annotations

from statistics import median_high
from typing import Any

import pandas as pd

from dashboard.charts.categories import NRM_DECISIONS
from dashboard.style import words
from dashboard.views.safeguarding.parts import cross_table, stacked_marks, with_totals
from dashboard.views.view import Finding, bar_marks, drill_down, view, without_chart
from queries.filters import Filters, Listing
from queries.safeguarding.referring import nrm
from queries.scope import AWAITING

# First responders within a sentence.
RESPONDERS = {"Police": "the police", "Council": "councils"}
LIST_COLUMNS = {nrm.REASONABLE: "reasonable", nrm.CONCLUSIVE: "conclusive"}


@view(
    nrm.nrm_by_responder,
    "nrm_by_responder",
    "Referrals to the National Referral Mechanism, by first responder and by the decision on "
    "reasonable grounds, {period}",
)
def by_responder(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: kind, decision, referrals."""
    if frame.empty:
        return without_chart("No child was referred to the NRM in this period", pd.DataFrame())
    table = _by_decision(frame, "kind")
    marks = stacked_marks(table, "responder", "decision", "count")
    marks["drill_down"] = drill_down(
        "nrm", responder=marks["responder"], reasonable=marks["decision"]
    )
    total, first = int(table["All"].sum()), table.iloc[0]
    finding = f"{words.counted(total, 'referral')} to the NRM {words.were(total)} made"
    if total > 1:
        most = int(first["All"])
        number = words.every(most).lower() if most == total else words.number(most)
        finding += f", {number} of them by {RESPONDERS.get(str(table.index[0]), 'others')}"
    rows = table.rename_axis("First responder").reset_index()
    return Finding(words.sentence(finding), marks, rows)


def _by_decision(frame: pd.DataFrame, row: str) -> pd.DataFrame:
    others = sorted(set(frame["decision"]) - set(NRM_DECISIONS))
    return with_totals(cross_table(frame, row, "decision", "referrals", [*NRM_DECISIONS, *others]))


@view(
    nrm.nrm_decisions,
    "nrm_decisions",
    "Where the decisions of the National Referral Mechanism stand, whenever the child was "
    "referred, {as_at}",
)
def decisions(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, stage, decision, referrals, longest_since, overdue,
    turned_18."""
    if frame.empty:
        return without_chart("No child has been referred to the NRM", pd.DataFrame())
    known = frame[frame["decision"].isin(NRM_DECISIONS)]
    table = _by_decision(known, "stage").reindex(
        [stage for stage in LIST_COLUMNS if stage in set(known["stage"])]
    )
    marks = stacked_marks(table, "stage", "decision", "count")
    marks["drill_down"] = [
        str(Listing.narrowed("all_nrm", **{LIST_COLUMNS[stage]: decision}))
        for stage, decision in zip(marks["stage"], marks["decision"], strict=True)
    ]
    is_waiting = frame["decision"] == AWAITING
    rows = (
        frame.assign(overdue=_overdue_as_text(frame, is_waiting))
        .drop(columns="place")
        .rename(
            columns={
                "stage": "Decision on",
                "decision": "Decision",
                "referrals": "Referrals",
                "longest_since": "Longest since",
                "overdue": "Longer than allowed",
                "turned_18": "Of them 18 or over",
            }
        )
    )
    return Finding(_waiting_in_words(frame[is_waiting], filters), marks, rows)


def _waiting_in_words(waiting: pd.DataFrame, filters: Filters) -> str:
    """How many referrals wait for which decision, the longest of them, and for how many the child
    turned 18 while waiting. A child with two referrals counts in both."""
    if waiting.empty:
        return "Nobody waits for a decision of the NRM"
    parts = []
    for stage, number, since, overdue in zip(
        *(waiting[name] for name in ("stage", "referrals", "longest_since", "overdue")), strict=True
    ):
        days = words.counted((filters.as_at - since).days, "day")
        if number == 1:
            part = f"one referral has waited for {str(stage).lower()} for {days}"
            parts.append(part + (", and is overdue" if _any_overdue(overdue) else ""))
        else:
            parts.append(
                f"{int(number):,} referrals wait for {str(stage).lower()}"
                f"{_overdue_clause(overdue)}, the longest for {days}"
            )
    if adults := int(waiting["turned_18"].sum()):
        is_one = waiting["referrals"].sum() == 1
        of_them = "" if is_one else f"for {words.number(adults)} of them "
        parts.append(f"{of_them}the child turned 18 while waiting")
    return words.sentence("; ".join(parts))


def _overdue_as_text(frame: pd.DataFrame, is_waiting: pd.Series) -> pd.Series:
    """The column `overdue` as text: `No limit` where there is none; empty where nothing waits."""
    overdue = frame["overdue"].astype("Int64").astype("string")
    return overdue.mask(~is_waiting, "").fillna("No limit")


def _any_overdue(overdue: float) -> bool:
    """Whether any is overdue: none is where there is no limit."""
    return not pd.isna(overdue) and bool(overdue)


def _overdue_clause(overdue: float) -> str:
    """How many of those that wait are overdue, in brackets; empty where none is."""
    return f" ({words.number(int(overdue))} of them overdue)" if _any_overdue(overdue) else ""


@view(nrm.nrm_waits, None, "Days that decisions of the National Referral Mechanism took, {period}")
def waits(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, stage, decision, days, decisions."""
    rows: list[dict[str, Any]] = []
    for stage, of_stage in frame.groupby("stage", sort=False):
        days = [int(d) for d, n in zip(of_stage["days"], of_stage["decisions"], strict=True)
                for _ in range(int(n))]  # fmt: skip
        counts = of_stage.groupby("decision")["decisions"].sum()
        positive = int(counts.get(nrm.POSITIVE, 0))
        rows.append(
            {
                "Decision on": stage,
                "Decisions": len(days),
                "Median days": median_high(days),
                "Longest": max(days),
                "Positive": f"{positive} of {positive + int(counts.get('Negative', 0))}",
            }
        )
    if not rows:
        return without_chart("No decision of the NRM came in this period", pd.DataFrame())
    parts = [
        _median_in_words(row["Decision on"], row["Decisions"], row["Median days"]) for row in rows
    ]
    return without_chart(words.sentence(", and ".join(parts)), pd.DataFrame(rows))


def _median_in_words(stage: str, decisions: int, days: int) -> str:
    """The days that half of the decisions took at most; of two, both; of three, two of them."""
    took = f"took {days:,} {'day' if days == 1 else 'days'}"
    if decisions == 1:
        return f"the one decision on {stage.lower()} {took}"
    at_least = "at least " if decisions % 2 else ""
    which = "both" if decisions == 2 else f"{at_least}half of the {decisions:,}"
    return f"{which} decisions on {stage.lower()} {took} or less"


@view(
    nrm.sca_by_state,
    "bars",
    "What the Single Competent Authority sent to the force, by where it stands, {period}",
)
def from_the_sca(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: state, messages, longest_since, overdue."""
    if frame.empty:
        return without_chart(
            "Nothing came from the Single Competent Authority in this period", pd.DataFrame()
        )
    order = [nrm.TO_REVIEW, nrm.TO_ACTION, nrm.ACTIONED]
    frame = frame.set_index("state").reindex(order).dropna(how="all").reset_index()
    frame = frame.astype({"messages": int, "overdue": "Int64"})
    marks = bar_marks(
        frame["state"], frame["messages"], drill_down("sca_in", stands=frame["state"])
    )
    total = int(frame["messages"].sum())
    is_waiting = frame["state"] != nrm.ACTIONED
    if is_waiting.any():
        unread = int(frame.loc[frame["state"] == nrm.TO_REVIEW, "messages"].sum())
        finding = _messages_in_words(frame[is_waiting], unread, total, filters)
    else:
        sent = f"{words.counted(total, 'message')} came from the SCA"
        finding = f"{sent}, and {'it is' if total == 1 else 'all are'} reviewed and actioned"
    table = frame.assign(overdue=_overdue_as_text(frame, is_waiting)).rename(
        columns={"state": "Where it stands", "messages": "Messages", "longest_since": "Oldest"}
        | {"overdue": "Overdue"}
    )
    return Finding(words.sentence(finding), marks, table)


def _messages_in_words(waiting: pd.DataFrame, unread: int, total: int, filters: Filters) -> str:
    """How many messages of all wait to be reviewed or actioned, and for how long."""
    number, overdue = int(waiting["messages"].sum()), int(waiting["overdue"].sum())
    days = words.counted((filters.as_at - min(waiting["longest_since"])).days, "day")
    messages = f"{words.out_of(number, total, 'message')} from the SCA"
    if not unread:
        state = "reviewed and not yet actioned"
    elif unread == number:
        state = "not yet reviewed"
    else:
        state = f"not yet actioned, {words.number(unread)} of them not yet reviewed"
    if number == 1:
        return f"{messages} is {state} after {days}{', and is overdue' if overdue else ''}"
    return f"{messages} are {state}{_overdue_clause(overdue)}, the oldest for {days}"
