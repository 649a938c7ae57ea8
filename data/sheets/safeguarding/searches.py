"""The daily search of intelligence for children: a row for each day whose reports are searched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, exists, func, select

from data.sheets.declaration import Field, OneOf, Rule, Sheet, Staged, Whole
from data.sheets.intelligence import INTELLIGENCE
from data.sheets.rules import broken_rows, in_order, one_of, refers_to
from data.sheets.tracker import TRACKER
from data.tables import daily_search, daily_search_child, intelligence_link

c = daily_search.c
REASONS = OneOf(("No staff", "System down", "Other"), aliases=(("Staff shortage", "No staff"),))
A_DAY = Whole(most=9_999)


def _fewer_linked_than_named(sheet: Sheet, staged: Staged) -> Select[Any]:
    rows = staged.sheets[sheet.name].rows
    refs = staged.items(sheet, "child_ref")
    named = select(func.count()).where(refs.c.row == rows.c.row).scalar_subquery()
    fewer = rows.c.children_linked < func.coalesce(rows.c.new_children, 0) + named
    return broken_rows(rows, "children_linked", fewer, rows.c.is_sound)


def _in_no_report_of_the_day(sheet: Sheet, staged: Staged) -> Select[Any] | None:
    """Children whom no report of that day names, if this import has reports of that day."""
    reports = staged.rows(INTELLIGENCE.name)
    if reports is None:
        return None
    refs = staged.items(sheet, "child_ref")
    links = staged.sheets[INTELLIGENCE.name].parts[intelligence_link]
    of_the_day = reports.c.submitted_on == refs.c.for_day
    named = (
        select(links.c.child_ref)
        .join_from(reports, links, links.c.row == reports.c.row)
        .where(of_the_day)
    )
    return broken_rows(
        refs, "child_ref", exists().where(of_the_day), refs.c.child_ref.not_in(named)
    )


SEARCHES = Sheet(
    "searches",
    daily_search,
    (
        Field("For day", c.for_day, required=True, filled=True, ahead=False),
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
            "as many children are linked as are named",
            ("children_linked", "new_children", "child_ref"),
            "{0} is less than {1} and {2} together.",
            "Correct {0}, or the others.",
            _fewer_linked_than_named,
        ),
        refers_to(TRACKER, "child_ref"),
        Rule(
            "a child named is in a report of that day",
            ("child_ref",),
            "{0} has a child who is in no report of that day",
            "",
            _in_no_report_of_the_day,
            is_notice=True,
        ),
    ),
)
