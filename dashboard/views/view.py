"""What a view is: a question, a chart, and the telling that joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from dashboard.charts import Chart
from dashboard.style import tables, words
from queries.ask import Question
from queries.filters import Filters, Listing

# The column of a chart's marks that says which records lie behind each.
BEHIND = "behind"


@dataclass(frozen=True)
class Told:
    """An answer told: the finding, the rows that the chart draws, and the rows to read.

    Without marks there is nothing to draw, and the finding says so.
    """

    finding: str
    marks: pd.DataFrame
    table: pd.DataFrame


@dataclass(frozen=True)
class Shown:
    """A telling as it goes to the browser, which takes a quarter of the memory of its frames.

    `table` is HTML, `rows` how many it has; without marks there is nothing to draw.
    """

    finding: str
    marks: pa.Table | None
    table: str
    rows: int

    @property
    def has_records(self) -> bool:
        """Whether its marks say which records lie behind them."""
        return self.marks is not None and BEHIND in self.marks.column_names

    @property
    def marks_alone(self) -> pa.Table | None:
        """The marks without what they open, for whom nothing is opened."""
        return self.marks.drop_columns([BEHIND]) if self.marks and self.has_records else self.marks


Telling = Callable[[pd.DataFrame, Filters], Told]


@dataclass(frozen=True)
class View:
    """A panel to be: `name` is its address in the cache and in downloads."""

    name: str
    question: Question
    chart: Chart
    subtitle: str
    tell: Telling

    def subtitled(self, filters: Filters) -> str:
        """What is plotted, with its dates."""
        return self.subtitle.format(
            as_at=words.day(filters.as_at), period=words.period(filters.period)
        )

    def shown(self, told: Told, filters: Filters) -> Shown:
        """A telling as it goes to the browser."""
        marks = None if told.marks.empty else _as_arrow(told.marks)
        caption = self.subtitled(filters).split(". ", maxsplit=1)[0]
        return Shown(told.finding, marks, tables.as_html(told.table, caption), len(told.table))


def _as_arrow(marks: pd.DataFrame) -> pa.Table:
    """The marks alone: what pandas would note with them names columns that are left out later."""
    return pa.Table.from_pandas(marks, preserve_index=False).replace_schema_metadata()


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
