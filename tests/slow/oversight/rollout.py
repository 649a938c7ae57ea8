"""Slow answers to the questions of the NSD rollout."""

from __future__ import annotations

from datetime import date

from queries.filters import Filters
from tests.invented.records import Records, Stage
from tests.slow.counting_rules import (
    AREAS,
    Rows,
    covered_to,
    in_area,
    known_records,
    slow_answer,
)


def reached(records: Records, filters: Filters, code: str) -> list[Stage]:
    """The stages that an area has reached by the as-at date, in order."""
    stages = [
        stage
        for stage in known_records(records.plain["nsd_stage"], filters)
        if stage.area_code == code
        and stage.from_on <= (covered_to(records, filters, "nsd_stages") or date.min)
    ]
    return sorted(stages, key=lambda stage: stage.from_on)


@slow_answer
def nsd_by_area(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for line in AREAS:
        if in_area(line["code"], filters):
            stages = reached(records, filters, line["code"])
            rows.append(
                {
                    "area_code": line["code"],
                    "area": line["name"],
                    "district": line["district"],
                    "tile_row": int(line["tile_row"]),
                    "tile_column": int(line["tile_column"]),
                    "stage": stages[-1].stage if stages else "Not started",
                    "from_on": stages[-1].from_on if stages else None,
                    "target_on": stages[-1].target_on if stages else None,
                    "covered_to": covered_to(records, filters, "nsd_stages"),
                }
            )
    return rows


@slow_answer
def nsd_timeline(records: Records, filters: Filters) -> Rows:
    rows: Rows = []
    for line in AREAS:
        stages = reached(records, filters, line["code"])
        for place, stage in enumerate(stages):
            if in_area(line["code"], filters):
                rows.append(
                    {
                        "area": line["name"],
                        "district": line["district"],
                        "stage": stage.stage,
                        "from_on": stage.from_on,
                        "until_on": stages[place + 1].from_on if stages[place + 1 :] else None,
                        "target_on": stage.target_on,
                    }
                )
    return rows
