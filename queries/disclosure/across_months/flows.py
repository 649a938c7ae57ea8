"""Steps 1 and 2 for additions and removals: apply the rule, then audit all months together.

They cover 12 months that overlap those of the next release. The force's are shown unless one of
them is small; then both are withheld. A reader who knows how children moved could compare those of
areas and districts with the changes of the children on the tracker. So they are shown only in a
month in which that tells nothing more: all totals of this and the 12 releases before are shown, and
none of the additions and removals is small.

The audit asks whether additions and removals that are withheld could be other numbers. It looks for
other histories in which further children were added and removed within one month in one area, or
fewer were: no child on the tracker changes by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from queries.disclosure.across_months.categories import categories_over_time
from queries.disclosure.across_months.histories import are_totals_safe
from queries.disclosure.across_months.over_time import OverTime
from queries.disclosure.choice import SecretChoice
from queries.disclosure.feasible_tables import FeasibleTables, Place, Sum
from queries.disclosure.layout import Layout
from queries.disclosure.month import Month
from queries.disclosure.pattern import is_primary

YEAR = 12
MOST_FURTHER = 4.0  # further children added and removed within a month that are tried


def hide_flows(months: Sequence[Month], layout: Layout, choice: SecretChoice) -> None:
    """Hide additions and removals of the newest month as the rule and the audit ask."""
    tree, newest = layout.tree, months[-1]
    if newest.withheld is not None or newest.flows_hidden.all():
        return
    newest.flows_hidden[:] = not _all_can_be_shown(months, layout.threshold)
    small = any(is_primary(int(flow), layout.threshold) for flow in newest.flows[:, tree.force])
    newest.flows_hidden[:, tree.force] = small
    if small:
        return
    # An area has none where the force has none.
    newest.flows_hidden[newest.flows[:, tree.force] == 0] = False
    if not are_withheld_flows_safe(months, layout) or not are_counts_safe(months, layout, choice):
        newest.flows_hidden[:] = True


def _all_can_be_shown(months: Sequence[Month], threshold: int) -> bool:
    """Whether additions and removals of every area may be shown."""
    since = months[-YEAR - 1 :]
    if any(month.withheld is not None or month.stock_hidden[:, 0].any() for month in since):
        return False
    return not any(is_primary(int(flow), threshold) for flow in months[-1].flows.ravel())


def are_counts_safe(months: Sequence[Month], layout: Layout, choice: SecretChoice) -> bool:
    """Whether each small count that is hidden in some month could have each small value, for
    readers who set additions and removals against it: totals, and categories of the force."""
    if not are_totals_safe(OverTime(layout.tree, months), choice):
        return False
    return all(are_totals_safe(each, choice) for each in categories_over_time(months, layout))


def are_withheld_flows_safe(months: Sequence[Month], layout: Layout) -> bool:
    """Whether the force's withheld additions and removals of each month could be other numbers.

    The variables of a model are, for one area, how many more children were added and removed again
    in each month: of the 11 before the first release, then of the releases.
    """
    force = layout.tree.force
    withheld = [month.flows_hidden[0, force] for month in months]
    unproven = {at for at, is_withheld in enumerate(withheld) if is_withheld}
    for leaf in layout.tree.leaves:
        if not unproven:
            break
        before = [0.0] * (YEAR - 1)
        released = [float(-month.in_month[:, leaf].min()) for month in months]
        rows: list[Sum] = [
            (range(at, at + YEAR), [1] * YEAR, -inf if hides else 0, inf if hides else 0)
            for at, hides in enumerate(withheld)
        ]
        tables = FeasibleTables([(low, MOST_FURTHER) for low in (*before, *released)], rows)
        for at in sorted(unproven):
            for bounds in ((1.0, inf), (-inf, -1.0)):
                found = tables.find(tables.costs, {Place(at, is_row=True): bounds})
                if found is not None:
                    changed = {t for t in unproven if found[t : t + YEAR].sum()}
                    unproven -= changed
                    break
    return not unproven
