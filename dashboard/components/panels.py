"""Number cards, and the panel: finding, subtitle, chart, text alternative, table, download."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import navigation
from dashboard.answers.engine import engine
from dashboard.charts import enlarged, spec_of
from dashboard.components import downloads, frame, listings
from dashboard.components.run import Run
from dashboard.pack import finding
from dashboard.pack.formats import Format
from dashboard.pack.reader import PackReader
from dashboard.style import words
from dashboard.views.meeting import decisions
from dashboard.views.view import NOT_TO_QUOTE, Rendered, View
from queries.access import Grant
from queries.ask import DataUnavailable, from_database
from queries.choices import CHOICES
from queries.filters import Filters, Listing
from queries.meeting.decisions import open_decisions

FOLD = "Table, definition, full screen and download"


@dataclass(frozen=True)
class Card:
    """A figure, what it is, a line beneath it, the page behind it, which has its name, and the
    records, if any."""

    label: str
    figure: str
    beneath: str
    page: str
    records: Listing | None = None


def panel(run: Run, *views: View, where: DeltaGenerator | None = None) -> None:
    """Place a view on the page, or in a part of it; two stand side by side. The headline is the
    finding; what is plotted stands beneath."""
    make = where.container if where else st.container
    if len(views) > 1:  # the columns of Streamlit would be two elements more
        make = make(horizontal=True, key=f"beside-{views[0].name}").container
    for view in views:
        box = make(border=True, key=f"panel-view-{view.name}", height="stretch")
        run.placed.append((view, partial(_panel, run, box, view)))


def panel_now(run: Run, view: View) -> None:
    """Draw a panel at once, with the filters of this run, which may differ from the page's."""
    box = st.container(border=True, key=f"panel-view-{view.name}")
    _panel(run, box, view, run.rendered(view))


def fold(label: str, where: DeltaGenerator | None = None, name: str = "") -> DeltaGenerator | None:
    """A folded part of a page, or of `where`, to draw in; None while it is closed, so that what it
    would hold is neither worked out nor sent. Its name, else its label, tells it from others."""
    make = where.expander if where else st.expander
    part = make(label, key=f"fold-{name or label}", on_change="rerun")
    return part if part.open else None


def table(
    run: Run, view: View, where: DeltaGenerator | None = None, heading: str | None = None
) -> None:
    """Place a view's table in a part of the page, without its chart; else it stands after all that
    the page has placed."""
    run.placed.append((view, partial(_table, where, heading)))


def draw(run: Run) -> None:
    """Draw what the page has placed and not drawn yet, asking for all answers side by side. A page
    that may end early, to ask for a purpose, calls this before."""
    run.prepare(view for view, _ in run.placed)
    decided = _decided(run)
    has_warned = False  # not to quote: once a page
    for view, drawn in run.placed:
        rendered = run.rendered(view)
        notes = (*rendered.notes, *decided.get(view.name, ()))
        if view.is_not_to_quote and rendered.rows and not has_warned:
            notes, has_warned = (*notes, NOT_TO_QUOTE), True
        drawn(replace(rendered, notes=notes))
    run.placed.clear()


def _decided(run: Run) -> dict[str, tuple[str, ...]]:
    """What the meeting decided about each figure, for those who may read it."""
    if not run.placed or not run.may(Grant.DECISIONS):
        return {}
    return decisions.notes_by_figure(run.ask(open_decisions).dicts())


def _panel(run: Run, box: DeltaGenerator, view: View, rendered: Rendered) -> None:
    is_clickable = rendered.has_records and run.may(Grant.RECORDS)
    opens_records = ". Each mark opens its records" if is_clickable else ""
    opens_records_once = opens_records if _is_first_with_records(run, view) else ""
    spec = spec_of(view.chart, is_clickable, rendered.categories) if view.chart else None
    box.html(
        f"<h2>{escape(rendered.headline)}</h2>"
        f"<p>{escape(rendered.subtitle)}{opens_records_once}{not_narrowed(view, run.filters)}</p>"
        + (
            room_for_chart(f"panel-view-{view.name}", rendered.height)
            if spec and rendered.marks
            else ""
        )
    )
    if view.chart and rendered.marks:
        key = f"chart-{view.name}"
        box.vega_lite_chart(
            rendered.marks if is_clickable else rendered.marks_alone,
            spec,
            # Without figures: a chart of another text is drawn anew.
            alt=f"{rendered.subtitle}{opens_records}.",
            height="content",
            key=key,
            on_select=partial(listings.follow, key) if is_clickable else "ignore",
        )
    if rendered.notes:
        box.html(_notes(rendered))
    _table_and_definition(run, box, view, rendered)


def room_for_chart(key: str, pixels: int) -> str:
    """A style that keeps room for a chart before it is drawn, as HTML, so that what is beneath does
    not move. The chart is the second in the container of this key."""
    return f"<style>.st-key-{key} > :nth-child(2) {{ min-height: {pixels}px }}</style>"


