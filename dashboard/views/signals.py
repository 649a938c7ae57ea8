"""Whether a count has changed by more than chance, in words, marks and a table."""

from __future__ import annotations

import re

import pandas as pd

from dashboard import charts
from dashboard.style import verdicts, words
from dashboard.views.view import Describe, Finding, View, without_chart
from queries.ask import Answer
from queries.filters import Filters
from queries.oversight import over_time
from queries.signals import Kind, Limits
from queries.trends import MEASURES, Measure, Trend, trend


def _view(measure: Measure) -> View:
    by_month = f"{measure.title} in each calendar month" if measure.kind else measure.title
    subtitle = f"{measure.plotted or f'{by_month}, 24 months'} to {{as_at}}"
    return View(
        re.sub(r"\W+", "_", measure.title.lower()),
        measure.question,
        charts.control,
        subtitle,
        _describe(measure),
        beside=(over_time.notes_on_trends,),
    )


def _describe(measure: Measure) -> Describe:
    """The function that describes the answer to a measure's question."""

    def describe(frame: pd.DataFrame, filters: Filters, noted: Answer) -> Finding:
        rows = frame.itertuples(index=False, name=None)
        of = trend(measure, rows, filters, noted.rows)
        said, read = verdicts.verdict(of), _table(of)
        if not any(point.value for point in of.points):
            return without_chart(said, read)
        notes = (*verdicts.rules_met(of), *verdicts.notes_of(of))
        return Finding(said, _marks(of), read, notes)

    return describe


def _marks(of: Trend) -> pd.DataFrame:
    """A row for each point, and one for each note, with its letter in `noted`."""
    limits = _limits(of)
    points = pd.DataFrame(
        {
            "on": pd.to_datetime([point.on for point in of.points]),
            "value": [round(point.value, 4) for point in of.points],
            "state": _states(of),
            "centre": [each.centre if each else None for each in limits],
            "lower": [each.lower if each else None for each in limits],
            "upper": [each.upper if each else None for each in limits],
            "when": _when(of),
            "said": [f"{verdicts.value(of, p.value)} {verdicts.unit(of)}" for p in of.points],
            "expected": [verdicts.expected(of, each) if each else "" for each in limits],
            "stretch": _stretches(of),
        }
    )
    noted = pd.DataFrame(
        {
            "on": pd.to_datetime([each.on for each in of.noted]),
            "noted": verdicts.letters(of),
            "when": [words.day(each.on) for each in of.noted],
            "said": [each.text for each in of.noted],
        }
    )
    return pd.concat([points, noted], ignore_index=True) if of.noted else points.assign(noted=None)


def _table(of: Trend) -> pd.DataFrame:
    limits = _limits(of)
    columns = {
        "Day" if of.kind is Kind.G else "Month": _when(of),
        verdicts.unit(of).capitalize() if of.kind is not Kind.C else "Number": [
            round(point.value, 2) for point in of.points
        ],
    }
    if of.judged:
        columns["Expected"] = [verdicts.expected(of, each) if each else "" for each in limits]
        columns["Point"] = _states(of)
    return pd.DataFrame(columns)


def _stretches(of: Trend) -> list[int]:
    """How many rebasings each point comes after, so that no limit is drawn across one."""
    rebased_on = [each.on for each in of.noted if each.rebases]
    return [sum(day <= point.on for day in rebased_on) for point in of.points]


def _states(of: Trend) -> list[str]:
    if of.judged is None:
        return [charts.EXPECTED] * len(of.points)
    met = verdicts.points_of(of.judged)
    return [
        charts.SIGNAL
        if place in met
        else charts.EXPECTED
        if each or not point.is_part
        else charts.NOT_JUDGED
        for place, (point, each) in enumerate(zip(of.points, of.judged.limits, strict=True))
    ]


def _limits(of: Trend) -> tuple[Limits | None, ...]:
    return of.judged.limits if of.judged else (None,) * len(of.points)


def _when(of: Trend) -> list[str]:
    name = words.day if of.kind is Kind.G else words.month
    return [name(point.on) for point in of.points]


TRENDS = {measure.name: _view(measure) for measure in MEASURES}
