"""The records of the meeting, for a stated purpose: found together, so that the look at them is
logged once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from dashboard.components.run import Run
from dashboard.screens import briefing, handing_out
from dashboard.screens.meeting import decisions, since_the_pack
from dashboard.screens.meeting.since_the_pack import SinceThePack
from dashboard.screens.purpose import Purpose, require
from dashboard.style import tables, words
from dashboard.views.meeting import decisions as decision_views
from dashboard.views.meeting import items, sentence
from dashboard.views.safeguarding import duties as duty_views
from queries.access import Grant
from queries.administration import reference
from queries.ask import Answer
from queries.dimensions import STATUS
from queries.filters import Listing, months_before
from queries.meeting import counts
from queries.meeting.items import CHANGES, ITEMS, PARTS, Item
from queries.oversight import movement, records
from queries.safeguarding import duties

_IS_OPEN = "meeting: lists are open"
NEXT_MEETING_MONTHS = 1
"""The next meeting is assumed to be this many months after the as-at date."""


@dataclass(frozen=True)
class ItemRecords:
    """The records of an item: how many there are in all, and those shown, a row each."""

    item: Item
    in_all: int
    rows: pd.DataFrame

    @property
    def heading(self) -> str:
        """4 entries removed."""
        return items.heading(self.item, self.in_all)


@dataclass(frozen=True)
class MeetingRecords:
    """The records of each item with a loaded sheet, by the item's name; the duties that are
    overdue, or due before the next meeting; and the figures of the last pack that read
    differently."""

    lists: dict[str, ItemRecords]
    duties: pd.DataFrame
    next_meeting: date
    since_the_pack: SinceThePack

    @property
    def references(self) -> tuple[str, ...]:
        """The children that it names."""
        shown = (each.rows for each in self.lists.values())
        listed = (
            str(reference)
            for rows in (*shown, self.duties)
            if "Reference" in rows
            for reference in rows["Reference"]
        )
        return tuple(dict.fromkeys((*listed, *self.since_the_pack.references)))

    @property
    def row_count(self) -> int:
        """How many rows all of its lists have."""
        return sum(len(each.rows) for each in self.lists.values()) + len(self.duties)


def ask_for_records(run: Run) -> MeetingRecords:
    """Ask for all of the meeting's records. Raises `Denied` and `DataUnavailable`."""
    areas = run.area_names()
    before_18 = items.open_duties_by_child(run.ask(counts.open_duties_before_18))
    known = {row[1]: row[2] for row in run.ask(counts.meeting_items).rows}
    lists = {}
    for name, item in ITEMS.items():
        if known[name] is not None:
            filters = replace(run.filters, listing=Listing(name))
            answer = run.ask(records.records, filters)
            in_all = int(answer.rows[0][-1]) if answer.rows else 0
            lists[name] = ItemRecords(
                item, in_all, items.records_table(item, answer, filters, areas, before_18)
            )
    due = run.ask(duties.open_duties)
    next_meeting = months_before(run.filters.as_at, -NEXT_MEETING_MONTHS)
    due_on = due.columns.index("due_on")
    soon = [row for row in due.rows if row[due_on] and row[due_on] <= next_meeting]
    table = duty_views.open_duties_table(
        Answer(due.columns, tuple(soon)), areas, run.categories(STATUS)
    )
    return MeetingRecords(lists, table, next_meeting, since_the_pack.find_changes(run))


def introduction(run: Run) -> str:
    """What the chair says first, as HTML."""
    bridge = run.ask(movement.bridge).one()
    reasons = run.ask(movement.removals_by_reason).pairs()
    meeting = run.ask(reference.last_meeting).rows[0][0]
    since = sentence.opening(run.filters.period, meeting)
    text = sentence.introduction(bridge, reasons.get(movement.REACHED_18, 0), since)
    return f'<p class="introduction">{escape(text)}</p>'


