"""What a view is: a question, a chart, and the words that join them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any

import pandas as pd
import pyarrow as pa

from dashboard.charts import min_height, spec_of
from dashboard.style import tables, words
from dashboard.style.changed_areas import notes_on_areas
from queries.administration import reference
from queries.ask import Answer, Question
from queries.dimensions import Categories, Dimension, categories_of
from queries.filters import Filters, Listing
from queries.oversight import tracker
from queries.scope import CHANGES, INTELLIGENCE, STAGES
from queries.signals import Kind

# The column of a chart's marks with the list of records behind each.
DRILL_DOWN = "drill_down"


@dataclass(frozen=True)
class Finding:
    """What an answer says: the headline, the rows that the chart draws, and the rows to read.

    Without marks there is nothing to draw, and the headline says why. The notes stand beneath the
    chart. `categories` has the categories of a column of the marks, in their order, where they
    differ from the chart's. `subtitle` says what is plotted, where that depends on the answer; a
    view fills in its own. `judged_on` is the kind of chart that a series is judged on, if it is.
    """

    headline: str
    marks: pd.DataFrame
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    categories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    subtitle: str = ""
    judged_on: Kind | None = None


@dataclass(frozen=True)
class Rendered:
    """A finding as it is sent to the browser, in a quarter of the memory of its frames.

    `table` is HTML and `rows` says how many rows it has. Without marks there is nothing to draw.
    `categories` are those that the chart tells apart, in their order, by the column of the marks.
    The chart is at least `height` pixels high.
    """

    headline: str
    subtitle: str
    marks: pa.Table | None
    table: str
    rows: int
    categories: Mapping[str, Sequence[str]]
    notes: tuple[str, ...] = ()
    judged_on: Kind | None = None
    height: int = 0

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


DATED_IN_THE_HEADLINE = (INTELLIGENCE, STAGES)
"""Sheets whose headlines say up to which day they are loaded."""

PANEL_SHEETS = ("panel_meetings", "panel_attendance", "panel_actions")
"""Sheets of panels, which belong to districts and not to areas."""

SPLIT_LIKE_RELEASES = (
    tracker.children_by_area,
    tracker.children_by_district,
    tracker.children_by_status,
    tracker.children_by_gender,
    tracker.children_by_age_and_gender,
    tracker.children_by_month_and_district,
    tracker.children_by_month_and_status,
    tracker.children_by_month_and_gender,
    tracker.children_by_month_and_age,
)
"""Questions that split children as the releases for partners do, which may hide the split."""
NOT_TO_QUOTE = (
    "Do not quote numbers of children by area, district, status, gender or age outside the police, "
    "of any month: a release that partners see may hide one of them, and a listener could work "
    "out another."
)
NO_CHANGES = (
    "The sheet changes has not been loaded. Changes of status and area are known only where two "
    "imports differ, so each earlier month has the children as the first import had them."
)

# Answers a question for one reader, with the filters that the reader has chosen.
AskFiltered = Callable[[Question], Answer]
# Makes a finding of what `view` says that it is given.
Describe = Callable[..., Finding]


@dataclass(frozen=True)
class View:
    """A question, the name of its chart, and the function that describes its answer.

    Without a chart, the answer is a sentence and a table.
    `name` identifies it in the cache, in the names of downloaded files, and in the decisions of
    meetings, which are kept: so it never changes. `breakdowns` are those whose categories the
    function needs, and `further_questions` those whose answers it needs too. `on_demand` are
    questions that it asks only where it needs to: it is given a function for each.
    `splits_earlier_months` is true where it splits the children of earlier months by what they were
    then, which is known only from the sheet of changes. `own_title` is what it is called in lists,
    where others show the same question.
    """

    name: str
    question: Question
    chart: str | None
    subtitle: str
    describe: Describe
    breakdowns: tuple[Dimension, ...] = ()
    further_questions: tuple[Question, ...] = ()
    on_demand: tuple[Question, ...] = ()
    splits_earlier_months: bool = False
    own_title: str = ""

    @property
    def is_not_to_quote(self) -> bool:
        """Whether it splits children as the releases for partners do, which may hide the split."""
        return self.question in SPLIT_LIKE_RELEASES

    @property
    def title(self) -> str:
        """What it is called in lists, and as a file by itself."""
        return self.own_title or self.question.title

    def finding(self, ask: AskFiltered, filters: Filters) -> Finding:
        """The finding with these filters, with a note where its sheet ends before the as-at date,
        or begins within the period. Where the sheet has not been loaded or begins later, a finding
        that says so."""
        sheet, relevant = self.question.sheet, self.question.relevant(filters)
        rows = ask(reference.coverage).rows if sheet else ()
        covered = {name: (first, last) for name, first, last in rows}
        days, is_dated = self.question.days_described(filters), sheet in DATED_IN_THE_HEADLINE
        up_to = date.max if is_dated else days.end
        if sheet and (why := words.nothing_by(sheet, covered.get(sheet), up_to)):
            table = pd.DataFrame({"Not covered" if sheet in covered else "Not loaded": [why]})
            return replace(without_chart(why, table), subtitle=self._subtitle_filled(ask, relevant))
        answers = [ask(each) for each in self.further_questions]
        on_demand = [partial(ask, each) for each in self.on_demand]
        frame = ask(self.question).frame()
        finding = self.describe(frame, relevant, *self._categories(ask), *answers, *on_demand)
        subtitle = finding.subtitle or self._subtitle_filled(ask, relevant)
        notes = list(finding.notes)
        if area_columns := [name for name in ("area", "area_code") if name in frame]:
            areas = {str(value) for name in area_columns for value in frame[name]}
            notes += notes_on_areas(ask(reference.changes_of_areas).rows, areas, relevant.days)
        if self.splits_earlier_months and CHANGES not in covered:
            notes.append(NO_CHANGES)
        if sheet and not is_dated:
            first, last = covered[sheet]
            if first and first > days.start:
                notes.append(f"{words.not_recorded_before(sheet, first)}.")
            if last < filters.as_at:
                ends = f"The sheet {sheet} ends on {words.day(last)}"
                notes.append(f"{ends}: what came later is not in yet.")
        return replace(finding, subtitle=subtitle + self.panels_note(relevant), notes=tuple(notes))

    def rendered(self, ask: AskFiltered, filters: Filters) -> Rendered:
        """The same as it is sent to the browser."""
        finding = self.finding(ask, filters)
        marks = None if finding.marks.empty else _as_arrow(finding.marks)
        table = tables.as_html(finding.table, finding.subtitle.split(". ", maxsplit=1)[0])
        categories = self.categories_drawn(ask, finding)
        pixels = 0
        if self.chart and marks:
            pixels = min_height(spec_of(self.chart, categories=categories), marks)
        return Rendered(
            finding.headline,
            finding.subtitle,
            marks,
            table,
            len(finding.table),
            categories,
            finding.notes,
            finding.judged_on,
            pixels,
        )

    def panels_note(self, filters: Filters) -> str:
        """What follows the subtitle where one area is chosen and panels are counted, each of which
        hears the children of a whole district; else empty."""
        is_wider = self.question.sheet in PANEL_SHEETS and filters.area
        return ". Of the panels of the area's whole district" if is_wider else ""

    def _subtitle_filled(self, ask: AskFiltered, filters: Filters) -> str:
        """What is plotted, with its dates and limits."""
        standards = ask(reference.standards).rows if "{limit[" in self.subtitle else ()
        return self.subtitle.format(
            as_at=words.day(filters.as_at),
            period=words.period(filters.period),
            limit=defaultdict(
                lambda: "a limit that is not set",
                {name: words.limits(standards, name) for name, *_ in standards},
            ),
        )

    def categories_drawn(self, ask: AskFiltered, finding: Finding) -> dict[str, Sequence[str]]:
        """The categories that the chart tells apart, in their order, by the column of the marks."""
        by_dimension = {
            each.dimension.name: each.shown(finding.marks[each.dimension.name])
            for each in self._categories(ask)
            if each.dimension.name in finding.marks
        }
        return {**by_dimension, **finding.categories}

    def _categories(self, ask: AskFiltered) -> tuple[Categories, ...]:
        if not self.breakdowns:
            return ()
        return categories_of(self.breakdowns, ask(reference.categories).rows)


def _as_arrow(marks: pd.DataFrame) -> pa.Table:
    """The marks without pandas' notes on them, which name columns that may be dropped later."""
    return pa.Table.from_pandas(marks, preserve_index=False).replace_schema_metadata()


