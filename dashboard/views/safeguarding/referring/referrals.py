"""Referrals of children to other agencies, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.categories import ANSWER_STATES, FIRST_OR_AGAIN
from dashboard.style import words
from dashboard.views.safeguarding.parts import cross_table, stacked_marks, with_totals
from dashboard.views.view import Finding, bar_marks, drill_down, view, without_chart
from queries.filters import Filters
from queries.safeguarding.referring import referrals
from queries.scope import AWAITING


@view(
    referrals.referrals_by_agency,
    "answers_by_agency",
    "Referrals made, by agency and by whether they have been answered, {period}",
)
def by_agency(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: sent_to, response, referrals."""
    responses = sorted(set(frame["response"]))
    rows = with_totals(cross_table(frame, "sent_to", "response", "referrals", responses))
    table = rows.reset_index().rename(columns={"sent_to": "Agency"})
    if frame.empty:
        return without_chart("No referral was made in this period", pd.DataFrame())
    is_open = frame["response"].isin([AWAITING, referrals.NOT_RECORDED])
    answered = frame.assign(response=frame["response"].where(is_open, referrals.ANSWERED))
    by_answer = with_totals(
        cross_table(answered, "sent_to", "response", "referrals", ANSWER_STATES)
    )
    marks = stacked_marks(by_answer, "agency", "answered", "count")
    marks["drill_down"] = drill_down(
        "referrals", agency=marks["agency"], answered=marks["answered"]
    )
    total = int(frame["referrals"].sum())
    waiting, unknown = (
        int(frame.loc[frame["response"] == answer, "referrals"].sum())
        for answer in (AWAITING, referrals.NOT_RECORDED)
    )
    finding = f"{words.counted(total, 'referral')} {words.were(total)} made"
    if waiting:
        which = "it" if total == 1 else "all" if waiting == total else words.number(waiting)
        finding += f", and {which} {words.are(waiting)} not yet answered"
    elif not unknown:
        finding += f", and {'it is' if total == 1 else 'all are'} answered"
    finding += f"; for {words.number(unknown)} the answer is not recorded" if unknown else ""
    return Finding(words.sentence(finding), marks, table)


@view(
    referrals.referrals_awaiting,
    "bars",
    "Referrals that await an answer, whenever they were made, {as_at}",
)
def awaiting(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: sent_to, referrals, longest_since."""
    frame = frame.sort_values("longest_since", kind="stable")
    table = frame.rename(
        columns={"sent_to": "Agency", "referrals": "Awaiting", "longest_since": "Longest since"}
    )
    if frame.empty:
        return without_chart("No referral awaits an answer", table)
    marks = bar_marks(
        frame["sent_to"], frame["referrals"], drill_down("awaiting", agency=frame["sent_to"])
    )
    total, longest = int(frame["referrals"].sum()), frame.iloc[0]
    days = words.counted((filters.as_at - longest["longest_since"]).days, "day")
    awaits = "awaits an answer," if total == 1 else "await an answer, the longest"
    finding = f"{words.counted(total, 'referral')} {awaits} for {days} ({longest['sent_to']})"
    return Finding(finding, marks, table)


@view(
    referrals.outcomes_of_hub_referrals,
    "outcomes_of_hubs",
    "Referrals to a Multi-Agency Safeguarding Hub (MASH) by what came of them, and by whether the "
    "child had been referred to one in the 12 months before, {period}",
)
def outcomes(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: outcome, referred, referrals."""
    if frame.empty:
        return without_chart("No referral to a MASH was made in this period", pd.DataFrame())
    rows = with_totals(cross_table(frame, "outcome", "referred", "referrals", FIRST_OR_AGAIN))
    marks = stacked_marks(rows, "outcome", "referred", "count")
    marks["drill_down"] = drill_down("to_hubs", became=marks["outcome"], referred=marks["referred"])
    table = rows.reset_index().rename(columns={"outcome": "Outcome"})
    counts = {str(outcome): int(number) for outcome, number in rows["All"].items()}
    total = sum(counts.values())
    again_clause = _again_clause(int(rows[referrals.AGAIN].sum()), total)
    known = total - counts.get(AWAITING, 0) - counts.get(referrals.NOT_RECORDED, 0)
    none = counts.get("No further action", 0)
    if not known:
        return Finding(
            f"No outcome of a referral to a MASH is recorded yet{again_clause}", marks, table
        )
    which = words.out_of(none or known, known, "referral")
    led_to = "no further action" if none else "more than ‘no further action’"
    finding = f"{words.sentence(which)} to a MASH whose outcome is recorded led to {led_to}"
    return Finding(finding + again_clause, marks, table)


def _again_clause(again: int, total: int) -> str:
    """How many referrals were of children referred again within 12 months; empty where none is."""
    if not again:
        return ""
    if total == 1:
        return "; the child had been referred to one in the 12 months before"
    number, whom = words.out_of(again, total, "referral"), "a child" if again == 1 else "children"
    return f"; {number} {words.were(again)} of {whom} referred to one in the 12 months before"
