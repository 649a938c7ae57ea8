"""Number cards, and the panel: finding, subtitle, chart, text alternative, table, download."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, downloads, frame, listings, navigation, theme, words
from dashboard.views.view import Told, View
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
    behind: Listing | None = None


def filters() -> Filters:
    """The filters of this run."""
    return frame.needs_data()


def ask(asked: Question) -> Answer:
    """The answer to a question for whoever reads, with the filters of this run."""
    return cache.answer(asked, frame.viewer(), frame.needs_data())


def panel(where: DeltaGenerator, view: View, height: int | None = None) -> None:
    """Place a view on the page. Its headline is the finding; what is plotted stands beneath."""
    box = where.container(border=True, key=f"panel-{view.name}")
    frame.placed().append((view, partial(_panel, box, view, height)))


def table(where: DeltaGenerator, view: View, heading: str | None = None) -> None:
    """Place a view's table on the page, without its chart."""
    frame.placed().append((view, partial(_table, where, view, heading)))


def draw() -> None:
    """Draw what the page has placed. What has to be asked for is asked side by side."""
    placed = frame.placed()
    if placed:
        filters = frame.needs_data()
        cache.tell_ahead([view for view, _ in placed], frame.viewer(), filters)
        for view, drawn in placed:
            drawn(cache.told(view, frame.viewer(), filters))


def _panel(box: DeltaGenerator, view: View, height: int | None, said: Told) -> None:
    filters = frame.needs_data()
    subtitle = subtitled(view, filters)
    follows = listings.BEHIND in said.marks and listings.are_open()
    leads = ". Each mark opens its records" if follows else ""
    box.html(
        f"<h2>{escape(said.finding)}</h2><p>{escape(subtitle)}{leads}{unmoved(view, filters)}</p>"
    )
    if not said.marks.empty:
        key = f"chart-{view.name}"
        box.vega_lite_chart(
            said.once(("marks", follows), lambda: _as_arrow(said.marks, follows)),
            view.chart(theme.is_dark(), follows),
            alt=f"{said.finding}. {subtitle}{leads}.",
            height=height or "content",
            key=key,
            on_select=partial(listings.follow, key) if follows else "ignore",
        )
    _beneath(box, view, said, filters, subtitle)


def _table(where: DeltaGenerator, view: View, heading: str | None, said: Told) -> None:
    if said.table.empty:
        body = f"<p>{escape(said.finding)}.</p>"
    else:
        body = _read(said, subtitled(view, frame.needs_data()))
    where.html((f'<h2 class="section">{escape(heading)}</h2>' if heading else "") + body)


def cards(shown: Iterable[Card]) -> None:
    """Number cards side by side, each opening the page behind it."""
    row = st.container(key="cards")
    for each in shown:
        _card(row, each)


def _card(where: DeltaGenerator, shown: Card) -> None:
    box = where.container(border=True, key=f"card-{shown.label.lower().replace(' ', '-')}")
    box.html(
        f'<p class="card-label">{escape(shown.label)}</p>'
        f'<p class="card-figure">{escape(shown.figure)}</p>'
        f'<p class="card-beneath">{escape(shown.beneath)}</p>'
    )
    links = box.container(horizontal=True) if shown.behind and listings.are_open() else box
    links.page_link(navigation.path(shown.page), label=shown.link)
    if shown.behind and listings.are_open():
        listings.link(links, shown.behind)


def subtitled(view: View, filters: Filters) -> str:
    """What is plotted, with its dates."""
    return view.subtitle.format(as_at=words.day(filters.as_at), period=words.period(filters.period))


def unmoved(view: View, filters: Filters) -> str:
    """A note where a filter is set that does not narrow this figure."""
    names = [name for name in ("status", "gender") if name in view.question.ignores]
    unmoved = [name for name in names if getattr(filters, name)]
    if not unmoved:
        return ""
    return f'<span class="unmoved"> Not narrowed by {words.listed(unmoved)}.</span>'


def _as_arrow(marks: pd.DataFrame, follows: bool) -> pa.Table:
    """The marks as they go to the browser; without what they open, where nothing is opened."""
    drawn = marks if follows else marks.drop(columns=listings.BEHIND, errors="ignore")
    return pa.Table.from_pandas(drawn, preserve_index=False)


def _read(said: Told, subtitle: str) -> str:
    caption = subtitle.split(". ", maxsplit=1)[0]
    return said.once(("table", caption), lambda: as_table(said.table, caption))


def as_table(rows: pd.DataFrame, caption: str) -> str:
    """A frame as an HTML table: read by any screen reader, and light."""
    numeric = [pd.api.types.is_numeric_dtype(rows[column]) for column in rows.columns]
    head = "".join(
        f'<th scope="col"{" class=n" if n else ""}>{escape(str(column))}</th>'
        for column, n in zip(rows.columns, numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=n' if n else ''}>{escape(_cell(value))}</td>"
            for value, n in zip(row, numeric, strict=True)
        )
        + "</tr>"
        for row in rows.itertuples(index=False)
    )
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(value: Any) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, (pd.Timestamp,)):
        return words.day(value.date())
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        return words.day(value)
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) or hasattr(value, "dtype") else str(value)


def _beneath(box: DeltaGenerator, view: View, said: Told, filters: Filters, subtitle: str) -> None:
    """The table, the definition and the download, folded away."""
    fold = box.expander("Table, definition and download")
    fold.html(
        _read(said, subtitle) + f'<p class="definition"><strong>How it is counted.</strong> '
        f"{escape(' '.join(view.question.definition.split()))}</p>"
    )
    downloads.button(
        fold,
        lambda: downloads.Download(
            f"{view.name}_{filters.as_at.isoformat()}.csv",
            lambda: downloads.as_csv(said.table, filters),
            len(said.table),
            filters,
        ),
        f"download-{view.name}",
    )
