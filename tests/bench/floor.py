"""The floor: as many elements of the same kinds as our pages have, with constant data.

What stood on our pages was written down (`record.py`); here Streamlit is asked to draw just that
again. No database, no sign-in, no filters: what this takes is Streamlit's, whatever one writes.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element

POLL_SECONDS = 4
Place = tuple[int, ...]
Draw = Callable[[DeltaGenerator], Any]


@dataclass(frozen=True)
class Step:
    """One call of Streamlit's: where, and how. A block's steps follow it."""

    place: Place
    draw: Draw


@st.cache_resource(show_spinner=False)
def pages() -> dict[str, list[Step]]:
    """What to draw on each page, worked out once."""
    file = Path(os.environ["CLVT_BENCH_RECORD"])
    record: dict[str, list[tuple[Place, bytes]]] = pickle.loads(file.read_bytes())  # our own file
    return {
        page: _steps({place: Delta.FromString(raw) for place, raw in sorted(deltas)})
        for page, deltas in record.items()
    }


def _steps(deltas: dict[Place, Delta]) -> list[Step]:
    steps = []
    for place, delta in deltas.items():
        if delta.HasField("new_element"):
            steps.append(Step(place, _element(delta.new_element, str(place))))
        elif delta.add_block.WhichOneof("type") != "column":
            columns = [
                below.add_block.column.weight
                for at, below in deltas.items()
                if at[:-1] == place and below.add_block.WhichOneof("type") == "column"
            ]
            steps.append(Step(place, _block(delta.add_block, columns)))
    return steps


def _block(block: Block, columns: list[float]) -> Draw:
    kind = block.WhichOneof("type")
    if columns:
        return lambda where: where.columns(columns)
    if kind == "expandable":
        return lambda where: where.expander(block.expandable.label)
    if kind == "popover":
        return lambda where: where.popover(block.popover.label)
    across = block.flex_container.direction == block.flex_container.HORIZONTAL
    return lambda where: where.container(border=block.flex_container.border, horizontal=across)


def _element(element: Element, key: str) -> Draw:
    kind = element.WhichOneof("type") or ""
    part = getattr(element, kind)
    if kind == "vega_lite_chart":
        return _chart(element, key)
    draws: dict[str, Draw] = {
        "html": lambda where: where.html(part.body),
        "markdown": lambda where: where.markdown(part.body),
        "selectbox": lambda where: where.selectbox(part.label, list(part.options), key=part.label),
        "date_input": lambda where: where.date_input(part.label, key=key),
        "button": lambda where: where.button(part.label, key=key),
        "page_link": lambda where: where.page_link("http://localhost/", label=part.label),
    }
    return draws[kind]


def _chart(element: Element, key: str) -> Draw:
    chart = element.vega_lite_chart
    spec = json.loads(chart.spec)
    for part in ("data", "datasets", "autosize", "padding"):
        spec.pop(part, None)
    data = chart.datasets[0].data.data if chart.datasets else chart.data.data
    frame = convert_arrow_bytes_to_pandas_df(data)
    selects = bool(chart.selection_mode)
    return lambda where: where.vega_lite_chart(
        frame, spec, key=key, alt=chart.alt, on_select="rerun" if selects else "ignore"
    )


def draw(page: str) -> None:
    """Draw a page as it was written down."""
    drawn: dict[Place, Any] = {}
    for step in pages()[page]:
        above = step.place[:-1]
        where = drawn.get(above)
        if where is None and len(above) > 1:
            where = drawn[above[:-1]][above[-1]]  # a column of the columns above
        made = step.draw(where if isinstance(where, DeltaGenerator) else st._main)
        drawn[step.place] = made
        if isinstance(made, list):
            drawn |= {(*step.place, n): column for n, column in enumerate(made)}


@st.fragment(run_every=POLL_SECONDS)
def look() -> None:
    """As our pages look for a newer import, without looking."""


st.set_page_config("Floor", layout="wide")
chosen = st.navigation(
    [
        st.Page(partial(draw, page), title=page, url_path=page, default=place == 0)
        for place, page in enumerate(pages())
    ],
    position="top",
)
chosen.run()
look()
