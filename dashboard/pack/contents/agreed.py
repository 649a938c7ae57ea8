"""The contents of a pack for a partner with an agreement: what was issued under it, and nothing
else.

It is always asked for as the partner, so that `ask` gives nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
from sqlalchemy import Engine

from dashboard.pack.contents.released import (
    Contents,
    areas_within,
    month_ends_picture,
    stage_section,
)
from dashboard.pack.document import NO_ROWS, Part, Section, Table
from dashboard.pack.issue import PackIssue
from dashboard.pack.reader import PackReader
from dashboard.style import words
from dashboard.views import issued as issued_views
from dashboard.views import release
from dashboard.views.issued import IssuedArea
from data.accounts import ATTENDEE
from data.agreement import Agreement
from data.explained import Explained
from data.sharing.in_force import by_number
from queries.access import Denied, Grant, Viewer
from queries.ask import Answer, Ask, Question
from queries.filters import Filters, Listing
from queries.oversight import movement, tracker
from queries.releases import issued
from queries.releases.issued_summary import IssueMade, issued_summary, issues
from queries.safeguarding import duties, panels

REFUSED = "This pack needs leave to see what was issued under its agreement."
TREND = "Children on the tracker at each month end, 24 months, as issued"


class NothingIssued(Explained):
    """Nothing was issued under the agreement up to the day asked for."""


def require_agreement(viewer: Viewer, agreement: Agreement | None) -> Agreement:
    """The agreement, for a viewer who may issue under it, or the partner with it.

    Raises `Denied` for anybody else, and where there is none.
    """
    if agreement is None or not (viewer.may(Grant.ISSUE) or viewer.agreement == agreement):
        raise Denied(REFUSED)
    return agreement


def newest_issue(reader: PackReader, agreement: Agreement) -> tuple[IssueMade, tuple[str, ...]]:
    """What was issued last under an agreement up to the as-at date, for those of its areas that the
    filters leave, and these areas.

    Raises `Denied` where they leave none, and `NothingIssued`.
    """
    filters, viewer = reader.filters, reader.viewer
    partner = replace(reader, viewer=_partner(viewer, agreement))
    areas = areas_within(filters, partner.ask(issued.issued_areas))
    if not areas:
        raise Denied(REFUSED)
    narrowed = replace(partner, viewer=_partner(viewer, replace(agreement, areas=frozenset(areas))))
    made = issues(narrowed.ask, filters.as_at)
    if not made:
        raise NothingIssued(
            f"Nothing was issued under agreement {agreement.reference} up to "
            f"{words.day(filters.as_at)}. Issue the pack of the meeting first."
        )
    return made[0], areas


def partner_viewer(issue: PackIssue, viewer: Viewer, engine: Engine) -> Viewer:
    """The partner as which a pack is asked for, with the areas of the pack.

    Raises `Denied` for a viewer who may not have it.
    """
    own, agreement = viewer.agreement, by_number(engine, issue.agreement or 0)
    is_own = own and own.agreement_id == issue.agreement and own.areas.issuperset(issue.areas)
    if agreement is None or not (viewer.may(Grant.ISSUE) or is_own):
        raise Denied(REFUSED)
    return _partner(viewer, replace(agreement, areas=frozenset(issue.areas)))


def _partner(viewer: Viewer, agreement: Agreement) -> Viewer:
    return Viewer(viewer.username, ATTENDEE, agreement.areas, agreement)


def contents(reader: PackReader, number: int) -> Contents:
    """What was issued as at the as-at date, up to the issue of that number, area by area."""
    ask = _up_to(reader, number)
    made = next(each for each in issues(ask, reader.filters.as_at) if each.number == number)
    agreement = reader.viewer.agreement
    if agreement is None:
        raise Denied(REFUSED)
    summary = issued_summary(ask, made)
    areas = [IssuedArea(summary, area, agreement.agency) for area in summary.areas]
    return Contents(
        words.listed([each.area.name for each in areas]),
        made.as_at,
        words.period(made.filters.period),
        "Exact figures of the areas of the agreement. [c] is confidential: the release does not "
        "show it or, less the exact figure of the area, it would say too much about other areas. "
        "[x] is not available, and [z] does not apply. Pass them on only as the agreement says.",
        f"Exact figures, issued on {words.day(made.issued_at)} under agreement "
        f"{agreement.reference} with {agreement.agency}, and not changed by anything later.",
        tuple(Part(each.area.name, tuple(_area_sections(each))) for each in areas),
    )


def _up_to(reader: PackReader, number: int) -> Ask:
    """Asks for what was issued up to an issue, leaving out later issues as at the same day."""
    listing = Listing.narrowed("issues", up_to=number)

    def ask(asked: Question, filters: Filters) -> Answer:
        return reader.ask(asked, replace(filters, listing=listing))

    return ask


def _area_sections(issued: IssuedArea) -> Iterator[Section]:
    name, district = issued.area.name, issued.area.district
    yield stage_section(issued.beside)
    yield _section(
        f"{name}: counts",
        issued_views.headline(issued),
        f"{name} beside the {district} and the force",
        release.as_frame(issued.beside),
        "Added and removed are entries begun and ended in the 12 months before. "
        + issued_views.beside_sentence(issued),
    )
    yield _section(
        f"{name}: changes",
        issued_views.changes_headline(issued),
        issued_views.introduction(issued),
        issued_views.since_the_meeting(issued),
        movement.bridge.definition,
    )
    yield _section(
        f"{name}: removals",
        issued_views.removals_headline(issued),
        "By reason, since the meeting before and over 12 months",
        issued_views.reasons(issued),
        movement.removals_by_reason.definition,
    )
    yield _section(
        f"{name}: turning 18",
        issued_views.turning_18_headline(issued),
        "Children on the tracker by how soon they turn 18",
        issued_views.turning_18(issued),
        tracker.children_turning_18.definition,
    )
    yield _section(
        f"{name}: duties",
        issued_views.duties_headline(issued),
        issued_views.BY_DUTY,
        issued_views.duties(issued),
        duties.duties_by_state.definition,
    )
    yield _section(
        f"{name}: actions",
        issued_views.actions_headline(issued),
        issued_views.meetings_in_sentences(issued),
        issued_views.open_actions(issued),
        panels.open_actions_by_agency.definition,
    )
    months = issued_views.trend(issued)
    section = _section(f"{name}: month ends", months.headline, TREND, months.table, "")
    yield replace(section, picture=month_ends_picture(months, TREND))


def _section(
    name: str, finding: str, subtitle: str, rows: pd.DataFrame, definition: str
) -> Section:
    table = Table.from_frame(rows) if len(rows) else NO_ROWS
    return Section(name, finding, subtitle, table, definition)
