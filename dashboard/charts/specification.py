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
# Pixels above and beneath the rows of a chart: its padding, its axis, and a legend of one line.
PADDING_HEIGHT, AXIS_HEIGHT, LEGEND_HEIGHT = 20, 37, 36
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
    """The specification with the categories of its columns. Each has the colour of its place in the
    list; in a chart that lists categories itself, the colour and the shape that the chart gives
    it."""
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


def min_height(spec: Spec, marks: pa.Table) -> int:
    """How many pixels high the chart of these marks is drawn at least, so that its place can be
    kept while it loads. It is higher where its legend has several lines."""
    height = spec["height"]
    if isinstance(height, int):
        return height
    encodings = [layer["encoding"] for layer in spec.get("layer", [spec])]
    first = encodings[0]
    rows = first["y"].get("scale", {}).get("domain") or pc.unique(marks[first["y"]["field"]])
    step = height["step"]
    if offset := first.get("yOffset"):  # bars side by side, and a fifth of the row left free
        step = ceil(step * len(offset["sort"]) / 0.8)
    axis = AXIS_HEIGHT if first["x"].get("axis", {}) is not None else 0
    has_legend = any(each.get("color", {}).get("legend") for each in encodings)
    legend = LEGEND_HEIGHT if has_legend else 0
    return len(rows) * int(step) + PADDING_HEIGHT + axis + legend


def _with_domain(encoding: Spec, names: list[str]) -> Spec:
    """The encoding of a colour or a shape, or of an axis, with these categories."""
    own = encoding.get("scale", {})
    scale = {**own, "domain": names}
    if own_range := own.get("range"):
        by_name = dict(zip(own.get("domain", names), own_range, strict=False))
        scale["range"] = [by_name[name] for name in names if name in by_name]
    encoding = {**encoding, "scale": scale}
    if legend := encoding.get("legend"):
        encoding["legend"] = {**legend, "columns": {"expr": legend_columns(names)}}
    return encoding


@cache
def specifications() -> dict[str, dict[str, Spec]]:
    """Every chart's specification, by name and mode."""
    by_name: dict[str, dict[str, Spec]] = json.loads(SPECIFICATIONS.read_text("utf-8"))
    return by_name
