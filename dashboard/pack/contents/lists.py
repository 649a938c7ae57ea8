"""Lists of records for the Inspector's pack: each row begins with a reference."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.pack.asking import PackReader, Source
from dashboard.pack.document import NO_ROWS, Section, Table
from dashboard.style import words
from dashboard.views.meeting import decisions as decision_views
from dashboard.views.meeting import items
from dashboard.views.safeguarding import duties as duty_views
from queries.dimensions import STATUS
from queries.filters import Listing
from queries.meeting import counts, decisions
from queries.meeting.items import Item, Part
from queries.oversight import records
from queries.safeguarding import duties

REFERENCE = "Reference"


def of_part(part: Part) -> tuple[Source, ...]:
    """The list behind each figure of a part of the meeting."""
    return tuple(partial(_of_item, item) for item in part.items)


def _of_item(item: Item, asking: PackReader) -> Section:
    """The records of an item, as the page of the meeting lists them."""
    known = {row[1]: row[2] for row in asking.ask(counts.meeting_items).rows}
    if known[item.name] is None:
        covered, as_at = asking.days_covered(item.sheet), asking.filters.as_at
        why = words.not_covered(item.sheet, covered, as_at)
        return Section(item.label, why, item.label, NO_ROWS, "")
    filters = replace(asking.filters, listing=Listing(item.name))
    found = asking.ask(records.records, filters)
    before_18 = items.open_duties_by_child(asking.ask(counts.open_duties_before_18))
    rows = items.records_table(item, found, filters, asking.area_names(), before_18)
    in_all = int(found.rows[0][-1]) if found.rows else 0
    more = f" The first {len(rows):,} by reference." if in_all > len(rows) else ""
    return _listed(item.label, items.heading(item, in_all), f"{item.asks}{more}".strip(), rows)


def open_duties(asking: PackReader) -> Section:
    """The duties that are due or overdue, as they are read out at a briefing."""
    every = asking.ask(duties.open_duties)
    found, later = duty_views.due_soon(every, asking.filters.as_at)
    rows = duty_views.open_duties_table(found, asking.area_names(), asking.categories(STATUS))
    number = len(found.rows)
    are = words.are(number)
    finding = (
        f"{words.sentence(words.counted(number, 'duty', 'duties'))} {are} overdue or due within "
        f"{duty_views.AHEAD_DAYS} days"
    )
    day = words.day(asking.filters.as_at)
    subtitle = f"Duties to children on the tracker, the longest overdue first, {day}"
    if number == duties.AT_MOST:
        subtitle += f". The first {number}"
    if later:
        subtitle += f". {later.rstrip('.')}"
    not_known = duty_views.number_of_unknown_duties(asking.ask(duties.duties_by_state))
    if unknown := duty_views.unknown_duties_sentence(not_known):
        subtitle += f". {unknown.rstrip('.')}"
    return _listed("Open duties", finding, subtitle, rows, duties.open_duties.definition)


def decisions_section(asking: PackReader) -> Section:
    """What meetings decided: what is open, and what was settled in the period."""
    filters = asking.filters
    known = replace(filters, listing=Listing.narrowed("decisions", up_to=asking.decisions))
    found = asking.ask(decisions.open_decisions, known).dicts()
    rows = decision_views.table(found, asking.area_names(), filters.as_at)
    about = [str(row["about"]) for row in found if row["subject"] == "Child"]
    finding = (
        decision_views.heading(found, filters.as_at)
        if found
        else decision_views.NO_DECISION.rstrip(".")
    )
    section = _listed(
        "Decisions",
        finding,
        "Open, and settled in the period. The one longest due stands first",
        rows,
        decisions.open_decisions.definition,
    )
    return replace(section, child_refs=tuple(dict.fromkeys(about)))


def _listed(
    name: str, finding: str, subtitle: str, rows: pd.DataFrame, definition: str = ""
) -> Section:
    refs = rows.get(REFERENCE, ())
    return Section(
        name,
        finding,
        subtitle,
        Table.from_frame(rows) if len(rows) else NO_ROWS,
        definition,
        child_refs=tuple(dict.fromkeys(map(str, refs))),
    )
