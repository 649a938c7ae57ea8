"""Charts as pictures, without a browser: SVG by vl-convert, and PNG of the same by typst.

A picture is the same on every machine. Its fonts are those that the two libraries bring with them:
text is measured in one, and drawn in another that is a little narrower. Days are drawn in UTC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd
import pyarrow as pa

from dashboard.charts import spec_of
from dashboard.style.theme import LIGHT

WIDTH = 720
MEASURING_FONT, DRAWING_FONT = "Liberation Sans", "Libertinus Serif"
PIXELS_PER_INCH = 200
_THEME_COLOURS = re.compile(r"light-dark\(([^,]+), [^)]+\)")
_SIZE = re.compile(r'<svg [^>]*width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"')
# Each picture as a page of its own, in the language of typst.
_PAGES = """
#set page(width: auto, height: auto, margin: 0pt)
#for each in json(bytes(sys.inputs.pictures)) { page(image(bytes(each), format: "svg")) }
"""


def as_svg(chart: str, marks: pd.DataFrame, categories: Mapping[str, Sequence[str]]) -> str:
    """A chart of these marks as SVG, in the colours of the light theme."""
    in_light_theme = _THEME_COLOURS.sub(r"\1", json.dumps(spec_of(chart, categories=categories)))
    spec = _in_utc(json.loads(in_light_theme.replace("timeFormat(", "utcFormat(")))
    rows = pa.Table.from_pandas(marks, preserve_index=False).to_pylist()
    spec |= {
        "data": {"name": "source"},
        "datasets": {"source": json.loads(json.dumps(rows, default=_as_utc))},
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": {**spec["config"], "font": MEASURING_FONT, "view": {"stroke": None}},
    }
    import vl_convert  # noqa: PLC0415  (it brings a JavaScript engine: only where a pack is made)

    svg: str = vl_convert.vegalite_to_svg(spec, show_warnings=False)
    return svg.replace(MEASURING_FONT, DRAWING_FONT)


def with_titles(picture: str, title: str, above: Sequence[str], below: Sequence[str]) -> str:
    """A picture beneath its title and the lines `above`, with the lines `below` under it: complete
    by itself."""
    root = _SIZE.search(picture)
    if root is None:
        raise ValueError("The SVG has no width and height.")
    width, height = float(root["width"]), float(root["height"])
    heading, y = _text_lines((title,), 17, 12, width)
    lines, y = _text_lines(above, 11.5, y + 4, width)
    inner = picture.replace("<svg ", f'<svg x="12" y="{y + 14:g}" ', 1)
    notes, y = _text_lines(below, 11.5, y + 14 + height + 6, width)
    total_width, total_height = width + 24, y + 14
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{total_width:g}" height="{total_height:g}" '
        f'viewBox="0 0 {total_width:g} {total_height:g}" role="img" aria-label="{escape(title)}">'
        f'<rect width="100%" height="100%" fill="{LIGHT.ground}"/>{heading}{lines}{inner}{notes}'
        "</svg>"
    )


def _text_lines(lines: Sequence[str], size: float, y: float, width: float) -> tuple[str, float]:
    """Lines of text as SVG beneath the position `y`, broken where they would not fit; and the
    position of the last one."""
    letters = int(width / (0.49 * size))
    weight = "bold" if size > 15 else "normal"
    svg = ""
    for text in (part for line in lines for part in wrap(line, letters)):
        y += 1.4 * size
        svg += (
            f'<text x="12" y="{y:g}" font-family="{DRAWING_FONT}" font-size="{size}" '
            f'font-weight="{weight}" fill="{LIGHT.text}">{escape(text)}</text>'
        )
    return svg, y


def in_common_fonts(picture: str) -> str:
    """A picture in fonts that any machine has, for opening it elsewhere."""
    return picture.replace(DRAWING_FONT, f"{MEASURING_FONT}, Arial, sans-serif")


@lru_cache(maxsize=1)
def as_png(*pictures: str) -> list[bytes]:
    """Pictures as PNG, crisp on a large screen. They are kept for the format that comes next."""
    import typst  # noqa: PLC0415  (as above)

    if not pictures:
        return []
    pages = typst.compile(
        _PAGES.encode(),
        format="png",
        ppi=PIXELS_PER_INCH,
        ignore_system_fonts=True,
        sys_inputs={"pictures": json.dumps(pictures)},
    )
    return [bytes(each) for each in pages] if isinstance(pages, list) else [bytes(pages or b"")]


def _as_utc(day: Any) -> str:
    return f"{pd.Timestamp(day).isoformat()}Z"


def _in_utc(spec: Any) -> Any:
    """The specification with its time axes in UTC, in all of its layers."""
    if isinstance(spec, list):
        return [_in_utc(each) for each in spec]
    if not isinstance(spec, dict):
        return spec
    converted = {name: _in_utc(value) for name, value in spec.items()}
    if "timeUnit" in converted:
        converted["timeUnit"] = f"utc{converted['timeUnit']}"
    elif converted.get("type") == "temporal" and "field" in converted:
        converted["scale"] = {**(converted.get("scale") or {}), "type": "utc"}
    return converted
