"""What a view is: a question, a chart, and the words that join them."""

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
DRILL_DOWN = "drill_down"


@dataclass(frozen=True)
class Finding:
    """What an answer says: the headline, the rows that the chart draws, and the rows to read.

    Without marks there is nothing to draw, and the headline says why.
    """

    headline: str
    marks: pd.DataFrame
    table: pd.DataFrame


@dataclass(frozen=True)
class Rendered:
    """A finding as it is sent to the browser: it takes a quarter of the memory of its frames.

    `table` is HTML and `rows` says how many rows it has. Without marks there is nothing to draw.
    """

    headline: str
    marks: pa.Table | None
    table: str
    rows: int

    @property
    def has_records(self) -> bool:
        """Whether its marks say which records lie behind them."""
        return self.marks is not None and DRILL_DOWN in self.marks.column_names

    @property
    def marks_alone(self) -> pa.Table | None:
        """The marks without the records that they open, for readers who may not see records."""
        return (
            self.marks.drop_columns([DRILL_DOWN]) if self.marks and self.has_records else self.marks
        )


Describe = Callable[[pd.DataFrame, Filters], Finding]


@dataclass(frozen=True)
class View:
    """A question, its chart, and the function that describes its answer.

    `name` identifies it in the cache and in the names of downloaded files.
    """

    name: str
    question: Question
    chart: Chart
    subtitle: str
    describe: Describe

    def subtitled(self, filters: Filters) -> str:
        """What is plotted, with its dates."""
        return self.subtitle.format(
            as_at=words.day(filters.as_at), period=words.period(filters.period)
        )

    def rendered(self, finding: Finding, filters: Filters) -> Rendered:
        """A finding as it is sent to the browser."""
        marks = None if finding.marks.empty else _as_arrow(finding.marks)
        caption = self.subtitled(filters).split(". ", maxsplit=1)[0]
        table = tables.as_html(finding.table, caption)
        return Rendered(finding.headline, marks, table, len(finding.table))


def _as_arrow(marks: pd.DataFrame) -> pa.Table:
    """The marks without pandas' notes on them, which name columns that may be dropped later."""
    return pa.Table.from_pandas(marks, preserve_index=False).replace_schema_metadata()


def view(question: Question, chart: Chart, subtitle: str) -> Callable[[Describe], View]:
    """Make a view of a function.

    The subtitle says what is plotted; {as_at} and {period} are filled in.
    """

    def made(describe: Describe) -> View:
        return View(f"{question.subject}_{describe.__name__}", question, chart, subtitle, describe)

    return made


def drill_down(relation: str, **only: Iterable[object]) -> list[str]:
    """For each mark, the list of records behind it: the relation's rows with the mark's values."""
    return [
        str(Listing.of(relation, **dict(zip(only, values, strict=True))))
        for values in zip(*only.values(), strict=True)
    ]


def nothing(headline: str, table: pd.DataFrame) -> Finding:
    """A finding with nothing to draw."""
    return Finding(headline, pd.DataFrame(), table)
