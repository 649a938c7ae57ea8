"""What a trend shows, in whole sentences: first the finding, then what the figures do not show."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil, floor, fsum

from dashboard.style import words
from queries.filters import YEARS_OF_RARE_EVENTS, month_start
from queries.signals import Judged, Kind, Limits, Rule, Runs, Signal
from queries.signals.judging import FIRM_POINTS, MIN_POINTS
from queries.trends import Trend

MONTHS, RARE_MONTHS = 24, 12 * YEARS_OF_RARE_EVENTS


def verdict(trend: Trend) -> str:
    """The sentences of a trend, for its small chart and its large one."""
    if not trend.is_loaded:
        return f"{words.not_loaded(trend.measure.question.sheet or '')}."
    is_drawn = bool(trend.measure.kind) or any(point.value for point in trend.points)
    always = trend.measure.remark if is_drawn else ""
    return " ".join(each for each in (*_finding(trend), always) if each)


def plotted(trend: Trend) -> str:
    """What is plotted of rare events, where it is not what the measure counts; else empty."""
    if trend.kind is not Kind.G:
        return ""
    return f"Days from one {trend.measure.event[0]} to the next, {_span(trend, RARE_MONTHS)}"


def _finding(trend: Trend) -> list[str]:
    judged = trend.judged
    if judged is None:
        return [_without_limits(trend)]
    if empty := _no_events(trend):
        return [empty]
    if len(judged.judged_places) < MIN_POINTS:
        return [_too_few(trend)]
    sentences = [_first_sentence(trend, judged)]
    if judged.signals:
        above, below = trend.measure.caveats
        sentences.append(below if _last_signal(judged).side < 0 else above)
    sentences.append(_limits_since(trend, judged))
    if judged.is_trial:
        which = "Some limits" if len(judged.stretches) > 1 else "These"
        sentences.append(
            f"{which} are trial limits: they rest on {judged.shortest_stretch} points, and "
            f"{FIRM_POINTS} are needed."
        )
    return sentences


def notes_of(trend: Trend) -> list[str]:
    """The notes on a trend, each with the letter that marks it in the chart."""
    return [
        f"{letter}: {words.day(each.on)}, {each.text.rstrip('.')}."
        + (" The limits start anew from then on." if each.rebases and trend.kind else "")
        for letter, each in zip(letters(trend), trend.notes, strict=True)
    ]


def letters(trend: Trend) -> list[str]:
    """A letter for each note, in the order of their days: A, B … Z, AA, AB …"""
    alphabet = string.ascii_uppercase
    doubled = [first + second for first in alphabet for second in alphabet]
    return [*alphabet, *doubled][: len(trend.notes)]


def _notes_of_signal(trend: Trend, signal: Signal) -> str:
    """The notes of the months of a signal, or of the interval that stands out, as a sentence."""
    if signal.rule not in (Rule.OUTSIDE, Rule.NEAR):
        return ""
    found = [
        each.text.rstrip(".")
        for each in trend.notes
        for place in signal.places
        if _is_within(trend, each.on, place)
    ]
    return f"Noted then: {words.listed(list(dict.fromkeys(found)))}." if found else ""


def _is_within(trend: Trend, day: date, place: int) -> bool:
    """Whether a day lies in the month of a point, or in the interval that ends with it."""
    on = trend.points[place].on
    if trend.kind is Kind.G:
        return place > 0 and trend.points[place - 1].on < day <= on
    return (day.year, day.month) == (on.year, on.month)


def _limits_since(trend: Trend, judged: Judged) -> str:
    """The day from which the limits of the newest points hold, and why."""
    rebasing = [each for each in trend.notes if each.rebases]
    if not rebasing:
        return ""
    newest = rebasing[-1]
    text = f"The limits start anew from {words.day(newest.on)}: {newest.text.rstrip('.')}."
    since = [p for p in judged.stretches[-1] if trend.points[p].on >= newest.on]
    if len(since) >= MIN_POINTS:
        return text
    points = words.sentence(words.counted(len(since), "point"))
    return f"{text} {points} since then: too few to tell a change from chance."


def rules_met(trend: Trend) -> list[str]:
    """Each rule that was met, with its points, and then the runs test, in words."""
    judged = trend.judged
    if judged is None or not judged.judged_places:
        return []
    outside = [each.places[0] for each in judged.signals if each.rule is Rule.OUTSIDE]
    sentences = [f"Rule met: {Rule.OUTSIDE}, {_on_or_in(trend, outside)}."] if outside else []
    sentences += [
        f"Rule met: {each.rule}, {_on_points(trend, each)}."
        for each in judged.signals
        if each.rule is not Rule.OUTSIDE
    ]
    sentences = sentences or ["No rule of Making Data Count was met."]
    if runs := judged.runs:
        sentences.append(
            "Runs test of Anhøj: the longest run on one side has "
            f"{words.counted(runs.longest, 'point')} (chance seldom gives more than "
            f"{runs.longest_allowed}), and the centre is crossed {words.times(runs.crossings)} "
            f"(chance seldom gives fewer than {runs.crossings_needed}): "
            f"{'a signal' if runs.is_signal else 'no signal'}."
        )
    return sentences


def value(trend: Trend, number: float) -> str:
    """A value as it is written in a sentence: 3, 2.24, 203."""
    if trend.kind is Kind.U:
        return f"{number:.2f}"
    return f"{number:,.0f}" if number == round(number) else f"{number:,.1f}"


def unit(trend: Trend) -> str:
    """What follows a value: a month, a day, days, days from one removal to the next."""
    if trend.kind is Kind.G:
        return f"days from one {trend.measure.event[0]} to the next"
    return trend.measure.unit


def expected(trend: Trend, limits: Limits) -> str:
    """What to expect by chance alone: 0 to 6 a month."""
    least, most = _bounds(trend, limits)
    between = f"up to {most}" if trend.kind is Kind.G else f"{least} to {most}"
    return f"{between} {unit(trend)}"


def _bounds(trend: Trend, limits: Limits) -> tuple[str, str]:
    """The least and the most to expect, as they are written: of counts the whole numbers within the
    limits, where one that is off a whole number by rounding alone counts as it."""
    if trend.kind is Kind.U:
        return value(trend, limits.lower), value(trend, limits.upper)
    most = limits.upper if trend.kind is Kind.G else floor(limits.upper + 1e-9)
    return f"{ceil(limits.lower - 1e-9):,}", f"{most:,.0f}"


def _without_limits(trend: Trend) -> str:
    """The least, the most and the newest of the caseload or a share, which have no limits."""
    values = [point.value for point in trend.points]
    is_share = trend.measure.unit == "%"
    if not any(values):
        if not is_share:
            return "No child was on the tracker in these 24 months."
        if values:
            return "No child was open to the team in these 24 months."
        return "Fewer than 20 children were on the tracker at each month end, too few for a share."
    sign = "%" if is_share else ""
    least, most, now = (f"{value:,.0f}{sign}" for value in (min(values), max(values), values[-1]))
    what = "" if is_share else " children"
    between = f"{least}{what} throughout" if least == most else f"Between {least} and {most}{what}"
    return f"{between} over {MONTHS} months; {now} now."


def _no_events(trend: Trend) -> str:
    """A sentence where nothing was counted or covered; empty otherwise."""
    if not trend.is_covered:
        return f"None of the days to {words.day(trend.as_at)} are covered: the number is not known."
    one, _ = trend.measure.event
    if trend.kind is Kind.G:
        return "" if trend.last_event_on else f"There was no {one} {_span(trend, RARE_MONTHS)}."
    if not trend.points or not any(point.value for point in trend.points):
        return f"There was no {one} {_span(trend, MONTHS)}."
    return ""


def _span(trend: Trend, months: int) -> str:
    """The days counted: the five years (or 24 months) to a day or, where the sheet covers fewer,
    from its first day."""
    first = trend.covered_from
    if first and first > month_start(trend.as_at, months - 1):
        return f"from {words.day(first)} to {words.day(trend.as_at)}"
    longest = "five years" if months == RARE_MONTHS else f"{months} months"
    return f"in the {longest} to {words.day(trend.as_at)}"


def _too_few(trend: Trend) -> str:
    points = len([point for point in trend.points if not point.is_part])
    if trend.kind is Kind.G and (last := trend.last_event_on):
        since = (trend.as_at - last).days
        ago = f"{words.counted(since, 'day')} before" if since else "that day"
        which = "the last" if points else "it"
        return (
            f"Only {words.counted(points + 1, *trend.measure.event)} "
            f"{_span(trend, RARE_MONTHS)}, too few to tell a change from chance; {which} was on "
            f"{words.day(last)}, {ago}."
        )
    months = f"Only {words.counted(points, 'whole month')}" if points else "No whole months"
    return f"{months} {words.have(points)} a figure: too few to tell a change from chance."


def _first_sentence(trend: Trend, judged: Judged) -> str:
    if not judged.signals:
        runs = judged.runs
        return _runs_signal(runs) if runs and runs.is_signal else _no_signal(trend, judged)
    lead = _last_signal(judged)
    if lead.rule is Rule.SHIFT:
        text = _shift(trend, judged, lead)
    elif lead.rule is Rule.OUTSIDE:
        text = _outside_limits(trend, judged, lead)
    elif lead.rule is Rule.TREND:
        text = _steady_trend(trend, lead)
    else:
        text = _near_limit(trend, lead)
    met = len(judged.signals)
    times = f"Rules were met {words.times(met)} in all." if met > 1 else ""
    return " ".join(each for each in (text, _notes_of_signal(trend, lead), times) if each)


def _last_signal(judged: Judged) -> Signal:
    """The signal that the sentence is about: the one that ends last.

    Of several that end together, the one that is simplest to explain: a shift, then a trend, then a
    point.
    """
    order = [Rule.NEAR, Rule.OUTSIDE, Rule.TREND, Rule.SHIFT]
    return max(judged.signals, key=lambda each: (each.places[-1], order.index(each.rule)))


def _no_signal(trend: Trend, judged: Judged) -> str:
    number = len(judged.judged_places)
    newest = judged.stretch_of(judged.judged_places[-1])
    limits = judged.limits[newest[-1]]
    assert limits is not None  # noqa: S101  (a judged place has limits)
    what = f"{number} {'intervals' if trend.kind is Kind.G else 'whole months'}"
    if trend.kind is not Kind.G and number == MONTHS:
        what = f"{MONTHS} months"
    if newest != judged.stretches[-1]:
        return f"No signal in {what}: {expected(trend, limits)} was what to expect."
    if len(newest) == number:
        return f"No signal in {what}: {expected(trend, limits)} is what to expect."
    since = f"{len(newest)} of them since {_point_name(trend, trend.points[newest[0]].on)}"
    return f"No signal in {what}, {since}: {expected(trend, limits)} is what to expect now."


def _shift(trend: Trend, judged: Judged, signal: Signal) -> str:
    places = signal.places
    stretch = judged.stretch_of(places[0])
    before = [place for place in stretch if place < places[0]]
    others = before or [place for place in stretch if place > places[-1]]
    first, last = (trend.points[place] for place in (places[0], places[-1]))
    now = f"{_mean(trend, places)} {unit(trend)}"
    against = f"{_mean(trend, others)} {'before' if before else 'after'}" if others else ""
    compared = f"{now} against {against}" if against else now
    if places[-1] == judged.stretches[-1][-1] and before:
        lead = f"A shift since {_point_name(trend, first.on)}: {compared}"
    else:
        above = "above" if signal.side > 0 else "below"
        lead = f"{_range_in_words(trend, first.on, last.on)} lay {above} the average: {compared}"
    return f"{lead}; the change is larger than chance alone explains."


def _outside_limits(trend: Trend, judged: Judged, signal: Signal) -> str:
    point, limits = trend.points[signal.places[0]], judged.limits[signal.places[0]]
    assert limits is not None  # noqa: S101
    found = value(trend, point.value)
    if trend.kind is Kind.G:
        lead = f"The {found} days to {words.day(point.on)} stand out"
    else:
        what = found if trend.kind is Kind.C else f"{found} {unit(trend)}"
        lead = f"{words.month(point.on)} stands out with {what}"
    least, most = _bounds(trend, limits)
    beyond = f"more than {most}" if signal.side > 0 else f"less than {least}"
    return f"{lead}: chance alone seldom gives {beyond} {unit(trend)}."


def _steady_trend(trend: Trend, signal: Signal) -> str:
    first, last = (trend.points[signal.places[n]] for n in (0, -1))
    direction = "rose" if signal.side > 0 else "fell"
    return (
        f"{_range_in_words(trend, first.on, last.on)} {direction} at every point, "
        f"from {value(trend, first.value)} to {value(trend, last.value)} {unit(trend)}: chance "
        "alone seldom does that."
    )


def _near_limit(trend: Trend, signal: Signal) -> str:
    names = words.listed(_point_names(trend, signal.places))
    values = [value(trend, trend.points[place].value) for place in signal.places]
    which = "upper" if signal.side > 0 else "lower"
    return (
        f"{names} lie close together near the {which} limit, at {words.listed(values)} "
        f"{unit(trend)}: chance alone seldom brings that."
    )


def _runs_signal(runs: Runs) -> str:
    if runs.crossings < runs.crossings_needed:
        return (
            f"The figures cross their average {words.times(runs.crossings)}, where chance alone "
            f"seldom gives fewer than {runs.crossings_needed}: they keep to one side for long."
        )
    return (
        f"{runs.longest} points in a row lie on one side of the average, where chance alone seldom "
        f"gives more than {runs.longest_allowed}."
    )


def _mean(trend: Trend, places: Sequence[int]) -> str:
    """The mean of some points; of rates, over all their days together."""
    points = [trend.points[place] for place in places]
    spans = fsum(point.span for point in points)
    mean = fsum(point.value * point.span for point in points) / spans
    return f"{mean:,.2f}" if mean < 1 else f"{mean:,.1f}" if mean < 100 else f"{mean:,.0f}"


def _point_name(trend: Trend, on: date) -> str:
    return words.day(on) if trend.kind is Kind.G else words.month(on)


def _range_in_words(trend: Trend, first: date, last: date) -> str:
    if trend.kind is Kind.G:
        return f"The intervals from {words.day(first)} to {words.day(last)}"
    since = f"{first:%B}" if first.year == last.year else words.month(first)
    return f"{since} to {words.month(last)}"


def _point_names(trend: Trend, places: Iterable[int]) -> list[str]:
    return [_point_name(trend, trend.points[place].on) for place in places]


def _on_points(trend: Trend, signal: Signal) -> str:
    """On which points a rule was met: one by one, or from the first to the last of many."""
    named = _point_names(trend, signal.places)
    if len(named) > 3:
        return f"on the {len(named)} points from {named[0]} to {named[-1]}"
    return _on_or_in(trend, signal.places)


def _on_or_in(trend: Trend, places: Sequence[int]) -> str:
    """When some points are: on days of rare events, else in months."""
    return f"{'on' if trend.kind is Kind.G else 'in'} {words.listed(_point_names(trend, places))}"
