"""The list of records behind a figure, and one child's history.

Whatever is shown is logged before it is drawn; where the log cannot be written, nothing is shown.

Which child is open stands in the tab alone, never in the address.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from dashboard import charts
from dashboard.answers import cache
from dashboard.components import audit, downloads, frame, listings, panels
from dashboard.components.failure import say_not_logged
from dashboard.screens.purpose import Purpose, forget, stated
from dashboard.style import tables, words
from dashboard.views import records as told
from queries.administration import reference
from queries.ask import Answer, Question
from queries.filters import Filters, Listing
from queries.oversight import records

_CHILD = "records: child"


def show(*, has_arrived: bool) -> None:
    """The page below its head, once a purpose stands."""
    if has_arrived:
        st.session_state.pop(_CHILD, None)
        audit.forget_look()
    filters = replace(frame.needs_data(), listing=listings.asked())
    purpose = stated()
    reference = st.session_state.get(_CHILD)
    try:
        if reference:
            _child(replace(filters, listing=None, child_ref=reference), purpose)
        else:
            _list(filters, purpose)
    except audit.LogUnavailable:
        say_not_logged("records")


def _list(filters: Filters, purpose: Purpose) -> None:
    found = _ask(records.records, filters)
    shown = tuple(str(row[0]) for row in found.rows)
    in_all = found.rows[0][-1] if found.rows else 0
    _log(filters, purpose, shown, len(shown))

    heading = told.heading(filters, in_all)
    with st.container(horizontal=True, vertical_alignment="bottom", key="list"):
        st.html(f'<h2 class="section">{escape(heading)}</h2>')
        _choose(filters.listing or Listing())
    _about(purpose, "Choose a row to open that child's history." if shown else "")
    if not shown:
        st.info("There is no record behind this figure with these filters.")
        return
    rows = told.table(found, filters, _areas())
    _table(rows, shown, heading)
    if in_all > len(shown):
        st.caption(f"The first {len(shown):,} of {in_all:,}. Narrow the filters for the others.")
    _download("records", rows, filters, purpose, shown)


def _child(filters: Filters, purpose: Purpose) -> None:
    entries = _ask(records.entries_of_child, filters)
    spells = _ask(records.spells_of_child, filters)
    reports = _ask(records.intelligence_of_child, filters)
    child = str(filters.child_ref)
    _log(filters, purpose, (child,), sum(len(each.rows) for each in (entries, spells, reports)))

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Back to the list", on_click=_close, icon=":material/arrow_back:")
        _about(purpose)
    if not spells.rows:
        st.info("This record is not known at the import chosen above.")
        return
    areas = _areas()
    facts = told.facts(spells, filters, areas)
    st.html(
        f'<h2 class="section">{escape(child)}</h2><dl class="facts">'
        + "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>"
            for name, fact in facts.items()
        )
        + "</dl>"
    )
    marks = told.history(entries, spells, reports, filters.as_at)
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
        charts.history(),
        alt=f"Timeline of {child}: {counts}. The table beneath says the same.",
        key="chart-history",
    )
    happened = told.events(entries, spells, reports, areas)
    st.html(tables.as_html(happened, "What happened, in order"))
    _download("record", happened.assign(Reference=child), filters, purpose, (child,))


def _ask(asked: Question, filters: Filters) -> Answer:
    return cache.answer(asked, frame.viewer(), filters)


def _areas() -> dict[str, str]:
    """The names of the areas by code."""
    return {row[0]: row[1] for row in panels.ask(reference.areas).rows}


def _log(filters: Filters, purpose: Purpose, references: tuple[str, ...], rows: int) -> None:
    audit.look(
        frame.viewer(),
        frame.title(),
        filters=words.chosen(filters),
        child_refs=references,
        purpose=purpose.text,
        row_count=rows,
        data_version=filters.known,
    )


def _choose(listing: Listing) -> None:
    st.selectbox(
        "List",
        list(records.RELATIONS),
        index=list(records.RELATIONS).index(listing.relation),
        format_func=told.name_of,
        key=f"list: {listing}",
        on_change=_chosen,
        args=(listing,),
        width=320,
    )
    if listing.only:
        st.button(
            "Show all of this list", on_click=listings.choose, args=(Listing(listing.relation),)
        )


def _chosen(listing: Listing) -> None:
    relation = st.session_state[f"list: {listing}"]
    if relation != listing.relation:
        listings.choose(Listing(relation))


def _table(rows: pd.DataFrame, shown: tuple[str, ...], caption: str) -> None:
    key = f"records: {hash(shown)}"  # so that a row that is chosen is one of these
    days = [name for name in told.DAYS if name in rows.columns]
    st.dataframe(
        rows,
        hide_index=True,
        column_config={day: st.column_config.DateColumn(format="D MMM YYYY") for day in days},
        key=key,
        on_select=partial(_open, key, shown),
        selection_mode="single-row",
        alt=caption,
        height="content",
        placeholder="",
        lazy=False,
    )


def _open(key: str, shown: tuple[str, ...]) -> None:
    for row in st.session_state[key]["selection"]["rows"]:
        st.session_state[_CHILD] = shown[row]


def _close() -> None:
    st.session_state.pop(_CHILD, None)


def _about(purpose: Purpose, more: str = "") -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="purpose"):
        st.html(f"<p>For: <strong>{escape(purpose.text)}</strong></p>", width="content")
        st.button("Change", help="State another purpose", on_click=forget, type="tertiary")
        if more:
            st.html(f"<p>{more}</p>", width="content")


def _download(
    name: str, rows: pd.DataFrame, filters: Filters, purpose: Purpose, shown: tuple[str, ...]
) -> None:
    downloads.button(
        st.container(),
        lambda: downloads.Download(
            f"{name}_{filters.as_at.isoformat()}.csv",
            lambda: downloads.as_csv(rows, filters),
            len(rows),
            filters,
            child_refs=shown,
            purpose=purpose.text,
        ),
        f"download-{name}",
    )
