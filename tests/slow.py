"""Slow answers to every question, by its name, in plain Python over plain lists of records.

They are written from the counting rules and from the questions' own words. What the dashboard
answers must equal them, row for row.
"""

from tests import (  # noqa: F401  (each adds its answers)
    slow_duties,
    slow_education,
    slow_imports,
    slow_intelligence,
    slow_movement,
    slow_over_time,
    slow_rollout,
    slow_searches,
    slow_tracker,
    slow_visits,
)
from tests.counting_rules import SLOW, Rows

__all__ = ["SLOW", "Rows"]
