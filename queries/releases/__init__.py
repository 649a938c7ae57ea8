"""Questions about month-end area releases, and the counts that they are made from."""

from queries.releases import release

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
)
