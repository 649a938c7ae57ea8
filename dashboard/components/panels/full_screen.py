"""A chart over the whole screen, with what it needs to be read alone: the finding, what is plotted,
the filters, the day, the marking, the definition, and the way to save it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from dashboard.charts import enlarged, spec_of
from dashboard.components import downloads, frame
from dashboard.components.run import Run
from dashboard.pack.finding import FileKind
from dashboard.views.view import Rendered, View


@st.dialog("Full screen", width="large")
def show(
    run: Run,
    view: View,
    chart: str,
    rendered: Rendered,
    file: Callable[[FileKind], downloads.Download],
) -> None:
    """A panel's chart over the whole screen."""
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
    notes = "".join(f"<li>{escape(each)}</li>" for each in rendered.notes)
    box.html(
        (f'<ul class="notes">{notes}</ul>' if notes else "")
        + f'<p class="definition"><strong>How it is counted.</strong> '
        f"{escape(' '.join(view.question.definition.split()))}</p>"
    )
    with box.expander("Save the chart"):
        downloads.ask_for_chart(file, run.viewer, run.title)
