"""The summary of a partner's areas, as it was issued under their agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from queries.ask import Ask
from queries.disclosure.layout import FLOWS, Published
from queries.filters import Filters, Period
from queries.releases import issued, issuing, release
from queries.releases.area_summary import Area, PublishedRelease, Summary, stages_by_area
from queries.scope import STAGES

AS_RELEASED = ("on_tracker", *release.MEASURES, *FLOWS)
"""The measures that stand beside those of a release."""


@dataclass(frozen=True)
class IssueMade:
    """One issue: its as-at date, the day from which it counts changes (`since`), the import that it
    was made from (`known`), the month end of the release beside it, when it was issued (UTC), and
    its number."""

    as_at: date
    since: date
    known: int
    beside_on: date | None
    issued_at: datetime
    number: int

    @property
    def filters(self) -> Filters:
        return Filters(self.as_at, Period(self.since, self.as_at), self.known)


@dataclass(frozen=True)
class IssuedSummary:
    """What was issued to a partner. `values` are by place, measure, category and detail."""

    issue: IssueMade
    areas: tuple[Area, ...]
    values: dict[tuple[str, str, str, str], int | None]
    counts: Summary

    def figures(self, area: Area, measure: str) -> dict[tuple[str, str], int]:
        """The figures of a measure of an area, by category and detail."""
        return {
            key[2:]: value or 0
            for key, value in self.values.items()
            if key[:2] == (area.code, measure)
        }

    def is_loaded(self, area: Area, sheet: str) -> bool:
        return (sheet, "") in self.figures(area, issuing.LOADED)


def issues(ask: Ask, until: date) -> list[IssueMade]:
    """What was issued to the reader as at a day up to this one, newest first. Raises `Denied`."""
    return [IssueMade(*row) for row in ask(issued.issues, Filters.of_day(until, 0)).rows]


def issued_summary(ask: Ask, issue: IssueMade) -> IssuedSummary:
    """What was issued then, of the areas of the reader's agreement. Raises `Denied`."""
    filters = issue.filters
    rows = ask(issued.issued_figures, filters).rows
    usual = release.usual_categories(ask(issued.issued_categories, filters).rows)
    counts = [(place, measure, c, value, "") for place, measure, c, _, value in rows]
    in_order = release.in_reading_order([row for row in counts if row[1] in AS_RELEASED], usual)
    codes = {row[0] for row in rows}  # an agreement may have gained an area since
    areas = tuple(Area(*row) for row in ask(issued.issued_areas, filters).rows if row[0] in codes)
    return IssuedSummary(
        issue=issue,
        areas=areas,
        values={tuple(row[:4]): row[4] for row in rows},
        counts=Summary(
            made=PublishedRelease(issue.as_at, issue.known, 0, None),
            is_exact=False,
            areas=areas,
            published=Published(issue.as_at, in_order),
            populations={},
            stages=stages_by_area(ask(issued.issued_stages, filters).rows),
            levels=(),
            are_stages_loaded=any(row[1:3] == (issuing.LOADED, STAGES) for row in rows),
        ),
    )
