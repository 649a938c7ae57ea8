"""The contents of a pack for the Inspector: views of the pages under headings, and lists by child.

To add a section is to add its view, or the function that makes it, under a heading.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dashboard.pack import pictures
from dashboard.pack.asking import PackReader, Source
from dashboard.pack.contents import lists, summary
from dashboard.pack.document import Part, Picture, Section, Table
from dashboard.views import intelligence, month_ends, movement, rollout, tracker
from dashboard.views.meeting import items as meeting
from dashboard.views.safeguarding import (
    duties,
    education,
    encounters,
    hearings,
    nrm,
    panel_actions,
    referrals,
    searches,
    visits,
)
from dashboard.views.view import View
from queries.meeting.items import CHANGES, PARTS

SIDE_BY_SIDE = 4
"""How many sections are made at once: the database answers some while charts of others are drawn.
"""
INSPECTOR: dict[str, tuple[View | Source, ...]] = {
    "At a glance": (summary.figures, meeting.to_decide, lists.decisions_section),
    "What changed": (movement.bridge, movement.reasons, movement.by_area, *lists.of_part(CHANGES)),
    **{part.heading: lists.of_part(part) for part in PARTS if part is not CHANGES},
    "Duties to children": (duties.by_state, duties.overdue, duties.of_the_year, lists.open_duties),
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


def for_inspector(asking: PackReader, progress: Callable[[float], None]) -> tuple[Part, ...]:
    """All parts of an Inspector's pack. Raises `Denied` for a reader without leave for records."""
    parts = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        made = {
            heading: [pool.submit(_section, asking, each) for each in sources]
            for heading, sources in INSPECTOR.items()
        }
        for number, (heading, sections) in enumerate(made.items()):
            progress(number / len(INSPECTOR))
            parts.append(Part(heading, tuple(each.result() for each in sections)))
    progress(1)
    return tuple(parts)


def _section(asking: PackReader, source: View | Source) -> Section:
    return of_view(asking, source) if isinstance(source, View) else source(asking)


def of_view(asking: PackReader, view: View) -> Section:
    """A view as a section: the finding, the chart, the table and the definition of the screen."""
    finding = view.finding(asking.ask, asking.filters)
    picture = None
    if view.chart and not finding.marks.empty:
        categories = view.categories_drawn(asking.ask, finding)
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
