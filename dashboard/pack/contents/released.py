"""The contents of a pack for partners without an agreement: the part of the month-end release that
an attendee may see.

It is always asked for as an attendee of its areas, so that `ask` gives nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.pack import pictures
from dashboard.pack.document import NO_ROWS, Part, Picture, Section, Table
from dashboard.pack.issue import PackIssue
from dashboard.pack.reader import PackReader
from dashboard.style import words
from dashboard.views import release as release_views
from dashboard.views.release import ReleasedArea
from dashboard.views.view import Finding
from data.accounts import ATTENDEE
from queries.access import Denied, Grant, Viewer
from queries.administration import reference
from queries.ask import Answer
from queries.filters import Filters
from queries.releases import release
from queries.releases.area_summary import PublishedRelease, releases_up_to, summary

REACHED = {"done": "Yes", "now": "Now", "ahead": "Not yet"}
TREND = "Children on the tracker at each month end, 24 months. A gap is a number not shown"


@dataclass(frozen=True)
class Contents:
    """The parts of a pack, and the words around them."""

    narrowed: str
    as_at: date
    period: str
    suppression: str
    summary: str
    parts: tuple[Part, ...]


def attendee_viewer(issue: PackIssue, viewer: Viewer) -> Viewer:
    """The attendee as which the pack is asked for, with the areas chosen; an issuer who is an
    attendee gets only their own. Raises `Denied` for a viewer who may see no release."""
    if viewer.may(Grant.COUNTS):
        return Viewer(viewer.username, ATTENDEE, frozenset(issue.areas))
    if not viewer.may(Grant.RELEASES) or not viewer.areas.issuperset(issue.areas):
        raise Denied("This pack needs leave to see the releases of its areas.")
    return Viewer(viewer.username, viewer.role, frozenset(issue.areas))


def areas_of(reader: PackReader) -> tuple[str, ...]:
    """The areas of a pack with these filters; for an attendee, only their own.

    Raises `Denied` where none is left.
    """
    asked = reference.areas if reader.viewer.may(Grant.COUNTS) else release.released_areas
    areas = areas_within(reader.filters, reader.ask(asked))
    if not areas:
        raise Denied("This pack needs leave to see the releases of its areas.")
    return areas


def areas_within(filters: Filters, areas: Answer) -> tuple[str, ...]:
    """The codes of the areas that are within the filters."""
    return tuple(
        code
        for code, _, district in areas.rows
        if filters.area in (None, code) and filters.district in (None, district)
    )


def contents(reader: PackReader) -> Contents:
    """The newest release up to the as-at date that was known at the import chosen, area by area."""
    as_at, known = reader.filters.as_at, reader.filters.known
    releases = [
        each for each in releases_up_to(reader.viewer, reader.ask, as_at) if each.known <= known
    ]
    if not releases:
        none = f"No month-end release has been made up to {words.day(as_at)}"
        part = Part("Releases", (_empty_section("Releases", none),))
        return Contents("No area", as_at, words.day(as_at), "", f"{none}.", (part,))
    newest = releases[0]
    of_newest = summary(reader.viewer, reader.ask, newest)
    areas = [ReleasedArea(of_newest, area) for area in of_newest.areas]
    return Contents(
        words.listed([each.area.name for each in areas]),
        newest.month_end,
        words.period(newest.filters.period),
        _suppression(newest),
        f"Month-end release of {words.day(newest.month_end)}, as it was published, and not changed "
        "by anything later.",
        tuple(Part(each.area.name, tuple(_area_sections(each))) for each in areas),
    )


def _suppression(made: PublishedRelease) -> str:
    return (
        f"[c] is confidential: 1 to {made.threshold - 1} children, or a number by which so few "
        "could be worked out. [x] is not available, and [z] does not apply. A 0 is shown where it "
        "gives nobody away. It is not for a partner with an information-sharing "
        "agreement: beside the exact figures that they are shown, it could give away others."
    )


def _area_sections(released: ReleasedArea) -> Iterator[Section]:
    area = released.area
    yield stage_section(released)
    if withheld := released.release.published.withheld:
        name = f"{area.name}: counts"
        yield _empty_section(name, f"The counts of this month are not shown. {withheld}")
        return
    day = words.day(released.on)
    first, _, others = release_views.introduction(released).partition(". ")
    yield Section(
        f"{area.name}: counts",
        first.removesuffix("."),
        f"{others} {area.name} beside the {area.district} and the force, {day}".strip(),
        Table.from_frame(release_views.as_frame(released)),
        f"{release.released_counts.definition} Added and removed are entries begun and ended in "
        f"the 12 months up to the month end. {release_views.unknown_area_note(released)}",
    )
    trend = release_views.trend(released)
    yield Section(
        f"{released.area.name}: month ends",
        trend.headline,
        TREND,
        Table.from_frame(trend.table),
        release.released_trend.definition,
        month_ends_picture(trend, TREND),
    )


def month_ends_picture(trend: Finding, subtitle: str) -> Picture | None:
    """The month ends as a picture; None where there is nothing to draw."""
    if trend.marks.empty:
        return None
    svg = pictures.as_svg("release_trend", trend.marks, {})
    return Picture("release_trend", svg, f"{trend.headline}. {subtitle}.")


def stage_section(released: ReleasedArea) -> Section:
    """Where NSD stands in the area, and the stages in turn."""
    steps = pd.DataFrame(
        [(name, REACHED[state], when) for name, state, when in release_views.steps(released)],
        columns=["Stage", "Reached", "When"],
    )
    return Section(
        f"{released.area.name}: NSD",
        release_views.stage_sentence(released),
        release_views.stage_progress(released),
        Table.from_frame(steps),
        release.released_stages.definition,
    )


def _empty_section(name: str, why: str) -> Section:
    return Section(name, why, "", NO_ROWS, "")
