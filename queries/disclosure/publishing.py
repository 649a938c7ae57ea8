"""`publish` makes the releases of a series of months.

The method, its guarantee and its limits are explained at the head of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from queries.disclosure.across_months.flows import hide_flows
from queries.disclosure.choice import SecretChoice
from queries.disclosure.layout import Layout, MonthCounts, Published
from queries.disclosure.month import begin_month, hide_as_published, published_of
from queries.disclosure.stock import hide_stock

Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Say nothing of the progress."""


def publish(
    months: Sequence[MonthCounts],
    layout: Layout,
    earlier: Sequence[Published] = (),
    *,
    secret: str,
    progress: Progress = no_progress,
) -> list[Published]:
    """The releases of all months, oldest first. The same counts and secret always give the same.

    `months`: consecutive month ends from the first ever released or, where the areas have changed
    since, from the first with these areas. `earlier`: the releases of the first of them that were
    made before. They are returned unchanged, and the audit takes into account what they show.
    `secret`: the installation's own. `progress` is called after each release with the number made
    and the number of all. Raises ValueError where months are not consecutive, or where counts do
    not add up.
    """
    _check_consecutive(months)
    prepared = [begin_month(month, layout) for month in months]
    for month, published in zip(prepared, earlier, strict=False):
        hide_as_published(month, published, layout)
    for number in range(len(earlier) + 1, len(prepared) + 1):
        choice = SecretChoice(secret, prepared[number - 1].month_end)
        hide_stock(prepared[number - 1], layout, choice)
        hide_flows(prepared[:number], layout, choice)
        progress(number - len(earlier), len(prepared) - len(earlier))
    return [*earlier, *(published_of(month, layout) for month in prepared[len(earlier) :])]


def _check_consecutive(months: Sequence[MonthCounts]) -> None:
    for before, after in pairwise(m.month_end for m in months):
        if (after.year - before.year) * 12 + after.month - before.month != 1:
            raise ValueError(f"releases must be of consecutive months, not {before} and {after}")
