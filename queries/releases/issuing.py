"""What is issued to partners who have an agreement: the exact figures of an area.

They come from the same questions as the pages. `data.sharing.issues` keeps them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from queries.administration import reference
from queries.ask import Ask
from queries.disclosure.layout import LOWEST_THRESHOLD, Cell
from queries.filters import Filters, Period, last_12_months, named_period
from queries.oversight import movement, tracker
from queries.releases import release
from queries.releases.area_summary import exact_counts
from queries.safeguarding import duties, panels
from queries.scope.releases import AGENCY_MEASURE

Figure = tuple[str, str, str, str, int]
"""The code of an area, a measure, a category, a detail, and the value."""

LOADED, BRIDGE, REASONS, TURNING_18 = "loaded", "bridge", "reasons", "turning_18"
DUTIES, ACTIONS, MEETINGS, LEVELS = "duties", AGENCY_MEASURE, "meetings", "levels"
HELD, PLANNED = "held", "planned"
ACTION_STATES = {"overdue": "Overdue", "not_yet_due": "Not yet due", "no_due_date": "No due date"}


@dataclass(frozen=True)
class Moment:
    """As at which day figures are issued, since when changes count, and the import known."""

    as_at: date
    since: date
    known: int

    def filters_of(self, area: str) -> Filters:
        """The filters of an area, over the 12 months up to the day."""
        return Filters(self.as_at, last_12_months(self.as_at), self.known, area=area)


def figures(ask: Ask, moment: Moment, area: str, district: str) -> Iterator[Figure]:
    """Every figure of one area: children on the tracker by status, age band and gender, as in a
    release; added, removed and why, over 12 months and since the meeting before; how soon they turn
    18; the state of each duty; the meetings and open actions of the panels of the district; and how
    many were on the tracker at each of the last 24 month ends.

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    year = moment.filters_of(area)
    for measure, category, detail, value in _figures(ask, moment, year, district):
        yield area, measure, category, detail, value


def _figures(
    ask: Ask, moment: Moment, year: Filters, district: str
) -> Iterator[tuple[str, str, str, int]]:
    since_meeting = year.over(Period(moment.since, moment.as_at))
    area = year.area or ""
    covered = ask(reference.coverage, year).rows
    loaded = {sheet for sheet, first, _ in covered if first is None or first <= moment.as_at}
    for sheet in sorted(loaded):
        yield LOADED, sheet, "", 1
    yield from _counts(ask, year, area, district)
    for flow, value in ask(movement.bridge, since_meeting).one().items():
        yield BRIDGE, flow, "", value
    for name, filters in (("12 months", year), ("meeting", since_meeting)):
        for reason, value in ask(movement.removals_by_reason, filters).rows:
            yield REASONS, reason, name, value
    for window, value in ask(tracker.children_turning_18, year).rows:
        yield TURNING_18, window, "", value
    for _, duty, state, value in ask(duties.duties_by_state, year).rows:
        if state is not None:  # its sheet has been loaded
            yield DUTIES, duty, state, value
    for owner, *numbers, _ in ask(panels.open_actions_by_agency, year).rows:
        for state, value in zip(ACTION_STATES.values(), numbers, strict=True):
            yield ACTIONS, owner, state, value
    meetings = ask(panels.panel_meetings, year).frame()
    for panel, held in meetings.groupby("panel")["held_on"]:
        yield MEETINGS, str(panel), PLANNED, len(held)
        yield MEETINGS, str(panel), HELD, int(held.notna().sum())
    for month, _, value in ask(tracker.children_by_month_and_area, year).rows:
        yield LEVELS, str(month), "", value


def _counts(
    ask: Ask, year: Filters, area: str, district: str
) -> Iterator[tuple[str, str, str, int]]:
    districts = {area: district}
    counted = exact_counts(ask, year, districts)
    usual = release.usual_categories(ask(reference.categories, year).rows)
    for cell in release.layout(districts, [counted], usual, LOWEST_THRESHOLD).cells():
        if cell.geography == area:
            yield cell.measure, cell.category or "", "", counted.get(cell, 0)


def since_the_meeting_before(ask: Ask, as_at: date, known: int) -> date:
    """The day after the last meeting before a day; without one, the first day of the year."""
    held_on = ask(reference.last_meeting, Filters.of_day(as_at, known)).one()["held_on"]
    return named_period("since-last-meeting", as_at, held_on).start


def counts_at(
    ask: Ask, on: date, known: int, districts: dict[str, str], own: Collection[str]
) -> Iterable[tuple[Cell, int]]:
    """The true counts of areas at the month end of a release, each that is not 0."""
    counted = exact_counts(ask, release.DueRelease(on, known).filters, districts)
    return [(cell, value) for cell, value in counted.items() if cell.geography in own]
