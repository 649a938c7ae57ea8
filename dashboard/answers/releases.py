"""Making month-end releases: from the true counts to what may be published, stored for good.

A release is made from the records as at its month end and as known at the first import that covers
it, so it does not depend on when it is made. True counts exist only here, in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Engine

from data import releases
from data.explained import Explained
from data.releases import Release
from queries.access import OPERATOR
from queries.administration import reference
from queries.ask import Ask, ask, asking, from_database
from queries.disclosure.feasible_tables import SolverFailed
from queries.disclosure.layout import Cell, Layout, MonthCounts, Published
from queries.disclosure.publishing import Progress, no_progress, publish
from queries.filters import Filters, month_start
from queries.releases.area_summary import exact_counts
from queries.releases.release import (
    DueRelease,
    Usual,
    count_cells,
    due_releases,
    entries_by_area,
    layout,
    usual_categories,
)

MONTHS_OF_FLOWS = 12  # additions and removals are those of so many months


class NotMade(Explained):
    """Releases could not be worked out: none is stored, and those made before stand."""


def make_missing(
    reading: Engine, writing: Engine, version: int, threshold: int, progress: Progress = no_progress
) -> int:
    """Make the releases that the imports up to `version` call for; returns how many were made.

    `progress` is called after each with the number made and the number of all. Raises `NotMade`,
    and `DataUnavailable` or SQLAlchemyError when the database fails. Then nothing is stored.
    """
    answer = asking(reading, OPERATOR)
    due = _due(reading, version)
    made_before = releases.month_ends(reading)
    missing = due[len(made_before) :]
    if not missing:
        return 0
    categories = usual_categories(answer(reference.categories, _filters_up_to(version)).rows)
    before = releases.stored(reading)
    secret = releases.secret(reading)
    published: list[Published] = []
    for first, group, areas in _groups_with_the_same_areas(answer, due):
        stored_before = before[first : first + len(group)]
        if len(stored_before) == len(group):
            continue
        shape, months = _counted(answer, first, group, areas, categories, threshold)
        # A further month is audited together with those before it, as it must expose none of them.
        published_before = [as_published(release, shape) for release in stored_before]
        try:
            made = publish(months, shape, published_before, secret=secret, progress=progress)
        except (ValueError, SolverFailed) as error:
            raise NotMade("The releases that are missing could not be worked out.") from error
        published += made[len(stored_before) :]
    stored = releases.store(
        writing,
        made_before,
        [_as_stored(*each, threshold, secret) for each in zip(missing, published, strict=True)],
    )
    return len(missing) if stored else 0


def _counted(
    answer: Ask,
    first: int,
    group: Sequence[DueRelease],
    areas: dict[str, str],
    categories: Usual,
    threshold: int,
) -> tuple[Layout, list[MonthCounts]]:
    """The layout of releases with the same areas, and the true counts of each. `first` is the place
    of the first of them among all releases."""
    counted = [exact_counts(answer, each.filters, areas) for each in group]
    shape = layout(areas, counted, categories, threshold)
    cells = shape.cells()
    # The 12 months of these may overlap with those of earlier releases of other areas.
    flows_since = month_start(group[0].month_end, 1 - MONTHS_OF_FLOWS) if first else date.min
    return shape, [
        MonthCounts(
            each.month_end,
            {cell: month.get(cell, 0) for cell in cells},
            count_cells(areas, (), answer(entries_by_area, each.of_the_month).rows),
            shows_flows=each.month_end >= flows_since,
        )
        for each, month in zip(group, counted, strict=True)
    ]


def _groups_with_the_same_areas(
    answer: Ask, due: Sequence[DueRelease]
) -> Iterator[tuple[int, list[DueRelease], dict[str, str]]]:
    """Releases in a row with the same areas in the same districts: for each group the place of its
    first release, its releases, and the district of each area.

    Releases of different areas are never audited together. Nothing is counted in both: the children
    on the tracker are counted on one day, and additions and removals are not released until 12
    months have passed with the new areas.
    """
    found: list[tuple[int, list[DueRelease], dict[str, str]]] = []
    for place, each in enumerate(due):
        areas = districts_of(answer, each.month_end, each.known)
        if not found or found[-1][2] != areas:
            found.append((place, [], areas))
        found[-1][1].append(each)
    yield from found


def districts_of(answer: Ask, day: date, known: int) -> dict[str, str]:
    """The district of each area that exists on a day."""
    rows = answer(reference.areas, Filters.of_day(day, known)).rows
    return {code: district for code, _, district in rows}


def missing(reading: Engine, version: int) -> list[DueRelease]:
    """The releases that the imports up to `version` call for and that were not made yet.

    Raises `DataUnavailable` and SQLAlchemyError when the database fails.
    """
    return _due(reading, version)[len(releases.month_ends(reading)) :]


def _due(reading: Engine, version: int) -> list[DueRelease]:
    """The releases that the imports up to `version` call for, made or not."""
    imports = ask(reference.imports, OPERATOR, _filters_up_to(version), from_database(reading)).rows
    return due_releases(
        (import_id, covered_to) for import_id, _, covered_to in imports if covered_to
    )


def as_published(release: Release, shape: Layout) -> Published:
    """A stored release in a newer shape: a category that is new since then had no children."""
    stored = {Cell(*cell[:3]): cell[3] for cell in release.cells}
    absent = None if release.withheld else 0
    values = {cell: stored.get(cell, absent) for cell in shape.cells()}
    return Published(release.month_end, values, release.withheld, release.threshold)


def _as_stored(due: DueRelease, published: Published, threshold: int, secret: str) -> Release:
    rows: Sequence[releases.StoredCell] = published.rows()
    return Release(
        published.month_end, due.known, threshold, published.withheld, tuple(rows), secret
    )


def _filters_up_to(version: int) -> Filters:
    """Filters for all imports up to a version, on any day."""
    return Filters.of_day(date.max, version)
