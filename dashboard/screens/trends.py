"""The page of trends: a small chart for each measure, or one of them large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import charts
from dashboard.components import links, panels
from dashboard.components.run import Run
from dashboard.style import words
from dashboard.views.trends import TRENDS
from dashboard.views.view import Rendered
from queries.signals import Kind
from queries.signals.chance import expected_false_signals
from queries.trends import ShownMeasure, shown_on_page

ALL = "All trends"
CHOSEN = "trend"


def draw(run: Run) -> None:
    """Draw the small charts, and the one chosen large in their place."""
    run.prepare(TRENDS.values())
    measures = {each.key: each for each in shown_on_page(run.ask, run.filters)}
    rendered = {
        key: replace(run, filters=each.filters).rendered(TRENDS[each.measure.name])
        for key, each in measures.items()
    }
    kinds = [each.judged_on for each in rendered.values() if each.judged_on]
    st.html(f'<p class="judged">{escape(signals_by_chance(kinds))}</p>')
    titles = [measure.title for measure in measures.values()]
    links.check_choice(CHOSEN, "Trend", [ALL, *titles], part=CHOSEN)
    chosen = st.selectbox(
        "Trend",
        [ALL, *measures],
        format_func=lambda key: measures[key].title if key in measures else key,
        key=CHOSEN,
        bind="query-params",
        width=360,
    )
    links.say_problems(chosen, CHOSEN)
    if chosen in measures:
        large = measures[chosen]
        with st.container(horizontal=True, vertical_alignment="center", key="trend-chosen"):
            st.html(f'<h2 class="section">{escape(large.title)}</h2>')
            st.button("Back to all trends", on_click=_choose, args=(ALL,), type="tertiary")
        if large.filters != run.filters:  # of one district, beside the other
            run = replace(
                run, filters=large.filters, narrowed=words.filters_in_words(large.filters, {})
            )
        panels.panel_now(run, TRENDS[large.measure.name])
        return
    with st.container(key="trends"):
        for key, measure in measures.items():
            _draw_small(measure, rendered[key])


def signals_by_chance(kinds: Sequence[Kind]) -> str:
    """How many series are judged, each on a chart of its kind, and how many signals chance alone
    would give among them."""
    if not kinds:
        return "No measure has enough points to be judged."
    number = expected_false_signals(kinds)
    by_chance = (
        "chance alone would seldom give a signal"
        if number < 0.5
        else f"chance would still give a signal in about {max(number, 1):.0f} of them"
    )
    return (
        f"{words.sentence(words.counted(len(kinds), 'series', 'series'))} "
        f"{words.are(len(kinds))} judged here. If nothing at all had changed, "
        f"{by_chance}. A signal says that something has probably changed. It does not say why, or "
        "whether that is good or bad."
    )


def _draw_small(shown: ShownMeasure, rendered: Rendered) -> None:
    view = TRENDS[shown.measure.name]
    box = st.container(border=True, key=f"trend-{shown.key}")
    chart = charts.spec_of("control_small")
    narrowed = view.panels_note(shown.filters) + panels.not_narrowed(view, shown.filters)
    verdict = rendered.headline.removesuffix(".") if narrowed else rendered.headline
    box.html(
        f"<h2>{escape(shown.title)}</h2><p>{escape(verdict)}{narrowed}</p>"
        + (
            panels.room_for_chart(f"trend-{shown.key}", charts.min_height(chart, rendered.marks))
            if rendered.marks
            else ""
        )
    )
    if rendered.marks:
        box.vega_lite_chart(
            rendered.marks,
            chart,
            alt=shown.title,
            height="content",
            key=f"chart-{shown.key}",
        )
    box.button(
        "Show large", on_click=_choose, args=(shown.key,), type="tertiary", key=f"large-{shown.key}"
    )


def _choose(key: str) -> None:
    st.session_state[CHOSEN] = key
