"""The panel of the children of an area at each month end, for a release or an issued summary."""

from __future__ import annotations

from html import escape

from streamlit.delta_generator import DeltaGenerator

from dashboard import charts
from dashboard.components import panels
from dashboard.style import tables
from dashboard.views.view import Finding


def trend_panel(where: DeltaGenerator, finding: Finding, name: str, more: str = "") -> None:
    """The headline, the chart and the table of 24 month ends. `more` ends the subtitle."""
    box = where.container(border=True, key=f"panel-{name}-trend", height="stretch")
    subtitle = f"Children on the tracker at each month end, 24 months{more}"
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
