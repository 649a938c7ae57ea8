"""Slow answers to every question, by its name, in plain Python over plain lists of records.

They are written from the counting rules and from the questions' own words. What the dashboard
answers must equal them, row for row.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests import slow
from tests.slow.counting_rules import SLOW, Rows

__all__ = ["SLOW", "Rows"]

# Each module of the folder adds its answers as it is imported.
for _module in pkgutil.walk_packages(slow.__path__, f"{slow.__name__}."):
    if _module.name != __name__:
        import_module(_module.name)
