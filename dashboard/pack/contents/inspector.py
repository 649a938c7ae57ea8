"""The contents of a pack for the Inspector: views of the pages under headings, and lists by child.

To add a section is to add its view, or the function that makes it, under a heading.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dashboard.pack import pictures
from dashboard.pack.contents import lists, summary
from dashboard.pack.document import Part, Picture, Section, Table
from dashboard.pack.reader import MakeSection, PackReader
from dashboard.views import intelligence, month_ends, movement, rollout, tracker
from dashboard.views.meeting import items as meeting
from dashboard.views.safeguarding import (
    duties,
    education,
    encounters,
    hearings,
    panel_actions,
    searches,
    visits,
)
from dashboard.views.safeguarding.referring import (
    nrm,
    referrals,
)
from dashboard.views.view import View
from queries.meeting.items import CHANGES, PARTS

SECTIONS_AT_ONCE = 4
"""The database answers some sections while the charts of others are drawn."""
INSPECTOR: dict[str, tuple[View | MakeSection, ...]] = {
    "At a glance": (summary.figures_section, meeting.to_decide, lists.decisions_section),
    "What changed": (movement.bridge, movement.reasons, movement.by_area, *lists.of_part(CHANGES)),
    **{part.heading: lists.of_part(part) for part in PARTS if part is not CHANGES},
    "Duties to children": (
        duties.by_state,
        duties.overdue,
        duties.of_the_year,
        lists.open_duties_section,
    ),
    "Who is on the tracker": (
        tracker.status,
        tracker.gender,
        tracker.ages,
        tracker.areas,
        tracker.districts,
        tracker.duration,
        month_ends.status_trend,
        tracker.turning_18,
    ),
    "Seen, and looked for": (visits.last_seen, visits.tried, visits.outcomes, searches.searched),
    "Referrals": (referrals.awaiting, referrals.by_agency, nrm.decisions, nrm.from_the_sca),
    "Panels": (
        hearings.meetings,
        hearings.standing,
        hearings.toolkits,
        panel_actions.open_actions,
        panel_actions.attendance,
    ),
    "Victims first": (encounters.reasons, encounters.by_situation),
    "Education": (education.schooling,),
    "Intelligence": (intelligence.same_dates, intelligence.years, intelligence.months),
    "Neighbourhood Safeguarding and Disruption": (rollout.stage_map, rollout.timeline),
}


def for_inspector(reader: PackReader, progress: Callable[[float], None]) -> tuple[Part, ...]:
    """All parts of an Inspector's pack. Raises `Denied` for a reader without leave for records."""
    parts = []
    with ThreadPoolExecutor(SECTIONS_AT_ONCE) as pool:
        futures = {
            heading: [pool.submit(_section, reader, each) for each in views]
            for heading, views in INSPECTOR.items()
        }
        for number, (heading, of_part) in enumerate(futures.items()):
            progress(number / len(INSPECTOR))
            parts.append(Part(heading, tuple(each.result() for each in of_part)))
    progress(1)
    return tuple(parts)


def _section(reader: PackReader, view: View | MakeSection) -> Section:
    return view_section(reader, view) if isinstance(view, View) else view(reader)


def view_section(reader: PackReader, view: View) -> Section:
    """A view as a section: the finding, the chart, the table and the definition of the screen."""
    finding = view.finding(reader.ask, reader.filters)
    picture = None
    if view.chart and not finding.marks.empty:
        categories = view.categories_drawn(reader.ask, finding)
        svg = pictures.as_svg(view.chart, finding.marks, categories)
        picture = Picture(view.chart, svg, f"{finding.headline}. {finding.subtitle}.")
    return Section(
        view.title,
        finding.headline,
        finding.subtitle,
        Table.from_frame(finding.table),
        view.question.definition,
        picture,
        finding.notes,
    )