def show(run: Run) -> None:
    """The lists, once the reader asks for them and has stated a purpose."""
    if not st.toggle("Show the records of the meeting", key=_IS_OPEN):
        return
    found, purpose = find_records(run)
    st.html(f"<p>For: <strong>{escape(purpose.text)}</strong></p>")
    if run.may(Grant.DECISIONS):
        decisions.show_decisions(run, "What was promised", names_children=True)
    for part in PARTS:
        st.html(f'<h2 class="section">{escape(part.heading)}</h2>')
        if part is CHANGES:
            st.html(f"<p>{escape(reconciliation(run, found))}</p>")
        for item in part.items:
            if item.name in found.lists:
                _show_item(found.lists[item.name])
            else:
                covered = run.days_covered(item.sheet)
                why = words.not_covered(item.sheet, covered, run.filters.as_at)
                st.html(f"<p>{escape(item.label)}: {escape(words.within_sentence(why))}.</p>")
    st.html('<h2 class="section">Changed since the last pack</h2>')
    since_the_pack.show_with_children(run, found.since_the_pack)
    st.html('<h2 class="section">Overdue, and due before the next meeting</h2>')
    show_duties(run, found)
    handing_out.download(run, "meeting", as_one_table(found), purpose, found.references)


def find_records(run: Run) -> tuple[MeetingRecords, Purpose]:
    """The records and the purpose of the look at them, which is stated and logged first."""
    purpose = require()
    found = ask_for_records(run)
    decided_about: Iterable[str] = ()
    if run.may(Grant.DECISIONS):
        decided_about = decision_views.child_references(decisions.decisions_so_far(run))
    references = tuple(dict.fromkeys((*found.references, *decided_about)))
    handing_out.log(run, purpose, references, found.row_count)
    return found, purpose


def reconciliation(run: Run, found: MeetingRecords) -> str:
    """A sentence that the lists have as many rows as the bridge says, from its opening to its
    closing."""
    bridge = run.ask(movement.bridge).one()
    names = ("added", "moved_in", "moved_out", "removed")
    if any(found.lists[name].in_all != bridge[name] for name in names):
        return "An import came in while this was drawn. Draw the page again."
    return (
        f"{bridge['opening']:,} at the opening, plus {bridge['added']:,} added and "
        f"{bridge['moved_in']:,} moved in, less {bridge['removed']:,} removed and "
        f"{bridge['moved_out']:,} moved out, is {bridge['closing']:,}. Each list below has as many "
        "rows as its figure."
    )


def _show_item(listed: ItemRecords) -> None:
    asks = f" {listed.item.asks}" if listed.item.asks and listed.in_all else ""
    if not listed.in_all:
        st.html(f"<p>{escape(listed.heading)}.</p>")
        return
    st.html(tables.as_html(listed.rows, f"{listed.heading}.{asks}"))
    if listed.in_all > len(listed.rows):
        st.caption(
            f"The first {len(listed.rows):,} of {listed.in_all:,}. Narrow the filters for the "
            "others."
        )


def show_duties(run: Run, found: MeetingRecords) -> None:
    """The duties that are overdue or due before the next meeting, by child."""
    until = words.day(found.next_meeting)
    if found.duties.empty:
        unknown = briefing.unknown_duties(run)
        known = " that is known" if unknown else ""
        st.html(f"<p>No duty{known} is overdue, or due by {until}. {escape(unknown)}</p>")
        return
    number = words.counted(len(found.duties), "duty", "duties")
    caption = f"{words.sentence(number)} overdue or due by {until}, the longest overdue first"
    st.html(tables.as_html(found.duties, caption))
    briefing.say_unknown(run, st.container())


def as_one_table(found: MeetingRecords) -> pd.DataFrame:
    """Every list in one table, as it is handed out."""
    parts = [
        each.rows.assign(List=each.item.label) for each in found.lists.values() if len(each.rows)
    ]
    parts.append(found.duties.assign(List="Duties"))
    table = pd.concat(parts, ignore_index=True)
    return table[["List", *(name for name in table.columns if name != "List")]]
