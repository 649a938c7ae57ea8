"""The NSD rollout, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.style import words
from dashboard.views.tracker import two_lines
from dashboard.views.view import Finding, days_in_words, view, without_chart
from queries.filters import Filters
from queries.oversight import rollout


def is_overdue(frame: pd.DataFrame, filters: Filters) -> pd.Series:
    """For each area, whether its target has passed without its being live."""
    late = frame["target_on"].map(lambda target: not pd.isna(target) and target < filters.as_at)
    return late & (frame["stage"] != rollout.LIVE)


@view(
    rollout.nsd_by_area,
    "tile_stages",
    "Stage of the NSD rollout in each area, {as_at}. "
    "A tile is an area, not its shape; !\u00a0is overdue",
)
def stage_map(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: area_code, area, district, tiles, stage …, target_on, covered_to."""
    overdue = is_overdue(frame, filters) if len(frame) else pd.Series(dtype=bool)
    table = pd.DataFrame(
        {
            "Area": frame["area"],
            "District": frame["district"],
            "Stage": frame["stage"],
            "Since": days_in_words(frame["from_on"]),
            "Target": days_in_words(frame["target_on"]),
            "Overdue": ["Yes" if is_late else "" for is_late in overdue],
        }
    )
    if frame.empty:
        return without_chart("No area is within these filters", table)
    marks = frame.assign(
        lines=frame["area"].map(two_lines),
        label=[
            f"{stage} !" if is_late else stage
            for stage, is_late in zip(frame["stage"], overdue, strict=True)
        ],
    )[["area", "lines", "tile_row", "tile_column", "stage", "label"]]
    return Finding(stages_in_words(frame, filters) + _end_of_stages(frame, filters), marks, table)


@view(
    rollout.nsd_timeline,
    "stage_timeline",
    "Stages of the NSD rollout by area up to {as_at}; a diamond is the target for going live",
)
def timeline(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: area, district, stage, from_on, until_on, target_on."""
    end = pd.Timestamp(filters.as_at)
    is_current = frame["until_on"].isna()
    is_live = is_current & (frame["stage"] == rollout.LIVE)
    marks = pd.DataFrame(
        {
            "area": frame["area"],
            "stage": frame["stage"],
            "from_on": pd.to_datetime(frame["from_on"]),
            "until_on": pd.to_datetime(frame["until_on"]).fillna(end),
            "target_on": pd.to_datetime(frame["target_on"].where(is_current & ~is_live)),
        }
    )
    table = pd.DataFrame(
        {
            "Area": frame["area"],
            "Stage": frame["stage"],
            "From": days_in_words(frame["from_on"]),
            "Until": [day or "now" for day in days_in_words(frame["until_on"])],
            "Target": days_in_words(frame["target_on"]),
        }
    )
    if frame.empty:
        return without_chart("No stage is recorded by this date", table)
    if not is_live.any():
        where = frame["area"].iloc[0] if frame["area"].nunique() == 1 else "any area"
        return Finding(f"NSD is not live in {where} by this date", marks, table)
    first = frame[is_live].sort_values("from_on").iloc[0]
    longest = " longest," if is_live.sum() > 1 else ""
    finding = f"{first['area']} has been live{longest} since {words.day(first['from_on'])}"
    return Finding(finding, marks, table)


def _end_of_stages(frame: pd.DataFrame, filters: Filters) -> str:
    """The day that the figure is of, where the loaded stages end before the as-at date; else
    empty."""
    until = frame["covered_to"].iloc[0]
    return f" on {words.day(until)}; later stages are not in yet" if until < filters.as_at else ""


def stages_in_words(frame: pd.DataFrame, filters: Filters) -> str:
    """How many areas are live, planned and overdue, in words."""
    total = len(frame)
    live = int((frame["stage"] == rollout.LIVE).sum())
    is_on_the_way = frame["stage"].isin([rollout.PLANNED, rollout.PREPARING])
    on_the_way = int(is_on_the_way.sum())
    overdue = is_overdue(frame, filters)
    late = int(overdue.sum())
    if total == 1:
        text = stage_in_words(str(frame["area"].iloc[0]), str(frame["stage"].iloc[0]))
        return text + (", past its target" if late else "")
    if live == total:
        return f"NSD is live in {words.every(total).lower()} areas"
    text = f"NSD is live in {words.number(live)} of {total:,} areas"
    if on_the_way:
        text += f" and on the way in {words.number(on_the_way)}"
    if not late:
        return text
    past_target = "past its target" if late == 1 else "past their targets"
    if not (overdue & ~is_on_the_way).any():
        of_them = "" if late == on_the_way else f"{words.number(late)} of them "
        return f"{text}, {of_them}{past_target}"
    return f"{text}; {words.number(late)} {words.are(late)} {past_target}"


def stage_in_words(area: str, stage: str) -> str:
    """Where NSD stands in one area."""
    return {
        rollout.LIVE: f"NSD is live in {area}",
        rollout.NOT_STARTED: f"NSD has not started in {area}",
        rollout.PLANNED: f"NSD is planned in {area}",
        rollout.PREPARING: f"NSD is being prepared in {area}",
    }.get(stage, f"NSD in {area}: {stage.lower()}")
