"""Number cards, and the panel: finding, subtitle, chart, text alternative, table, download."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import navigation
from dashboard.answers import cache
from dashboard.components import downloads, frame, listings
from dashboard.style import words
from dashboard.views.view import Rendered, View
from queries.ask import Answer, Question
from queries.filters import Filters, Listing


@dataclass(frozen=True)
class Card:
    """A figure, what it is, a line beneath it, the page behind it, and the records, if any."""

    label: str
    figure: str
    beneath: str
    page: str
    link: str
    records: Listing | None = None


def filters() -> Filters:
    """The filters of this run."""
    return frame.needs_data()


def ask(asked: Question) -> Answer:
    """The answer to a question for whoever reads, with the filters of this run."""
    return cache.answer(asked, frame.viewer(), frame.needs_data())


def is_loaded(sheet: str) -> bool:
    """Whether a sheet has been loaded; figures of one that has not are not known, and not 0."""
    return cache.is_loaded(sheet, frame.viewer(), frame.needs_data())


def panel(where: DeltaGenerator, view: View, height: int | None = None) -> None:
    """Place a view on the page. Its headline is the finding; what is plotted stands beneath."""
    box = where.container(border=True, key=f"panel-{view.name}")
    frame.placed().append((view, partial(_panel, box, view, height)))


def table(where: DeltaGenerator, view: View, heading: str | None = None) -> None:
    """Place a view's table on the page, without its chart."""
    frame.placed().append((view, partial(_table, where, heading)))


def draw() -> None:
    """Draw what the page has placed. What has to be asked for is asked side by side."""
    placed = frame.placed()
    if placed:
        filters = frame.needs_data()
        cache.prepare([view for view, _ in placed], frame.viewer(), filters)
        for view, drawn in placed:
            drawn(cache.rendered(view, frame.viewer(), filters))


def _panel(box: DeltaGenerator, view: View, height: int | None, said: Rendered) -> None:
    filters = frame.needs_data()
    subtitle = view.subtitled(filters)
    clickable = said.has_records and listings.are_open()
    leads = ". Each mark opens its records" if clickable else ""
    box.html(
        f"<h2>{escape(said.headline)}</h2><p>{escape(subtitle)}{leads}{unmoved(view, filters)}</p>"
    )
    if said.marks:
        key = f"chart-{view.name}"
        box.vega_lite_chart(
            said.marks if clickable else said.marks_alone,
            view.chart(clickable),
            alt=f"{said.headline}. {subtitle}{leads}.",
            height=height or "content",
            key=key,
            on_select=partial(listings.follow, key) if clickable else "ignore",
        )
    _beneath(box, view, said, filters)


def _table(where: DeltaGenerator, heading: str | None, said: Rendered) -> None:
    body = said.table if said.rows else f"<p>{escape(said.headline)}.</p>"
    where.html((f'<h2 class="section">{escape(heading)}</h2>' if heading else "") + body)


def cards(shown: Iterable[Card]) -> None:
    """Number cards side by side, each opening the page behind it."""
    row = st.container(key="cards")
    clickable = listings.are_open()
    for each in shown:
        _card(row, each, each.records if clickable else None)


def _card(where: DeltaGenerator, shown: Card, records: Listing | None) -> None:
    box = where.container(border=True, key=f"card-{shown.label.lower().replace(' ', '-')}")
    box.html(
        f'<p class="card-label">{escape(shown.label)}</p>'
        f'<p class="card-figure">{escape(shown.figure)}</p>'
        f'<p class="card-beneath">{escape(shown.beneath)}</p>'
    )
    links = box.container(horizontal=True) if records else box
    links.page_link(navigation.page(shown.page), label=shown.link)
    if records:
        listings.link(links, records)


def unmoved(view: View, filters: Filters) -> str:
    """A note where a filter is set that does not narrow this figure."""
    names = [name for name in ("status", "gender") if name in view.question.ignores]
    unmoved = [name for name in names if getattr(filters, name)]
    if not unmoved:
        return ""
    return f'<span class="unmoved">. Not narrowed by {words.listed(unmoved)}</span>'


def _beneath(box: DeltaGenerator, view: View, said: Rendered, filters: Filters) -> None:
    """The table, the definition and the download, folded away."""
    fold = box.expander("Table, definition and download")
    fold.html(
        f'{said.table}<p class="definition"><strong>How it is counted.</strong> '
        f"{escape(' '.join(view.question.definition.split()))}</p>"
    )
    viewer = frame.viewer()
    downloads.button(
        fold,
        lambda: downloads.Download(
            f"{view.name}_{filters.as_at.isoformat()}.csv",
            lambda: downloads.as_csv(cache.finding(view, viewer, filters).table, filters),
            said.rows,
            filters,
        ),
        f"download-{view.name}",
    )
