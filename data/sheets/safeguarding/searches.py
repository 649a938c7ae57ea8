"""The daily search of intelligence for children: a row for each day whose reports are searched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select, Table, and_, exists, func, or_, select

from data.sheets.declaration import Field, OneOf, Rule, Sheet, Staged, Whole
from data.sheets.intelligence import INTELLIGENCE
from data.sheets.rules import broken_rows, in_order, one_of, refers_to
from data.sheets.tracker import TRACKER
from data.tables import (
    COUNTY_LINES,
    daily_search,
    daily_search_child,
    intelligence_link,
    intelligence_report,
    tracker_entry,
)

c = daily_search.c
REASONS = OneOf(("No staff", "System down", "Other"), aliases=(("Staff shortage", "No staff"),))
A_DAY = Whole(most=9_999)


def _fewer_linked_than_named(rows: Table, staged: Staged) -> Select[Any]:
    refs = staged.items(rows, "child_ref")
    named = select(func.count()).where(refs.c.row == rows.c.row).scalar_subquery()
    fewer = rows.c.children_linked < func.coalesce(rows.c.new_children, 0) + named
    return broken_rows(rows, "children_linked", fewer, rows.c.is_sound)


def _links(staged: Staged) -> FromClause:
    """The children whom reports name: those of this import or, without them, of the records."""
    if INTELLIGENCE.name in staged.sheets:
        return staged.sheets[INTELLIGENCE.name].parts[intelligence_link]
    link = intelligence_link
    return select(link).where(link.c.known_until.is_(None)).subquery("links")


def _in_no_report_of_the_day(rows: Table, staged: Staged) -> Select[Any]:
    """Children whom no report of that day names, if there are reports of that day."""
    refs, links = staged.items(rows, "child_ref"), _links(staged)
    reports = staged.given_or_known(INTELLIGENCE.name, intelligence_report)
    named = select(links.c.submitted_on, links.c.child_ref).distinct().subquery("named")
    found = (
        select(refs.c.row, refs.c.child_ref)
        .join_from(
            refs,
            named,
            and_(named.c.submitted_on == refs.c.for_day, named.c.child_ref == refs.c.child_ref),
            isouter=True,
        )
        .where(refs.c.for_day.in_(select(reports.c.submitted_on)), named.c.child_ref.is_(None))
        .subquery()
    )
    return broken_rows(found, "child_ref")


def _not_found_by_the_search(rows: Table, staged: Staged) -> Select[Any]:
    """Searches that do not name a child who was on the tracker and is in a report, with the flag,
    of that day. Without any Tracker refs nothing is found: the sheet leaves them out."""
    refs = staged.items(rows, "child_ref")
    reports = staged.given_or_known(INTELLIGENCE.name, intelligence_report)
    links, entry = _links(staged), staged.given_or_known(TRACKER.name, tracker_entry)
    missed = (
        select(rows.c.row, rows.c.for_day)
        .join_from(links, reports, reports.c.report_ref == links.c.report_ref)
        .join(rows, rows.c.for_day == links.c.submitted_on)
        .where(
            rows.c.done_on.is_not(None),
            rows.c.is_sound,
            reports.c.flag == COUNTY_LINES,
            exists().where(
                entry.c.child_ref == links.c.child_ref,
                entry.c.added_on <= links.c.submitted_on,
                or_(entry.c.removed_on.is_(None), entry.c.removed_on > links.c.submitted_on),
            ),
            ~exists().where(
                refs.c.for_day == rows.c.for_day, refs.c.child_ref == links.c.child_ref
            ),
            select(refs.c.row).exists(),
        )
        .distinct()
        .subquery()
    )
    return broken_rows(missed, "for_day")


SEARCHES = Sheet(
    "searches",
    daily_search,
    (
        Field("For day", c.for_day, ahead=False),
        Field("Done on", c.done_on, required=True, ahead=False),
        Field("Not done because", c.not_done_because, kind=REASONS),
        Field("Reports reviewed", c.reports_reviewed, kind=A_DAY),
        Field("Children linked", c.children_linked, required=True, kind=A_DAY),
        Field("Tracker refs", daily_search_child.c.child_ref, several=True),
        Field("New children", c.new_children, kind=A_DAY),
    ),
    about="each day whose reports are searched for children",
    rules=(
        *in_order("for_day", "done_on"),
        one_of("done_on", "not_done_because"),
        Rule(
            ("children_linked", "new_children", "child_ref"),
            "{0} is less than {1} and {2} together.",
            _fewer_linked_than_named,
            remedy="Correct {0}, or the others.",
        ),
        refers_to(TRACKER, "child_ref"),
        Rule(
            ("child_ref",),
            "{0} has a child who is in no report of that day",
            _in_no_report_of_the_day,
        ),
        Rule(
            ("child_ref",),
            "{0} lacks a child on the tracker who is in a report of that day",
            _not_found_by_the_search,
        ),
    ),
)
