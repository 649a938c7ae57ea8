"""The panels of the demo: what truly was, and what an extract of a day holds of it."""

from data.demo.safeguarding.panels.rows import panel_rows
from data.demo.safeguarding.panels.truth import Panels, panels

__all__ = ["Panels", "panel_rows", "panels"]
