"""Views: a question, its chart, and the words and rows that join them. One file a subject."""

from dashboard.views import (
    imports,
    intelligence,
    meeting,
    month_ends,
    movement,
    rollout,
    safeguarding,
    tracker,
    trends,
)

VIEWS = {
    each.name: each
    for each in (
        imports.unknowns,
        imports.newest,
        imports.earlier,
        imports.refused,
        intelligence.same_dates,
        intelligence.years,
        intelligence.months,
        intelligence.areas,
        intelligence.cumulative,
        movement.bridge,
        movement.flows,
        movement.reasons,
        movement.caseload,
        movement.re_entries,
        movement.changes,
        movement.by_area,
        *meeting.VIEWS,
        rollout.stage_map,
        rollout.timeline,
        *safeguarding.VIEWS,
        *trends.TRENDS.values(),
        tracker.ages,
        tracker.status,
        tracker.gender,
        tracker.areas,
        tracker.area_map,
        tracker.duration,
        tracker.turning_18,
        tracker.districts,
        month_ends.status_trend,
        month_ends.gender_trend,
        month_ends.district_trend,
        month_ends.age_trend,
    )
}
