"""The slow answers to all questions, by name.

They are written from the counting rules and from the definitions of the questions. What the
dashboard answers must equal them, row for row.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests import slow
from tests.slow.counting_rules import SLOW_ANSWERS, Rows

__all__ = ["SLOW_ANSWERS", "Rows"]

# Each module of the folder adds its answers as it is imported.
for _module in pkgutil.walk_packages(slow.__path__, f"{slow.__name__}."):
    if _module.name != __name__:
        import_module(_module.name)
