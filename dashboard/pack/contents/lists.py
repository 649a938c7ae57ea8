"""Lists of records for the Inspector's pack: each row begins with a reference."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard.pack.document import NO_ROWS, Section, Table
from dashboard.pack.reader import MakeSection, PackReader
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


def of_part(part: Part) -> tuple[MakeSection, ...]:
    """The list behind each figure of a part of the meeting."""
    return tuple(partial(_item_section, item) for item in part.items)


def _item_section(item: Item, reader: PackReader) -> Section:
    """The records of an item, as the page of the meeting lists them."""
    numbers = {name: number for _, name, number in reader.ask(counts.meeting_items).rows}
    if numbers[item.name] is None:
        covered, as_at = reader.days_covered(item.sheet), reader.filters.as_at
        why = words.not_covered(item.sheet, covered, as_at)
        return Section(item.label, why, item.label, NO_ROWS, "")
    filters = replace(reader.filters, listing=Listing(item.name))
    answer = reader.ask(records.records, filters)
    before_18 = items.open_duties_by_child(reader.ask(counts.open_duties_before_18))
    rows = items.records_table(item, answer, filters, reader.area_names(), before_18)
    in_all = int(answer.rows[0][-1]) if answer.rows else 0
    more = f" The first {len(rows):,} by reference." if in_all > len(rows) else ""
    return _list_section(
        item.label, items.heading(item, in_all), f"{item.asks}{more}".strip(), rows
    )


def open_duties_section(reader: PackReader) -> Section:
    """The duties that are due or overdue, as they are read out at a briefing."""
    every = reader.ask(duties.open_duties)
    soon, later = duty_views.due_soon(every, reader.filters.as_at)
    rows = duty_views.open_duties_table(soon, reader.area_names(), reader.categories(STATUS))
    number = len(soon.rows)
    finding = (
        f"{words.sentence(words.counted(number, 'duty', 'duties'))} {words.are(number)} overdue or "
        f"due within {duty_views.AHEAD_DAYS} days"
    )
    day = words.day(reader.filters.as_at)
    subtitle = f"Duties to children on the tracker, the longest overdue first, {day}"
    if number == duties.AT_MOST:
        subtitle += f". The first {number}"
    if later:
        subtitle += f". {later.rstrip('.')}"
    unknown = duty_views.number_of_unknown_duties(reader.ask(duties.duties_by_state))
    if unknown:
        subtitle += f". {duty_views.unknown_duties_sentence(unknown).rstrip('.')}"
    return _list_section("Open duties", finding, subtitle, rows, duties.open_duties.definition)


def decisions_section(reader: PackReader) -> Section:
    """What meetings decided: what is open, and what was settled in the period."""
    filters = reader.filters
    up_to_issue = replace(filters, listing=Listing.narrowed("decisions", up_to=reader.decisions))
    rows = reader.ask(decisions.open_decisions, up_to_issue).dicts()
    finding = (
        decision_views.heading(rows, filters.as_at)
        if rows
        else decision_views.NO_DECISION.rstrip(".")
    )
    section = _list_section(
        "Decisions",
        finding,
        "Open, and settled in the period. The one longest due stands first",
        decision_views.table(rows, reader.area_names(), filters.as_at),
        decisions.open_decisions.definition,
    )
    return replace(section, child_refs=decision_views.child_references(rows))


def _list_section(
    name: str, finding: str, subtitle: str, rows: pd.DataFrame, definition: str = ""
) -> Section:
    """A section with a list, and the children whose references stand in it."""
    refs = tuple(dict.fromkeys(map(str, rows.get(REFERENCE, ()))))
    table = Table.from_frame(rows) if len(rows) else NO_ROWS
    return Section(name, finding, subtitle, table, definition, child_refs=refs)