def view(
    question: Question,
    chart: str | None,
    subtitle: str,
    *breakdowns: Dimension,
    splits_earlier_months: bool = False,
    further_questions: tuple[Question, ...] = (),
    title: str = "",
) -> Callable[[Describe], View]:
    """Make a view of a function, which is given the answer as a frame, the filters, the categories
    of each breakdown, and the answer to each further question.

    The subtitle says what is plotted. In it {as_at}, {period} and {limit[…]}, what the standards of
    that name allow, are filled in. Where there is nothing to plot, `chart` is None, and the answer
    is a sentence and a table. The title is that of the question, unless the view has its own. The
    view's name ends with that of the function, which therefore is never renamed.
    """

    def decorate(describe: Describe) -> View:
        return View(
            f"{question.subject}_{describe.__name__}",
            question,
            chart,
            subtitle,
            describe,
            breakdowns,
            further_questions,
            splits_earlier_months=splits_earlier_months,
            own_title=title,
        )

    return decorate


def views_of(*modules: ModuleType) -> tuple[View, ...]:
    """The views that modules declare."""
    return tuple(
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, View) and each.describe.__module__ == module.__name__
    )


def drill_down(relation: str, **only: Iterable[object]) -> list[str]:
    """For each mark, the list of records behind it: the relation's rows with the mark's values.
    `only` has the values of all marks by column of the relation."""
    return [
        str(Listing.narrowed(relation, **dict(zip(only, values, strict=True))))
        for values in zip(*only.values(), strict=True)
    ]


def bar_marks(
    labels: Iterable[str], numbers: Iterable[int | None], records: Sequence[str]
) -> pd.DataFrame:
    """The marks of plain bars, in the order given, each with the list of its records."""
    return pd.DataFrame(
        {
            "label": list(labels),
            "place": range(len(records)),
            "children": list(numbers),
            "drill_down": records,
        }
    )


def bars_and_table(
    counts: Mapping[str, int], headings: tuple[str, str], relation: str, column: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The marks of plain bars, one for each value with its number, which open the relation's rows
    with the value in `column`; and the same as a table."""
    marks = bar_marks(counts, counts.values(), drill_down(relation, **{column: counts}))
    return marks, marks[["label", "children"]].set_axis(headings, axis="columns")


def days_in_words(days: Iterable[Any]) -> list[str]:
    """Days of an answer as they are read; empty where there is none."""
    return ["" if pd.isna(day) else words.day(day) for day in days]


def without_chart(headline: str, table: pd.DataFrame) -> Finding:
    """A finding with nothing to draw."""
    return Finding(headline, pd.DataFrame(), table)
