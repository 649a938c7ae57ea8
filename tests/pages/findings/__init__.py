"""Rows of answers, and the headlines that views give them."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.views.view import View

AS_AT = date(2022, 11, 22)
HELD, MISSED = date(2022, 11, 8), date(2022, 10, 11)

Cases = dict[View, list[tuple[list[tuple[Any, ...]], str]]]
"""Of each view: rows of the answer to its question, and its headline."""
