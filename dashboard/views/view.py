"""What a view is: a question, a chart, and the telling that joins them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from dashboard.charts import Chart
from queries.ask import Question
from queries.filters import Filters, Listing

T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """An answer told: the finding, the rows that the chart draws, and the rows to read.

    Without marks there is nothing to draw, and the finding says so.
    """

    finding: str
    marks: pd.DataFrame
    table: pd.DataFrame
    made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What a page makes of it the first time that it is drawn, kept with it."""
        if name not in self.made:
            self.made[name] = make()
        made: T = self.made[name]
        return made


Telling = Callable[[pd.DataFrame, Filters], Told]


@dataclass(frozen=True)
class View:
    """A panel to be: `name` is its address in the cache and in downloads."""

    name: str
    question: Question
    chart: Chart
    subtitle: str
    tell: Telling


VIEWS: dict[str, View] = {}


def view(question: Question, chart: Chart, subtitle: str) -> Callable[[Telling], View]:
    """Register a view. The subtitle says what is plotted; {as_at} and {period} are filled in."""

    def register(tell: Telling) -> View:
        named = View(f"{question.subject}_{tell.__name__}", question, chart, subtitle, tell)
        VIEWS[named.name] = named
        return named

    return register


def behind(relation: str, **only: Iterable[object]) -> list[str]:
    """The records behind each mark, for its column `behind`: of the relation, those that have the
    mark's values."""
    return [
        str(Listing.of(relation, **dict(zip(only, values, strict=True))))
        for values in zip(*only.values(), strict=True)
    ]


def nothing(finding: str, table: pd.DataFrame) -> Told:
    """A telling with nothing to draw."""
    return Told(finding, pd.DataFrame(), table)
