"""Draw all charts with Altair and keep them as JSON: `make charts`."""

from __future__ import annotations

import json

from dashboard.charts import (
    bar_charts,
    control_charts,
    line_charts,
    safeguarding,
    tile_maps,
    timelines,
)
from dashboard.charts.drawing import chart
from dashboard.charts.specification import MODES, SPECIFICATIONS, Spec

MODULES = (bar_charts, safeguarding, control_charts, line_charts, tile_maps, timelines)
CHARTS = {
    name: each
    for module in MODULES
    for name, each in vars(module).items()
    if isinstance(each, chart)
}
READ_ALOUD = ("bar", "rect", "point", "circle", "tick", "rule")


def with_descriptions(spec: Spec) -> Spec:
    """The specification with what a screen reader says of each mark: the words of its tooltip.

    Lines, areas and the numbers beside bars repeat other marks, and are passed over. Without this,
    Vega reads out the names and values of every column that the mark is drawn from.
    """
    if layers := spec.get("layer"):
        return {**spec, "layer": [with_descriptions(layer) for layer in layers]}
    mark, encoding = spec["mark"], spec["encoding"]
    tooltip = encoding.get("tooltip")
    if not tooltip or mark["type"] not in READ_ALOUD:
        return {**spec, "mark": {**mark, "aria": False}}
    description = " + '; ' + ".join(map(_in_vega, tooltip))
    return {**spec, "encoding": {**encoding, "description": {"value": {"expr": description}}}}


def _in_vega(field: Spec) -> str:
    """A line of a tooltip as an expression of Vega."""
    value = f"datum[{json.dumps(field['field'])}]"
    if pattern := field.get("format"):
        value = f"{'timeFormat' if field['type'] == 'temporal' else 'format'}({value}, '{pattern}')"
    return f"{json.dumps(field['title'] + ': ')} + {value}" if "title" in field else value


def specifications_json() -> str:
    """Every chart in both modes as JSON, one line for each chart."""
    lines = [
        f"{json.dumps(name)}: "
        + json.dumps(
            {mode: with_descriptions(draw(mode == "clickable")) for mode in MODES},
            ensure_ascii=False,
            sort_keys=True,
        )
        for name, draw in CHARTS.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    SPECIFICATIONS.write_text(specifications_json(), encoding="utf-8")
