"""Questions about month-end releases, the counts that they are made from, and what was issued to
partners under agreements."""

from queries.releases import agencies, issued, release

QUESTIONS = (
    release.children_at_month_end,
    release.entries_by_area,
    release.releases_made,
    release.releases,
    release.released_categories,
    release.released_counts,
    release.released_trend,
    release.released_areas,
    release.released_populations,
    release.released_stages,
    agencies.released_meetings,
    agencies.released_sheets,
    agencies.released_attendance,
    agencies.released_actions,
    issued.issues,
    issued.issued_figures,
    issued.issued_areas,
    issued.issued_categories,
    issued.issued_stages,
    issued.issues_made,
)
