"""The floor: an app that draws the same elements as our pages, with constant data.

The elements of our pages, for the force and for each district, are written to a file (`start.py`),
and Streamlit is asked to draw them again. There is no database, no sign-in and nothing to count, so
the time that this takes is Streamlit's own.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.runtime.state.common import user_key_from_element_id

Place = tuple[int, ...]
Draw = Callable[[DeltaGenerator], Any]


@dataclass(frozen=True)
class Step:
    """One call of Streamlit: where, and with what. The steps of a block follow it."""

    place: Place
    draw: Draw


@st.cache_resource(show_spinner=False)
def pages() -> dict[str, dict[str, list[Step]]]:
    """What to draw on each page for each district, prepared once."""
    file = Path(os.environ["BENCH_RECORD"])
    record: dict[str, dict[str, list[tuple[Place, bytes]]]] = pickle.loads(file.read_bytes())
    return {
        page: {
            option: _steps({place: Delta.FromString(raw) for place, raw in sorted(deltas)})
            for option, deltas in variants.items()
        }
        for page, variants in record.items()
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
    flex = block.flex_container
    across = flex.direction == Block.FlexContainer.HORIZONTAL
    upright: dict[int, Literal["center", "bottom"]] = {
        Block.FlexContainer.ALIGN_CENTER: "center",
        Block.FlexContainer.ALIGN_END: "bottom",
    }
    return lambda where: where.container(
        border=flex.border,
        horizontal=across,
        vertical_alignment=upright.get(flex.align, "top"),
        key=user_key_from_element_id(block.id) if block.id else None,
    )


def _element(element: Element, place: str) -> Draw:
    kind = element.WhichOneof("type") or ""
    part = getattr(element, kind)
    given = getattr(part, "id", "")
    key = (user_key_from_element_id(given) if given else None) or place
    width = element.width_config.pixel_width
    if kind == "vega_lite_chart":
        return _chart(element, key)
    draws: dict[str, Draw] = {
        "empty": lambda where: where.empty(),
        "html": lambda where: where.html(part.body),
        "markdown": lambda where: where.markdown(part.body),
        "selectbox": lambda where: where.selectbox(
            part.label, list(part.options), key=key, bind="query-params", width=width
        ),
        "radio": lambda where: where.radio(
            part.label, list(part.options), key=key, bind="query-params", horizontal=True
        ),
        "date_input": lambda where: where.date_input(
            part.label, part.default[0], key=key, bind="query-params", width=width
        ),
        "button": lambda where: where.button(part.label, key=key),
        "page_link": lambda where: where.page_link("http://localhost/", label=part.label),
    }
    return draws[kind]


def _chart(element: Element, key: str) -> Draw:
    chart = element.vega_lite_chart
    spec = json.loads(chart.spec)
    for part in ("data", "datasets", "autosize", "padding"):
        spec.pop(part, None)
    data = pa.ipc.open_stream(chart.datasets[0].data.data if chart.datasets else chart.data.data)
    rows = data.read_all()
    selects = bool(chart.selection_mode)
    return lambda where: where.vega_lite_chart(
        rows,
        spec,
        key=key,
        alt=chart.alt,
        height="content",
        on_select="rerun" if selects else "ignore",
    )


def draw(page: str) -> None:
    """Draw a page as it was written down for the chosen district."""
    drawn: dict[Place, Any] = {}
    for step in pages()[page][st.session_state.get("district", "All")]:
        above = step.place[:-1]
        where = drawn.get(above)
        if where is None and len(above) > 1:
            where = drawn[above[:-1]][above[-1]]  # a column of the columns above
        made = step.draw(where if isinstance(where, DeltaGenerator) else st._main)
        drawn[step.place] = made
        if isinstance(made, list):
            drawn |= {(*step.place, n): column for n, column in enumerate(made)}


st.set_page_config("Floor", layout="wide")
chosen = st.navigation(
    [
        st.Page(partial(draw, "overview"), title="start", default=True),
        *(st.Page(partial(draw, page), title=page, url_path=page) for page in pages()),
    ],
    position="hidden",
)
chosen.run()
