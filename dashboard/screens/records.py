"""The list of records behind a figure, and one child's history.

What is shown is logged before it is drawn. Where the log cannot be written, nothing is shown.

The child that is open is kept in the tab, never in the address.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.components import audit, frame, links, listings
from dashboard.components.run import Run
from dashboard.screens import handing_out
from dashboard.screens.purpose import Purpose, forget, require
from dashboard.style import tables, words
from dashboard.views import records as record_views
from dashboard.views.safeguarding.duties import unknown_duties_sentence
from queries.dimensions import STATUS
from queries.filters import Listing
from queries.oversight import records, sheet_rows
from queries.safeguarding import duties
from queries.scope import DUTIES

_CHILD = "records: child"


def show(run: Run) -> None:
    """The page below its head, once a purpose is stated."""
    if run.has_arrived:
        st.session_state.pop(_CHILD, None)
        audit.forget_look()
    frame.require_data(run)
    asked = listings.listing_in_address()
    run = replace(run, filters=replace(run.filters, listing=asked))
    purpose = require()
    links.say_problems(asked, listings.PARAMETER)
    reference = st.session_state.get(_CHILD)
    if reference:
        of_child = replace(run.filters, listing=None, child_ref=reference)
        _show_child(replace(run, filters=of_child), purpose)
    else:
        _show_list(run, purpose)


def _show_list(run: Run, purpose: Purpose) -> None:
    """The records behind a figure or, where it does not count children, the rows of a sheet."""
    filters, listing = run.filters, run.filters.listing or Listing()
    is_of_sheet = listing.relation in sheet_rows.ROWS
    found = run.ask(sheet_rows.rows_of_sheet if is_of_sheet else records.records)
    in_all = found.rows[0][-1] if found.rows else 0
    if is_of_sheet:
        rows = record_views.rows_of_sheet(found)
        named = rows.get(sheet_rows.REFERENCE, ())
        refs = tuple(dict.fromkeys(str(reference) for reference in named if reference))
    else:
        rows = record_views.table(found, filters, run.area_names())
        refs = tuple(str(row[0]) for row in found.rows)
    handing_out.log(run, purpose, refs, len(rows))

    heading = record_views.heading(filters, in_all)
    with st.container(horizontal=True, vertical_alignment="bottom", key="list"):
        st.html(f'<h2 class="section">{escape(heading)}</h2>')
        _list_choice(listing)
    opens = not is_of_sheet and not rows.empty
    _show_purpose(purpose, "Choose a row to open that child's history." if opens else "")
    if rows.empty:
        st.info("There is no record behind this figure with these filters.")
        return
    if is_of_sheet:
        st.html(tables.as_html(rows, heading))
    else:
        _show_table(rows, refs, heading)
    if in_all > len(rows):
        st.caption(f"The first {len(rows):,} of {in_all:,}. Narrow the filters for the others.")
    handing_out.download(run, "rows" if is_of_sheet else "records", rows, purpose, refs)


def _show_child(run: Run, purpose: Purpose) -> None:
    entries = run.ask(records.entries_of_child)
    spells = run.ask(records.spells_of_child)
    reports = run.ask(records.intelligence_of_child)
    owed, acts_done = run.ask(duties.duties_of_child), run.ask(duties.acts_of_child)
    filters, child = run.filters, str(run.filters.child_ref)
    answers = (entries, spells, reports, owed, acts_done)
    handing_out.log(run, purpose, (child,), sum(len(each.rows) for each in answers))

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back to the list", on_click=_close_child, icon=":material/arrow_back:")
        _show_purpose(purpose)
    if not spells.rows:
        st.info("This record is not known at the import chosen above.")
        return
    areas = run.area_names()
    facts = record_views.facts(spells, filters, areas)
    st.html(
        f'<h2 class="section">{escape(child)}</h2><dl class="facts">'
        + "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>"
            for name, fact in facts.items()
        )
        + "</dl>"
    )
    statuses = run.categories(STATUS)
    marks = record_views.timeline_marks(entries, spells, reports, filters.as_at, statuses)
    counts = words.listed(
        [
            words.counted(len(entries.rows), "entry", "entries"),
            words.counted(len(reports.rows), "intelligence report"),
        ]
    )
    box = st.container(border=True, key="panel-history")
    box.html(
        f"<h2>{escape(words.sentence(counts))}</h2><p>Time on the tracker, the status in it, the "
        "steps taken, and the intelligence linked to the child, as it is known</p>"
    )
    box.vega_lite_chart(
        marks,
        charts.spec_of(
            "history", categories={"lane": record_views.timeline_lanes(spells, statuses)}
        ),
        alt=f"Timeline of {child}: {counts}. The table beneath says the same.",
        key="chart-history",
    )
    if owed.rows:
        st.html(
            tables.as_html(record_views.duties_table(owed), "Duties to this child, overdue first")
        )
        if unknown := unknown_duties_sentence(len(DUTIES) - len(owed.rows)):
            st.html(f'<p class="definition">{escape(unknown)}</p>')
    happened = record_views.events_table(entries, spells, reports, acts_done, areas)
    st.html(tables.as_html(happened, "What happened, the newest first"))
    handing_out.download(run, "record", happened.assign(Reference=child), purpose, (child,))


def _list_choice(listing: Listing) -> None:
    st.selectbox(
        "List",
        list(record_views.LISTS),
        index=list(record_views.LISTS).index(listing.relation),
        format_func=record_views.name_of,
        key=f"list: {listing}",
        on_change=_change_list,
        args=(listing,),
        width=320,
    )
    if listing.only:
        st.button(
            "Show all of this list", on_click=listings.choose, args=(Listing(listing.relation),)
        )


def _change_list(listing: Listing) -> None:
    relation = st.session_state[f"list: {listing}"]
    if relation != listing.relation:
        listings.choose(Listing(relation))


def _show_table(rows: pd.DataFrame, shown: tuple[str, ...], caption: str) -> None:
    key = f"records: {hash(shown)}"  # so that a row that is chosen is one of these
    days = [name for name in record_views.DAYS if name in rows.columns]
    st.dataframe(
        rows,
        hide_index=True,
        column_config={day: st.column_config.DateColumn(format="D MMM YYYY") for day in days},
        key=key,
        on_select=partial(_open_child, key, shown),
        selection_mode="single-row",
        alt=caption,
        height="content",
        placeholder="",
        lazy=False,
    )


def _open_child(key: str, shown: tuple[str, ...]) -> None:
    for row in st.session_state[key]["selection"]["rows"]:
        st.session_state[_CHILD] = shown[row]


def _close_child() -> None:
    st.session_state.pop(_CHILD, None)


def _show_purpose(purpose: Purpose, more: str = "") -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="purpose"):
        st.html(f"<p>For: <strong>{escape(purpose.text)}</strong></p>", width="content")
        st.button("Change", help="State another purpose", on_click=forget, type="tertiary")
        if more:
            st.html(f"<p>{more}</p>", width="content")
