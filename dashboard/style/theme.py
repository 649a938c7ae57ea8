"""Colours, and the few styles that Streamlit's own theme does not reach.

Colours are the Government Analysis Function's palette; on a dark ground its darkest blue would not
be seen, so the sequential blues take its place there.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

# Read once: a file that is named to Streamlit is read at every run.
_STATIC = Path(__file__).parent.parent / "static"
_STYLE = f"<style>{(_STATIC / 'style.css').read_text(encoding='utf-8')}</style>"
ICON = f"data:image/svg+xml;base64,{b64encode((_STATIC / 'icon.svg').read_bytes()).decode()}"


@dataclass(frozen=True)
class Palette:
    """The colours of one ground, by what they stand for."""

    main: str
    second: str
    others: tuple[str, ...]
    sequence: tuple[str, ...]
    quiet: str
    line: str
    text: str
    ground: str

    @property
    def series(self) -> list[str]:
        return [self.main, self.second, *self.others]


LIGHT = Palette(
    main="#12436D",
    second="#F46A25",
    others=("#28A197", "#801650", "#A285D1", "#3D3D3D"),
    sequence=("#E3EEF8", "#A9CDEE", "#6BACE6", "#2073BC", "#12436D"),
    quiet="#BFBFBF",
    line="#E3E7EB",
    text="#1F2933",
    ground="#FFFFFF",
)
DARK = Palette(
    main="#6BACE6",
    second="#F46A25",
    others=("#28A197", "#D98CB3", "#A285D1", "#BFBFBF"),
    sequence=("#1B2B3A", "#1D4468", "#2073BC", "#6BACE6", "#B5D6F3"),
    quiet="#5B6570",
    line="#27313B",
    text="#E8EDF2",
    ground="#10161D",
)


def is_dark() -> bool:
    """Whether the reader's screen is dark."""
    return st.context.theme.type == "dark"


def style() -> None:
    """Put our styles on the page."""
    st.html(_STYLE)