def _is_first_with_records(run: Run, view: View) -> bool:
    """Whether this is the page's first panel with marks that open records: only it says so."""
    return view is next((each for each, _ in run.placed if run.rendered(each).has_records), view)


def _table(where: DeltaGenerator | None, heading: str | None, rendered: Rendered) -> None:
    body = rendered.table if rendered.rows else f"<p>{escape(rendered.headline)}.</p>"
    title = f'<h2 class="section">{escape(heading)}</h2>' if heading else ""
    html = where.html if where else st.html
    html(title + body + (_notes(rendered) if rendered.notes else ""))


def _notes(rendered: Rendered) -> str:
    notes = "".join(f"<li>{escape(each)}</li>" for each in rendered.notes)
    return f'<ul class="notes">{notes}</ul>'


def cards(run: Run, shown: Iterable[Card]) -> str:
    """Number cards side by side, each opening the page behind it, as HTML."""
    has_records = run.may(Grant.RECORDS)
    return f'<div class="cards">{"".join(_card(each, has_records) for each in shown)}</div>'


def _card(card: Card, has_records: bool) -> str:
    links = [f'<a class="page" href="{navigation.address(card.page)}">{card.page.capitalize()}</a>']
    if has_records and card.records:
        links.append(f'<a class="page" href="{escape(listings.address(card.records))}">Records</a>')
    return (
        '<div class="card"><div>'
        f'<p class="card-label">{escape(card.label)}</p>'
        f'<p class="card-figure">{escape(card.figure)}</p>'
        f'<p class="card-beneath">{escape(card.beneath)}</p>'
        f"</div>{''.join(links)}</div>"
    )


def not_narrowed(view: View, filters: Filters) -> str:
    """A note that names the filters set that do not narrow this figure; empty without any."""
    ignored = [
        choice.label.lower()
        for choice in CHOICES
        if choice.name in view.question.ignores and choice.value_in(filters)
    ]
    if not ignored:
        return ""
    return f'<span class="unmoved">. Not narrowed by {words.listed(ignored)}</span>'


def _table_and_definition(run: Run, box: DeltaGenerator, view: View, rendered: Rendered) -> None:
    """What the reader unfolds: the table, the definition, the chart full screen, the downloads."""
    unfolded = fold(FOLD, box, view.name)
    if not unfolded:
        return
    unfolded.html(rendered.table + _definition(view))
    buttons = unfolded.container(horizontal=True)
    chart_file = partial(_chart_file, run, view, rendered)
    if view.chart and rendered.marks:
        key = f"full-screen-{view.name}"
        if downloads.is_pressed(buttons, "Full screen", key):
            _full_screen(run, view, view.chart, rendered, chart_file)
    downloads.button(
        run,
        buttons,
        lambda: downloads.Download(
            f"{view.name}_{run.filters.as_at.isoformat()}.csv",
            lambda: downloads.as_csv(run.finding(view).table, run.filters),
            rendered.rows,
            run.filters,
        ),
        f"download-{view.name}",
    )
    if rendered.marks:
        downloads.chart_button(run, buttons, chart_file, f"save-{view.name}")


def _definition(view: View) -> str:
    definition = escape(view.question.definition)
    return f'<p class="definition"><strong>How it is counted.</strong> {definition}</p>'


def _chart_file(run: Run, view: View, rendered: Rendered, kind: Format) -> downloads.Download:
    """The chart as a file, with what it needs to stand alone."""

    def content() -> bytes:
        asking = PackReader(run.viewer, run.filters, from_database(engine()))
        if run.extract is None:
            raise DataUnavailable("Nothing has been imported.")
        return kind.write(finding.document(view, asking, run.extract))

    return downloads.Download(
        f"{view.name}_{run.filters.as_at.isoformat()}.{kind.name}",
        content,
        rendered.rows,
        run.filters,
        mime=kind.mime,
    )


@st.dialog("Full screen", width="large")
def _full_screen(
    run: Run,
    view: View,
    chart: str,
    rendered: Rendered,
    file: Callable[[Format], downloads.Download],
) -> None:
    """A chart over the whole screen, with what it needs to be read alone: the finding, what is
    plotted, the filters, the day, the marking, the definition, and the way to save it."""
    box = st.container(key="full-screen")
    box.html(
        f"{frame.marking_line()}{frame.demo_notice(run)}<h2>{escape(rendered.headline)}</h2>"
        f"<p>{escape(rendered.subtitle)}</p>{frame.context_in_words(run)}"
    )
    box.vega_lite_chart(
        rendered.marks_alone,
        enlarged(spec_of(chart, categories=rendered.categories)),
        alt=f"{rendered.headline}. {rendered.subtitle}.",
        height="content",
        key=f"chart-full-screen-{view.name}",
    )
    box.html((_notes(rendered) if rendered.notes else "") + _definition(view))
    with box.expander("Save the chart"):
        downloads.ask_for_chart(file, run.viewer, run.title)
