"""Whether a count has changed by more than chance, in words, marks and a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from dashboard.charts.categories import CENTRE, CONTROL_LEGEND, EXPECTED, LIMITS, NOT_JUDGED, SIGNAL
from dashboard.style import verdicts, words
from dashboard.views.view import Describe, Finding, View, without_chart
from queries.ask import Answer
from queries.filters import Filters
from queries.oversight import over_time
from queries.signals import Kind, Limits
from queries.trends import MEASURES, Measure, Trend, trend


def _view(measure: Measure) -> View:
    by_month = f"{measure.title} in each calendar month" if measure.kind else measure.title
    subtitle = f"{measure.plot_label or f'{by_month}, 24 months'} to {{as_at}}"
    return View(
        re.sub(r"\W+", "_", measure.title.lower()),
        measure.question,
        "control",
        subtitle,
        _describe(measure),
        further_questions=(over_time.notes_on_trends,),
        on_demand=(measure.if_rare,) if measure.if_rare else (),
        own_title=measure.title,
    )


def _describe(measure: Measure) -> Describe:
    """The function that describes the answer to a measure's question."""

    def describe(
        frame: pd.DataFrame,
        filters: Filters,
        notes_on_trends: Answer,
        if_rare: Callable[[], Answer] | None = None,
    ) -> Finding:
        rows = frame.itertuples(index=False, name=None)
        over_years = (lambda: if_rare().rows) if if_rare else None
        series = trend(measure, rows, filters, notes_on_trends.rows, over_years)
        headline, table = verdicts.verdict(series), _table(series)
        if not any(point.value for point in series.points):
            return replace(without_chart(headline, table), subtitle=verdicts.plotted(series))
        notes = (*verdicts.rules_met(series), *verdicts.notes_of(series))
        return Finding(
            headline,
            _marks(series),
            table,
            notes,
            subtitle=verdicts.plotted(series),
            categories={"state": _legend_names(series)},
            judged_on=series.judged_on,
        )

    return describe


def _marks(trend: Trend) -> pd.DataFrame:
    """A row for each point, and one for each note, with its letter in `notes`."""
    limits, unit = _limits(trend), verdicts.unit(trend)
    points = pd.DataFrame(
        {
            "on": pd.to_datetime([point.on for point in trend.points]),
            "value": [round(point.value, 4) for point in trend.points],
            "state": _states(trend),
            "centre": [each.centre if each else None for each in limits],
            "lower": [each.lower if each else None for each in limits],
            "upper": [each.upper if each else None for each in limits],
            "when": _dates_in_words(trend),
            "text": [f"{verdicts.value(trend, p.value)} {unit}" for p in trend.points],
            "expected": [verdicts.expected(trend, each) if each else "" for each in limits],
            "stretch": _stretches(trend),
        }
    )
    notes = pd.DataFrame(
        {
            "on": pd.to_datetime([each.on for each in trend.notes]),
            "noted": verdicts.letters(trend),
            "when": [words.day(each.on) for each in trend.notes],
            "text": [each.text for each in trend.notes],
        }
    )
    return (
        pd.concat([points, notes], ignore_index=True) if trend.notes else points.assign(noted=None)
    )


def _table(trend: Trend) -> pd.DataFrame:
    limits = _limits(trend)
    columns = {
        "Day" if trend.kind is Kind.G else "Month": _dates_in_words(trend),
        verdicts.unit(trend).capitalize() if trend.kind is not Kind.C else "Number": _values(trend),
    }
    if trend.judged:
        columns["Expected"] = [verdicts.expected(trend, each) if each else "" for each in limits]
        columns["Point"] = _states(trend)
    return pd.DataFrame(columns)


def _values(trend: Trend) -> list[int] | list[float]:
    """Whole numbers where all are: 3 a month, and not 3.00."""
    values = [round(point.value, 2) for point in trend.points]
    return [int(each) for each in values] if all(map(float.is_integer, values)) else values


def _stretches(trend: Trend) -> list[int]:
    """How many rebasings each point comes after, so that no limit is drawn across one."""
    rebased_on = [each.on for each in trend.notes if each.rebases]
    return [sum(day <= point.on for day in rebased_on) for point in trend.points]


def _states(trend: Trend) -> list[str]:
    if trend.judged is None:
        return [NOT_JUDGED] * len(trend.points)
    signal_points = {place for each in trend.judged.signals for place in each.places}
    return [
        SIGNAL if place in signal_points else EXPECTED if each else NOT_JUDGED
        for place, each in enumerate(trend.judged.limits)
    ]


def _legend_names(trend: Trend) -> list[str]:
    """What the legend names: the states of the points, and the lines where there are limits."""
    drawn = {*_states(trend), *([CENTRE, LIMITS] if any(_limits(trend)) else [])}
    return [name for name in CONTROL_LEGEND if name in drawn]


def _limits(trend: Trend) -> tuple[Limits | None, ...]:
    return trend.judged.limits if trend.judged else (None,) * len(trend.points)


def _dates_in_words(trend: Trend) -> list[str]:
    name = words.day if trend.kind is Kind.G else words.month
    return [name(point.on) for point in trend.points]


TRENDS = {measure.name: _view(measure) for measure in MEASURES}
