"""The rollout of Neighbourhood Safeguarding and Disruption (NSD)."""

from __future__ import annotations

from sqlalchemy import Date, String, and_, func, literal, select

from queries.access import Grant
from queries.ask import question
from queries.choices import CHILD_CHOICES_AND_PERIOD
from queries.scope import STAGES, Query, Scope

# The stages of data/reference/stages.csv, in their order.
STAGES_IN_ORDER = NOT_STARTED, PLANNED, PREPARING, LIVE = (
    "Not started",
    "Planned",
    "Preparing",
    "Live",
)


@question(needs=Grant.COUNTS, counts="areas", ignores=CHILD_CHOICES_AND_PERIOD)
def nsd_by_area(scope: Scope) -> Query:
    """The stage of the NSD rollout in each area at the as-at date, since when, and when it is meant
    to be live. An area without a recorded stage is Not started. Where the loaded stages end before
    the as-at date, they are as at their last day."""
    areas, stages = scope.areas(), scope.stages()
    is_current = and_(stages.c.area_code == areas.c.code, stages.c.recency == 1)
    return (
        select(
            areas.c.code.label("area_code"),
            areas.c.name.label("area"),
            *areas.c["district", "tile_row", "tile_column"],
            func.coalesce(stages.c.stage, literal(NOT_STARTED, String)).label("stage"),
            *stages.c["from_on", "target_on"],
            scope.covered_to(STAGES).label("covered_to"),
        )
        .join_from(areas, stages, is_current, isouter=True)
        .order_by(areas.c.district, areas.c.name)
    )


@question(needs=Grant.COUNTS, counts="stages", ignores=CHILD_CHOICES_AND_PERIOD)
def nsd_timeline(scope: Scope) -> Query:
    """Each stage of the NSD rollout that an area has reached by the as-at date, from its first day
    to the next stage's."""
    areas, stages = scope.areas_of_any_day(), scope.stages()
    until = func.lead(stages.c.from_on, type_=Date).over(
        partition_by=stages.c.area_code, order_by=stages.c.from_on
    )
    return (
        select(
            areas.c.name.label("area"),
            areas.c.district,
            stages.c.stage,
            stages.c.from_on,
            until.label("until_on"),
            stages.c.target_on,
        )
        .join_from(stages, areas, areas.c.code == stages.c.area_code)
        .order_by(areas.c.district, areas.c.name, stages.c.from_on)
    )
