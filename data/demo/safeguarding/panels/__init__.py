"""The demo's panels: what they did, and what of it the extract of a day holds."""

from data.demo.safeguarding.panels.rows import panel_rows
from data.demo.safeguarding.panels.truth import Panels, panels

__all__ = ["Panels", "panel_rows", "panels"]
