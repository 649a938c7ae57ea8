"""The specification of a chart, by its name, as Altair drew it.

The specifications stand in a generated file. Altair takes up a seventh of a server's memory and is
needed only to write that file, so the server never imports it. `make charts` writes the file anew,
and a test fails when the file is not what Altair would draw now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.charts.categories import legend_columns

Spec = dict[str, Any]

SPECIFICATIONS = Path(__file__).parent / "specifications.json"
# Pixels around the rows of a chart: its own margin, the numbers beneath, and a legend of one line.
MARGIN, AXIS, LEGEND = 20, 37, 36
MODES = ("still", "clickable")


def spec_of(
    chart: str, clickable: bool = False, categories: Mapping[str, Sequence[str]] | None = None
) -> Spec:
    """The Vega-Lite specification of a chart, which must not be changed. Its colours suit both
    themes.

    In a clickable chart a mark can be clicked; its column `drill_down` has the list of records
    behind it. `categories` has the categories of a column, in their order.
    """
    spec: Spec = specifications()[chart][MODES[clickable]]
    return with_categories(spec, categories) if categories else spec


def with_categories(spec: Spec, categories: Mapping[str, Sequence[str]]) -> Spec:
    """The specification with the categories of its columns. Each has a colour by its place; in a
    chart that names its categories itself, that and the shape which the chart gives it."""
    if layers := spec.get("layer"):
        return {**spec, "layer": [with_categories(layer, categories) for layer in layers]}
    encoding = {
        channel: _with_domain(encoded, list(categories[encoded["field"]]))
        if channel in ("color", "shape", "y") and encoded.get("field") in categories
        else encoded
        for channel, encoded in spec["encoding"].items()
    }
    return {**spec, "encoding": encoding}


def enlarged(spec: Spec) -> Spec:
    """The specification for a whole screen: taller, with larger letters."""
    height = spec["height"]
    taller = {"step": round(height["step"] * 1.4)} if isinstance(height, dict) else 480
    config = spec["config"]
    larger = {"labelFontSize": 15, "titleFontSize": 15}
    return {
        **spec,
        "height": taller,
        "config": {
            **config,
            **{part: {**config[part], **larger} for part in ("axis", "legend")},
            "text": {"fontSize": 15},
        },
    }


def height(spec: Spec, marks: pa.Table) -> int:
    """How many pixels high the chart of these marks is drawn, at least: a legend may be higher
    where it has several lines. So its place can be kept while it loads."""
    drawn = spec["height"]
    if isinstance(drawn, int):
        return drawn
    encodings = [layer["encoding"] for layer in spec.get("layer", [spec])]
    first = encodings[0]
    named = first["y"].get("scale", {}).get("domain") or pc.unique(marks[first["y"]["field"]])
    step = drawn["step"]
    if beside := first.get("yOffset"):  # bars side by side, and a fifth of the row left free
        step = ceil(step * len(beside["sort"]) / 0.8)
    axis = AXIS if first["x"].get("axis", {}) is not None else 0
    legend = LEGEND if any(e.get("color", {}).get("legend") for e in encodings) else 0
    return len(named) * int(step) + MARGIN + axis + legend


def _with_domain(encoding: Spec, names: list[str]) -> Spec:
    own = encoding.get("scale", {})
    scale = {**own, "domain": names}
    if looks := own.get("range"):
        of_each = dict(zip(own.get("domain", names), looks, strict=False))
        scale["range"] = [of_each[name] for name in names if name in of_each]
    if legend := encoding.get("legend"):
        return {
            **encoding,
            "scale": scale,
            "legend": {**legend, "columns": {"expr": legend_columns(names)}},
        }
    return {**encoding, "scale": scale}


@cache
def specifications() -> dict[str, dict[str, Spec]]:
    """Every chart's specification, by name and mode."""
    found: dict[str, dict[str, Spec]] = json.loads(SPECIFICATIONS.read_text("utf-8"))
    return found
