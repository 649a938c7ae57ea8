"""Steps 1 and 2 for the children on the tracker at one month end: apply the rule, then audit.

The totals come first (`totals`). Breakdowns of different months are audited separately: changes of
status, age band and gender are not published, and totals may differ from the truth only as another
history of all months allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from heapq import heappop, heappush

import numpy as np

from queries.disclosure.audit import Audit, partly_possible, unmet
from queries.disclosure.breakdown import hidden_in_breakdown
from queries.disclosure.choice import SecretChoice
from queries.disclosure.feasible_breakdowns import audit_of_month
from queries.disclosure.feasible_tables import Key
from queries.disclosure.layout import Layout
from queries.disclosure.month import Mask, Month
from queries.disclosure.pattern import NOTHING_MORE, AlsoHidden, is_primary, show_deducible
from queries.disclosure.totals import hidden_totals

PATTERNS_COMPARED = 8
"""This many patterns are audited, the one that hides least first. After that, only
patterns that add to the last one audited are kept."""
MOST_PATTERNS = 30
"""No more patterns than this are audited for one choice of totals, so that the work is bounded."""


def stock_rule(month: Month, layout: Layout, choice: SecretChoice, also_hidden: AlsoHidden) -> Mask:
    """Which counts of children on the tracker the rule hides, given the totals that are hidden."""
    tree, threshold = layout.tree, layout.threshold
    counts = month.stock.tolist()
    totals_hidden = month.stock_hidden[:, 0].tolist()
    hidden = [[total] for total in totals_hidden]
    for number, block in enumerate(layout.blocks):
        extra = {
            node
            for node in tree.leaves
            if month.stock[node, 0]
            and choice.is_extra("row", number, layout.geographies[node].code)
        }
        breakdown = hidden_in_breakdown(
            tree,
            tuple(tuple(row[block.start : block.stop]) for row in counts),
            tuple(totals_hidden),
            threshold,
            frozenset({node for which, node in also_hidden.rows if which == number} | extra),
            frozenset(column for which, column in also_hidden.columns if which == number),
        )
        for row, more in zip(hidden, breakdown, strict=True):
            row.extend(more)
    before = np.array(hidden)
    show_deducible(tree, layout.blocks, counts, hidden, threshold)
    result = np.array(hidden)
    result[totals_hidden] = before[totals_hidden]
    return result


def hide_stock(month: Month, layout: Layout, choice: SecretChoice) -> None:
    """Apply rule and audit to one month; withhold it if a count stays exposed."""
    if is_primary(int(month.stock[layout.tree.force, 0]), layout.threshold):
        month.withhold(
            f"Withheld: there are fewer than {layout.threshold} children in the whole force."
        )
        return
    for totals in hidden_totals(month, layout, choice):
        month.stock_hidden[:] = False
        month.stock_hidden[:, 0] = totals
        audit = _hide_breakdowns(month, layout, choice)
        if audit is not None:
            _show_unneeded(month, layout, choice, audit)
            return
    month.withhold(
        "Withheld: the audit could not rule out that a count of fewer than"
        f" {layout.threshold} children can be worked out."
    )


def _hide_breakdowns(month: Month, layout: Layout, choice: SecretChoice) -> Audit | None:
    """Hide more until the audit finds nothing exposed; None if no pattern tried is enough."""
    hidden = stock_rule(month, layout, choice, NOTHING_MORE)
    queue = [(int(hidden.sum()), 0, NOTHING_MORE, hidden)]
    seen = {hidden.tobytes()}
    for tried in range(MOST_PATTERNS):
        if not queue:
            return None
        _, _, also_hidden, month.stock_hidden = heappop(queue)
        audit = finished_audit(month, layout, choice)
        if not audit.unmet:
            return audit
        if any(key[1] == 0 for key in audit.unmet):
            return None
        if tried >= PATTERNS_COMPARED:
            queue, seen = [], {month.stock_hidden.tobytes()}
        for further in _candidates(audit.unmet[0], month, layout, also_hidden):
            more = stock_rule(month, layout, choice, further) | month.stock_hidden
            if more.tobytes() not in seen:
                seen.add(more.tobytes())
                heappush(queue, (int(more.sum()), len(seen), further, more))
    return None


def _show_unneeded(month: Month, layout: Layout, choice: SecretChoice, audit: Audit) -> None:
    """Show each hidden count without which the tables found still protect every small count."""
    tables = np.array(audit.tables)
    counts, hidden = month.stock, month.stock_hidden
    totals_hidden = hidden[:, 0]
    cells = [
        (choice.draw("show", node, column), int(node), int(column))
        for node, column in np.argwhere(hidden)
        if column
        and not totals_hidden[node]
        and not is_primary(int(counts[node, column]), layout.threshold)
    ]
    for _, node, column in sorted(cells):
        is_same_in_all = (tables[:, node, column] == counts[node, column]).all()
        if not is_same_in_all and choice.is_extra("kept", node, column):
            continue
        remaining = tables[tables[:, node, column] == counts[node, column]]
        hidden[node, column] = False
        if is_same_in_all or not (
            unmet(remaining, audit.required, audit.requirements, layout.threshold)
            or partly_possible(remaining, counts, hidden, layout.threshold)
        ):
            tables = remaining
        else:
            hidden[node, column] = True


def finished_audit(month: Month, layout: Layout, choice: SecretChoice) -> Audit:
    """The finished audit of one month. The counts that it leaves unmet are exposed."""
    rng = np.random.default_rng(int(choice.draw("audit") * 2**53))
    audit, models = audit_of_month(month, layout, rng)
    audit.run(models)
    return audit


def _candidates(
    key: Key, month: Month, layout: Layout, also_hidden: AlsoHidden
) -> Iterator[AlsoHidden]:
    """Further rows or columns of a breakdown to hide, to protect one exposed count."""
    tree = layout.tree
    node, column = key
    areas = next((areas for areas in tree.areas_of if node in areas), ())
    number = -1 - column
    if column > 0:
        number = next(i for i, block in enumerate(layout.blocks) if column in block)
    block = layout.blocks[number]
    shown = ~month.stock_hidden[:, block.start : block.stop]
    counts = month.stock[:, block.start : block.stop]
    for group in (areas, (*tree.top, tree.force)):
        rows = {(number, n) for n in group if counts[n].any() and shown[n].all()}
        for row in sorted(rows):
            yield replace(also_hidden, rows=also_hidden.rows | {row})
        yield replace(also_hidden, rows=also_hidden.rows | rows)
    top = list(tree.top)
    occupied = {(number, c) for c in range(len(block)) if counts[tree.force, c]}
    for column_of_block in sorted(occupied):
        if shown[top, column_of_block[1]].all():
            yield replace(also_hidden, columns=also_hidden.columns | {column_of_block})
    top_rows = {(number, n) for n in top if month.stock[n, 0]}
    for rows in (top_rows, top_rows | {(number, tree.force)}):
        columns = also_hidden.columns | occupied
        yield replace(also_hidden, rows=also_hidden.rows | rows, columns=columns)
    yield replace(
        also_hidden,
        rows=also_hidden.rows | {(number, n) for n in range(len(counts)) if month.stock[n, 0]},
        columns=also_hidden.columns | occupied,
    )
