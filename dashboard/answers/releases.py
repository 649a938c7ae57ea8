"""Making month-end area releases: true counts → what may be published of them → stored for good.

A release is made from the records as at its month end and as known at the first import that covers
it, so it does not matter when or by whom it is made. True counts exist here alone, in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from data import releases
from data.releases import Release
from queries.access import OPERATOR
from queries.administration import reference
from queries.ask import Answer, Question, ask, from_database
from queries.disclosure.feasible_tables import SolverFailed
from queries.disclosure.publishing import (
    Cell,
    Layout,
    MonthCounts,
    Progress,
    Published,
    publish,
    silent,
)
from queries.filters import Filters, Period
from queries.releases.release import (
    Due,
    children_at_month_end,
    counts,
    due,
    entries_by_area,
    layout,
    usual,
)

# To release a further month, all before it are looked at again: what is added must expose none.


class NotMade(Exception):
    """Releases could not be worked out: none is stored, and those made before stand."""


def make_missing(
    reading: Engine,
    writing: Engine,
    version: int,
    threshold: int,
    progress: Progress = silent,
) -> int:
    """Make the releases that the imports up to `version` call for; how many were made.

    `progress`: told after each how many are made, of how many. Raises `NotMade`; and
    `DataUnavailable` and SQLAlchemyError when the database fails. Then nothing is stored.
    """

    def answer(asked: Question, filters: Filters) -> Answer:
        return ask(asked, OPERATOR, filters, from_database(reading))

    newest = _of_all(version)
    wanted = _wanted(reading, version)
    known = releases.month_ends(reading)
    missing = wanted[len(known) :]
    if not missing:
        return 0
    areas = {code: district for code, _, district in answer(reference.areas, newest).rows}
    counted = [
        counts(
            areas,
            answer(children_at_month_end, each.filters).rows,
            answer(entries_by_area, each.filters).rows,
        )
        for each in wanted
    ]
    in_month = [
        counts(areas, (), answer(entries_by_area, each.of_the_month).rows) for each in wanted
    ]
    shape = layout(areas, counted, usual(answer(reference.categories, newest).rows), threshold)
    cells = shape.cells()
    months = [
        MonthCounts(each.month_end, {cell: month.get(cell, 0) for cell in cells}, flows)
        for each, month, flows in zip(wanted, counted, in_month, strict=True)
    ]
    already = [as_published(release, shape) for release in releases.stored(reading)]
    secret = releases.secret(reading)
    try:
        published = publish(months, shape, already, secret=secret, progress=progress)
    except (ValueError, SolverFailed) as error:
        raise NotMade("The releases that are missing could not be worked out.") from error
    stored = releases.store(
        writing,
        known,
        [
            _as_stored(*each, threshold, secret)
            for each in zip(missing, published[len(already) :], strict=True)
        ],
    )
    return len(missing) if stored else 0


def missing(reading: Engine, version: int) -> list[Due]:
    """The releases that the imports up to `version` call for and that were not made yet.

    Raises `DataUnavailable` and SQLAlchemyError when the database fails.
    """
    return _wanted(reading, version)[len(releases.month_ends(reading)) :]


def _wanted(reading: Engine, version: int) -> list[Due]:
    """The releases that the imports up to `version` call for, made or not."""
    imports = ask(reference.imports, OPERATOR, _of_all(version), from_database(reading)).rows
    return due((import_id, covered_to) for import_id, _, covered_to in imports if covered_to)


def as_published(release: Release, shape: Layout) -> Published:
    """A stored release in the shape of those to come: an area that is new since then had none."""
    kept = {Cell(*cell[:3]): value for cell in release.cells for value in cell[3:4]}
    absent = None if release.withheld else 0
    values = {cell: kept.get(cell, absent) for cell in shape.cells()}
    return Published(release.month_end, values, release.withheld, release.threshold)


def _as_stored(made_from: Due, published: Published, threshold: int, secret: str) -> Release:
    rows: Sequence[releases.StoredCell] = published.rows()
    return Release(
        published.month_end, made_from.known, threshold, published.withheld, tuple(rows), secret
    )


def _of_all(version: int) -> Filters:
    """What was imported up to a version, of whatever day."""
    return Filters(date.max, Period(date.max, date.max), version)
