"""Month-end area releases, as far as the reader reaches."""

from __future__ import annotations

from sqlalchemy import (
    Subquery,
    and_,
    or_,
    select,
)

from data.tables import (
    area,
    area_release,
    area_release_cell,
)
from queries.scope.areas import Areas
from queries.scope.narrowing import FORCE, Query


class Releases(Areas):
    """Relations of what has been released."""

    def releases(self) -> Subquery:
        """Releases made up to the as-at date: month_end, import_id, threshold, withheld.

        For a reader who reaches an area, each of them; for anybody else, none.
        """
        release = area_release.c
        return (
            select(release.month_end, release.import_id, release.threshold, release.withheld)
            .where(release.month_end <= self.as_at, select(self.reached()).exists())
            .subquery()
        )

    def released(self) -> Subquery:
        """Counts as published up to the as-at date, of the areas reached, of their districts and of
        the force: month_end, geography, measure, category, value and, where it is null, symbol.

        Never of the unknown area: nobody speaks for it.
        """
        reached = self.reached()
        cell = area_release_cell
        place = cell.c.geography
        return (
            select(cell)
            .where(
                cell.c.month_end <= self.as_at,
                or_(
                    place.in_(select(reached.c.code)),
                    place.in_(select(reached.c.district)),
                    and_(place == FORCE, select(reached).exists()),
                ),
            )
            .subquery()
        )

    def reached(self) -> Subquery:
        """The areas reached: code, name, district. An unheard-of one is none."""
        return (
            select(area.c.code, area.c.name, area.c.district)
            .where(area.c.code.in_(self.reach.areas))
            .subquery()
        )

    def stages_reached(self) -> Query:
        """The stages of NSD in the areas reached, by name of the area and day."""
        reached, stages = self.reached(), self.stages()
        return (
            select(
                reached.c.name.label("area"), stages.c.stage, stages.c.from_on, stages.c.target_on
            )
            .join_from(stages, reached, reached.c.code == stages.c.area_code)
            .order_by(reached.c.name, stages.c.from_on)
        )

    def releases_made(self) -> Subquery:
        """Every release made up to the as-at date, whoever asks; no counts are in it."""
        return select(area_release).where(area_release.c.month_end <= self.as_at).subquery()
