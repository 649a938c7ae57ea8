"""Views: a question, its chart, and the words and rows that join them. One file a subject."""

from dashboard.views import (
    imports,
    intelligence,
    meeting,
    movement,
    rollout,
    safeguarding,
    signals,
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
        *signals.TRENDS.values(),
        tracker.ages,
        tracker.status,
        tracker.gender,
        tracker.areas,
        tracker.area_map,
        tracker.duration,
        tracker.turning_18,
        tracker.districts,
        trends.status_trend,
        trends.gender_trend,
        trends.district_trend,
        trends.age_trend,
    )
}
