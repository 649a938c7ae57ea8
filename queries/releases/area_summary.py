"""A month-end release as one viewer may see it, for the page and for `clvt release`.

A reader of releases gets what was published about their areas, a reader of counts the exact
figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from queries.access import Grant, Viewer
from queries.administration import reference
from queries.ask import Ask
from queries.disclosure.layout import LOWEST_THRESHOLD, Cell, Published
from queries.filters import Filters, last_24_months, month_end, months_within
from queries.oversight import rollout, tracker
from queries.releases import agencies, release
from queries.releases.release import DueRelease
from queries.scope import FORCE, STAGES


@dataclass(frozen=True)
class PublishedRelease:
    """A release that was made; `withheld` is the reason why nothing of it may be shown."""

    month_end: date
    known: int
    threshold: int
    withheld: str | None

    @property
    def filters(self) -> Filters:
        return DueRelease(self.month_end, self.known).filters


@dataclass(frozen=True)
class Area:
    """An area, and the district that it is in."""

    code: str
    name: str
    district: str


@dataclass(frozen=True)
class Stage:
    """A stage of the NSD rollout that an area has reached."""

    stage: str
    from_on: date
    target_on: date | None


@dataclass(frozen=True)
class Level:
    """Children on the tracker at a month end; None where that is not shown."""

    month_end: date
    geography: str
    children: int | None


@dataclass(frozen=True)
class Summary:
    """A month-end release for a viewer. `stages` are by the name of an area, `populations` by
    geography. Unless `are_stages_loaded`, an area without a stage is one of which none is known."""

    made: PublishedRelease
    is_exact: bool
    areas: tuple[Area, ...]
    published: Published
    populations: dict[str, int | None]
    stages: dict[str, tuple[Stage, ...]]
    levels: tuple[Level, ...]
    are_stages_loaded: bool

    def stage(self, area: Area) -> Stage | None:
        """The area's stage at the month end; None where none is recorded."""
        reached = self.stages.get(area.name, ())
        return reached[-1] if reached else None

    def is_stage_known(self, area: Area) -> bool:
        """Whether it is known where the area stands; one without a stage has not started."""
        return self.are_stages_loaded or self.stage(area) is not None

    def is_overdue(self, area: Area) -> bool:
        """Whether the area's target passed by the month end without its being live."""
        now = self.stage(area)
        if now is None or now.target_on is None or now.stage == rollout.LIVE:
            return False
        return now.target_on < self.made.month_end


def sees_exact(viewer: Viewer) -> bool:
    """Whether a viewer gets exact counts instead of what was published."""
    return viewer.may(Grant.COUNTS)


def releases_up_to(viewer: Viewer, ask: Ask, until: date) -> list[PublishedRelease]:
    """The releases made up to a day, newest first. Raises `Denied`."""
    asked = release.releases_made if sees_exact(viewer) else release.releases
    return [PublishedRelease(*row) for row in ask(asked, DueRelease(until, 0).filters).rows]


def summary(viewer: Viewer, ask: Ask, made: PublishedRelease) -> Summary:
    """The release of a month end for this viewer. Raises `Denied`."""
    return _exact(ask, made) if sees_exact(viewer) else _as_published(ask, made)


def _as_published(ask: Ask, made: PublishedRelease) -> Summary:
    filters = made.filters
    usual = release.usual_categories(ask(release.released_categories, filters).rows)
    rows = ask(release.released_counts, filters).rows
    values = release.in_reading_order(rows, usual)
    return Summary(
        made=made,
        is_exact=False,
        areas=tuple(Area(*row) for row in ask(release.released_areas, filters).rows),
        published=Published(made.month_end, values, made.withheld, made.threshold),
        populations=ask(release.released_populations, filters).pairs(),
        stages=stages_by_area(ask(release.released_stages, filters).rows),
        levels=tuple(Level(*row) for row in ask(release.released_trend, filters).rows),
        are_stages_loaded=(STAGES,) in ask(agencies.released_sheets, filters).rows,
    )


def exact_counts(ask: Ask, filters: Filters, areas: Mapping[str, str]) -> dict[Cell, int]:
    """The true count of every cell that is not 0, given the district of each area."""
    children = ask(release.children_at_month_end, filters).rows
    return release.count_cells(areas, children, ask(release.entries_by_area, filters).rows)


def _exact(ask: Ask, made: PublishedRelease) -> Summary:
    filters = made.filters
    on_the_day = Filters.of_day(made.month_end, made.known)
    areas = tuple(Area(*row) for row in ask(reference.areas, on_the_day).rows)
    districts = {area.code: area.district for area in areas}
    counted = exact_counts(ask, filters, districts)
    shape = release.layout(
        districts,
        [counted],
        release.usual_categories(ask(reference.categories, filters).rows),
        LOWEST_THRESHOLD,
    )
    populations = {
        district: population
        for district, population, _ in ask(tracker.children_by_district, filters).rows
        if district in districts.values()
    }
    known = [each for each in populations.values() if each is not None]
    whole = sum(known) if len(known) == len(populations) else None
    return Summary(
        made=made,
        is_exact=True,
        areas=areas,
        published=Published(made.month_end, {c: counted.get(c, 0) for c in shape.cells()}),
        populations={**populations, FORCE: whole},
        stages=stages_by_area(
            (area, stage, from_on, target_on)
            for area, _, stage, from_on, _, target_on in ask(rollout.nsd_timeline, filters).rows
        ),
        levels=_exact_levels(
            ask(tracker.children_by_month_and_area, filters).rows,
            [Area(*row) for row in ask(reference.areas_of_any_day, filters).rows],
            made.month_end,
        ),
        are_stages_loaded=any(
            sheet == STAGES and last_day >= made.month_end
            for sheet, _, last_day in ask(reference.coverage, filters).rows
        ),
    )


def stages_by_area(rows: Iterable[Any]) -> dict[str, tuple[Stage, ...]]:
    found: dict[str, tuple[Stage, ...]] = {}
    for area, *stage in rows:
        found[area] = (*found.get(area, ()), Stage(*stage))
    return found


def _exact_levels(rows: Any, areas: Iterable[Area], until: date) -> tuple[Level, ...]:
    """Areas, and districts and the force as their sums, at each month end; 0 where nobody is."""
    district = {area.code: area.district for area in areas}
    places = (*district, *district.values(), FORCE)
    months = months_within(last_24_months(until))
    levels = Counter({(month, place): 0 for month in months for place in places})
    for month, area, children in rows:
        for place in filter(None, (area, district.get(area), FORCE)):
            levels[month, place] += children
    return tuple(
        Level(month_end(month), place, children) for (month, place), children in levels.items()
    )
