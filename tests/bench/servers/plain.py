"""A plain page: four numbers, one filter, a table and as many charts as our page has, all constant.

The floor (`floor.py`) shows what drawing our own elements takes. This shows what a page takes that
is written in the simplest way, so that the cost of our elements can be seen too.
"""

from __future__ import annotations

import os
import pickle
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.proto.Delta_pb2 import Delta

SPECIFICATION = {
    "mark": "bar",
    "width": "container",
    "height": 300,
    "encoding": {
        "x": {"field": "month", "type": "ordinal"},
        "y": {"field": "children", "type": "quantitative"},
    },
}
FIGURES = {"All": 42, "City": 15, "County": 27}


@st.cache_resource(show_spinner=False)
def number_of_charts() -> dict[str, int]:
    """How many charts each of our pages has."""
    record = pickle.loads(Path(os.environ["BENCH_RECORD"]).read_bytes())
    return {
        page: sum(
            Delta.FromString(raw).new_element.HasField("vega_lite_chart")
            for _, raw in districts["All"]
        )
        for page, districts in record.items()
    }


def draw(charts: int) -> None:
    """Draw a page with so many charts."""
    figure = FIGURES[st.radio("District", ["All", "City", "County"], horizontal=True)]
    for number, column in enumerate(st.columns(4)):
        column.metric(f"Number {number}", figure + number)
    frame = pd.DataFrame(
        {"month": list(range(1, 13)), "children": [figure + month for month in range(12)]}
    )
    for number in range(charts):
        st.vega_lite_chart(frame, SPECIFICATION, key=f"chart {number}")
    st.table(frame)


st.set_page_config("Plain", layout="wide")
st.navigation(
    [
        st.Page(partial(draw, charts), title=page, url_path=page, default=page == "overview")
        for page, charts in number_of_charts().items()
    ],
    position="top",
).run()
