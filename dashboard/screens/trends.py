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
from dashboard.views.signals import TRENDS
from queries.administration import reference
from queries.choices import DISTRICT, offered
from queries.oversight import over_time
from queries.signals.chance import expected_false_signals
from queries.trends import Shown, shown, trend

ALL = "All trends"
CHOSEN = "trend"


def draw(run: Run) -> None:
    """Draw the small charts, and the one chosen large in their place."""
    options = run.ask(reference.options).rows
    districts = list(offered(DISTRICT, options, {}, run.filters.days))
    places = {each.key: each for each in shown(run.filters, districts)}
    run.prepare(TRENDS.values())
    st.html(f'<p class="tried">{escape(tried(run, list(places.values())))}</p>')
    links.check_choice(CHOSEN, "Trend", [ALL, *(each.title for each in places.values())], of=CHOSEN)
    chosen = st.selectbox(
        "Trend",
        [ALL, *places],
        format_func=lambda key: places[key].title if key in places else key,
        key=CHOSEN,
        bind="query-params",
        width=360,
    )
    links.say_problems(chosen, CHOSEN)
    if chosen in places:
        of = places[chosen]
        with st.container(horizontal=True, vertical_alignment="center", key="trend-chosen"):
            st.html(f'<h2 class="section">{escape(of.title)}</h2>')
            st.button("Back to all trends", on_click=_choose, args=(ALL,), type="tertiary")
        if of.filters != run.filters:  # of one district, beside the other
            run = replace(run, filters=of.filters, narrowed=words.narrowed(of.filters, {}))
        panels.panel_now(run, st.container(), TRENDS[of.measure.name])
        return
    with st.container(key="trends"):
        for each in places.values():
            _small(run, each)


def tried(run: Run, places: Sequence[Shown]) -> str:
    """How many measures were judged, and how many signals chance alone would give among them."""
    noted = run.ask(over_time.notes_on_trends).rows
    series = [
        trend(each.measure, run.ask(each.measure.question, each.filters).rows, each.filters, noted)
        for each in places
    ]
    kinds = [of.kind for of in series if of.judged and of.judged.judged and of.kind]
    if not kinds:
        return "No measure has enough points to be judged."
    number = expected_false_signals(kinds)
    about = "fewer than one" if number < 1 else f"about {number:.0f}"
    return (
        f"{words.sentence(words.counted(len(kinds), 'series', 'series'))} "
        f"{'is' if len(kinds) == 1 else 'are'} judged here. If nothing at all had changed, chance "
        f"would still give a signal in {about} of them. A signal says that something has probably "
        "changed. It does not say why, or whether that is good or bad."
    )


def _small(run: Run, of: Shown) -> None:
    view = TRENDS[of.measure.name]
    said = replace(run, filters=of.filters).rendered(view)
    box = st.container(border=True, key=f"trend-{of.key}")
    chart = charts.control_small()
    box.html(
        f"<h2>{escape(of.title)}</h2>"
        f"<p>{escape(said.headline)}{panels.not_narrowed(view, of.filters)}</p>"
        + (panels.kept_place(f"trend-{of.key}", chart, said.marks) if said.marks else "")
    )
    if said.marks:
        box.vega_lite_chart(
            said.marks,
            chart,
            alt=of.title,
            height="content",
            key=f"chart-{of.key}",
        )
    box.button(
        "Show large", on_click=_choose, args=(of.key,), type="tertiary", key=f"large-{of.key}"
    )


def _choose(key: str) -> None:
    st.session_state[CHOSEN] = key
