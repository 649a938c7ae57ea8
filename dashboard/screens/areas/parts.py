"""What a month-end release and an issued summary share: their choices, which are kept in the page's
address, the log of each look, and the panel of month ends."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import charts
from dashboard.components import audit, links, panels
from dashboard.components.failure import say_not_logged
from dashboard.components.run import Run
from dashboard.style import tables
from dashboard.views.release import ReleasedArea, table_lines
from dashboard.views.view import Finding
from queries.choices import value_for

CHOICES = "choices of an area summary"
_SEEN = "area summary: seen"
T = TypeVar("T")


def choice(
    label: str, key: str, options: Mapping[str, T], labels: Mapping[str, str], *, also: str = ""
) -> T:
    """Let the reader choose an option; returns it. One option alone is no choice, and is not drawn.

    A link may ask for an option by its name or its code, as `key` or else as `also`. One that is
    not offered is noted as a problem of `CHOICES`.
    """
    is_drawn = len(options) > 1
    given = st.query_params.get(key) if is_drawn else links.newly_given(key)
    asked = given or (links.newly_given(also) if also else None)
    meant = value_for(asked, labels) if asked else None
    if is_drawn and meant and given not in labels.values():
        st.session_state[key] = meant
    chosen = next(iter(options))
    if is_drawn:
        chosen = st.selectbox(
            label,
            list(options),
            format_func=labels.__getitem__,
            key=key,
            bind="query-params",
            width=230,
        )
    if asked and meant is None:
        links.refuse_not_offered(asked, label, labels[chosen], CHOICES)
    return options[chosen]


def forget_look(run: Run) -> None:
    """Have the next look logged where the reader comes from another page."""
    if run.has_arrived:
        st.session_state.pop(_SEEN, None)


def log_look(chosen: object, look: audit.Event, what: str) -> None:
    """Log what a partner is about to see ("a release"), once for each arrival and each choice.
    Where that fails, the page says so and ends."""
    if st.session_state.get(_SEEN) == chosen:
        return
    try:
        audit.record(look)
    except audit.LogUnavailable:
        say_not_logged(what)
        st.stop()
    st.session_state[_SEEN] = chosen


def symbols_panel(
    where: DeltaGenerator, introduction: str, meanings: Mapping[str, str], area: ReleasedArea
) -> None:
    """What each symbol that stands in the table of the area means, in plain words, beneath an
    introduction in HTML."""
    shown = {figure.shown for line in table_lines(area) for figure in line.figures}
    terms = "".join(
        f"<dt>{symbol}</dt><dd>{meaning}</dd>"
        for symbol, meaning in meanings.items()
        if symbol in shown
    )
    box = where.container(border=True, key="panel-symbols")
    box.html(introduction + (f'<dl class="symbols">{terms}</dl>' if terms else ""))


def trend_panel(where: DeltaGenerator, finding: Finding, name: str, subtitle_end: str = "") -> None:
    """The headline, the chart and the table of 24 month ends."""
    box = where.container(border=True, key=f"panel-{name}-trend", height="stretch")
    subtitle = f"Children on the tracker at each month end, 24 months{subtitle_end}"
    box.html(f"<h2>{escape(finding.headline)}</h2><p>{escape(subtitle)}</p>")
    if not finding.marks.empty:
        box.vega_lite_chart(
            finding.marks,
            charts.spec_of("release_trend"),
            alt=f"{subtitle}.",
            key=f"chart-{name}-trend",
        )
    if unfolded := panels.fold("Table", box, f"{name}-trend"):
        unfolded.html(tables.as_html(finding.table, subtitle.split(",", maxsplit=1)[0]))
