"""Colours, and the few styles that Streamlit's own theme does not reach.

Colours are the Government Analysis Function's palette. On a dark ground its darkest blue could not
be seen, so lighter blues take its place there.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ICON = Path(__file__).parent.parent / "static" / "icon.svg"
ICON = f"data:image/svg+xml;base64,{b64encode(_ICON.read_bytes()).decode()}"


@dataclass(frozen=True)
class Palette:
    """The colours of a theme, by what they stand for."""

    main: str
    second: str
    others: tuple[str, ...]
    sequence: tuple[str, ...]
    quiet: str
    line: str
    text: str
    ground: str
    signal: str  # a signal of more than chance, whether good or bad
    over_strong: str  # text over the strongest colours of the sequence

    @property
    def series(self) -> list[str]:
        return [self.main, self.second, *self.others]


LIGHT = Palette(
    main="#12436D",
    second="#F46A25",
    others=("#28A197", "#801650", "#A285D1", "#3D3D3D"),
    sequence=("#E3EEF8", "#A9CDEE", "#5296D2", "#2073BC", "#12436D"),
    quiet="#7B828A",
    line="#E3E7EB",
    text="#1F2933",
    ground="#FFFFFF",
    signal="#490092",
    over_strong="#FFFFFF",
)
DARK = Palette(
    main="#6BACE6",
    second="#F46A25",
    others=("#28A197", "#D98CB3", "#A285D1", "#BFBFBF"),
    sequence=("#1B2B3A", "#1D4468", "#1E6DB3", "#6BACE6", "#B5D6F3"),
    quiet="#727D89",
    line="#27313B",
    text="#E8EDF2",
    ground="#10161D",
    signal="#C9A0F0",
    over_strong="#1F2933",
)


def _light_dark(light: Any, dark: Any) -> Any:
    """A colour for both themes, or several of them, as CSS."""
    if isinstance(light, tuple):
        return tuple(map(_light_dark, light, dark))
    return light if light == dark else f"light-dark({light}, {dark})"


# The colours that charts are drawn in. The browser chooses between the light and the dark one as
# the reader's screen turns, so that nothing need be drawn again.
PALETTE = Palette(
    **{name: _light_dark(light, getattr(DARK, name)) for name, light in vars(LIGHT).items()}
)
