"""The measures that the page of trends judges: each declared once, from its question to a series.

Monthly counts are judged on a c-chart. Where there is less than one a month, or one area is chosen,
the days from one event to the next are judged instead: a monthly chart of 0, 0, 1, 0 shows nothing.
The caseload and the open share are drawn without limits, because most children stay from month to
month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from queries.administration import reference
from queries.ask import Ask, Question
from queries.choices import DISTRICT, offered_options
from queries.filters import Filters, Period, last_24_months, month_end, months_within
from queries.oversight import intelligence, over_time
from queries.safeguarding import over_time as acts_over_time
from queries.signals import Judged, Kind, Point, judge

Rows = Iterable[tuple[Any, ...]]
EVERY_TREND = "Every trend"  # what a note is about that concerns all trends
SHARE_FROM = 20  # a share of fewer children would claim too much


@dataclass(frozen=True)
class Measure:
    """What is judged over time.

    `points` makes a series of the rows of the answer, up to the as-at date. `events` gives the days
    on which the events of a measure happened, and how many, and `if_rare` asks for those of five
    years, where there is less than one a month. `kind` is the chart it is judged on;
    None: drawn without limits. `unit` follows a value. `caveats` is what a rise does not show,
    and what a fall does not; `remark` is said with both. `plot_label` is what is drawn, where the
    title does not say it; `event` is the word for one of its events, and for several.
    """

    name: str
    title: str
    question: Question
    kind: Kind | None
    unit: str
    points: Callable[[Rows, date], list[Point]]
    events: Callable[[Rows], list[tuple[date, int]]] | None = None
    if_rare: Question | None = None
    caveats: tuple[str, str] = ("", "")
    remark: str = ""
    plot_label: str = ""
    event: tuple[str, str] = ("entry", "entries")


@dataclass(frozen=True)
class Annotation:
    """A note on a trend. If it `rebases`, limits are worked out anew from its day on."""

    on: date
    about: str
    text: str
    rebases: bool


@dataclass(frozen=True)
class Trend:
    """A measure's series, judged where it has limits.

    `kind` is the chart that it is judged on here: days from one event to the next where a month's
    count says nothing, and `last_event_on` is then the day of the last event. `notes` are those
    since its first point. `covered_from` is the first day covered, of a measure whose sheet covers
    a part of the days. Where none of its days is covered (`is_covered`), and until its sheet has
    been loaded (`is_loaded`), nothing is known of it, which is not 0.
    """

    measure: Measure
    as_at: date
    kind: Kind | None
    points: tuple[Point, ...]
    judged: Judged | None
    last_event_on: date | None = None
    notes: tuple[Annotation, ...] = ()
    is_covered: bool = True
    covered_from: date | None = None
    is_loaded: bool = True

    @property
    def judged_on(self) -> Kind | None:
        """The kind of chart that it is judged on; None where it has too few points to be judged, or
        where nothing ever happened."""
        is_judged = self.judged and self.judged.judged_places
        return self.kind if is_judged and any(point.value for point in self.points) else None


def trend(
    measure: Measure,
    rows: Rows,
    filters: Filters,
    notes: Rows = (),
    if_rare: Callable[[], Rows] | None = None,
) -> Trend:
    """The series of a measure, from the rows of its question, judged where it has limits.

    `notes` are the rows of the question `notes_on_trends`. `if_rare` asks for the rows of five
    years; without it, `rows` are of five years.
    """
    rows = list(rows)
    points, as_at = measure.points(rows, filters.as_at), filters.as_at
    kind, last = measure.kind, None
    if measure.events and (filters.area or _is_rare(points)):
        if if_rare and not filters.area:  # the rows of one area are of five years anyway
            rows = list(if_rare())
        days = measure.events(rows)
        kind, points = Kind.G, _days_between(days)
        last = days[-1][0] if days else None
    noted = _notes_about(measure, points, notes)
    rebased_on = sorted({each.on for each in noted if each.rebases})
    judged = judge(kind, points, rebased_on) if kind else None
    first, is_covered = None, bool(points) or measure.points is not _rates
    if measure.points is _covered_counts:
        first, is_covered = rows[0][0] if rows else None, bool(rows)
    return Trend(measure, as_at, kind, tuple(points), judged, last, noted, is_covered, first)


def _notes_about(measure: Measure, points: Sequence[Point], notes: Rows) -> tuple[Annotation, ...]:
    """What was noted about a measure, or about every trend, since its first point."""
    if not points:
        return ()
    return tuple(
        Annotation(on, about, text, rebases == "Yes")
        for on, about, text, rebases in notes
        if about in (measure.title, EVERY_TREND) and on >= points[0].on
    )


def _is_rare(points: Sequence[Point]) -> bool:
    whole = [point.value for point in points if not point.is_part]
    return sum(whole) < len(whole)


def _days_between(days: Sequence[tuple[date, int]]) -> list[Point]:
    """The days from each event to the next, at the day of the later one; 0 within one day."""
    events = [day for day, number in days for _ in range(number)]
    return [Point(after, float((after - before).days)) for before, after in pairwise(events)]


def _months(as_at: date) -> list[tuple[date, date, bool]]:
    """The 24 months to the as-at date: first day, last day, and whether it ends before its last"""
    return [
        (first, min(month_end(first), as_at), month_end(first) > as_at)
        for first in months_within(last_24_months(as_at))
    ]


def _events_in(column: int) -> Callable[[Rows], list[tuple[date, int]]]:
    """The days on which something happened, and how often, from a column behind the day."""

    def events(rows: Rows) -> list[tuple[date, int]]:
        return [(row[0], row[column]) for row in rows if row[column]]

    return events


def _monthly_counts(events: Callable[[Rows], list[tuple[date, int]]]) -> Callable[..., list[Point]]:
    """The number in each of the 24 months, 0 where there is none."""

    def points(rows: Rows, as_at: date) -> list[Point]:
        numbers: Counter[date] = Counter()
        for day, number in events(rows):
            numbers[day.replace(day=1)] += number
        return [
            Point(month, float(numbers[month]), is_part=part) for month, _, part in _months(as_at)
        ]

    return points


def _covered_counts(rows: Rows, as_at: date) -> list[Point]:
    """The number on the covered days of each of the 24 months that has any."""
    numbers: Counter[date] = Counter()
    days: Counter[date] = Counter()
    for day, number in rows:
        month = day.replace(day=1)
        numbers[month] += number
        days[month] += 1
    return [
        Point(first, float(numbers[first]), is_part=part or days[first] < Period(first, last).days)
        for first, last, part in _months(as_at)
        if days[first]
    ]


def _monthly_values(value: Callable[..., float | None]) -> Callable[[Rows, date], list[Point]]:
    """A point for each row, from the values behind its month; none where `value` gives None."""

    def points(rows: Rows, as_at: date) -> list[Point]:
        parts = {first: part for first, _, part in _months(as_at)}
        found = ((month, value(*rest)) for month, *rest in rows)
        return [Point(month, n, is_part=parts[month]) for month, n in found if n is not None]

    return points


def _rates(rows: Rows, as_at: date) -> list[Point]:
    """Reports a day over the days covered. A month without a covered day has no point."""
    parts = {first: part for first, _, part in _months(as_at)}
    return [
        Point(
            month,
            reports / days,
            float(days),
            parts[month] or days < Period(starts_on, ends_on).days,
        )
        for month, starts_on, ends_on, days, reports in rows
        if days
    ]


def _share(open_children: int, children: int) -> float | None:
    return 100 * open_children / children if children >= SHARE_FROM else None


_MEDIANS = _monthly_values(lambda _, lower, upper: (lower + upper) / 2)
_FIRST_COUNT, _SECOND_COUNT = _events_in(1), _events_in(2)
_WHY_NO_LIMITS = "No limits are drawn, because most children stay from one month to the next."

ADDED = Measure(
    "added", "Added to the tracker", over_time.additions_by_day, Kind.C, "a month",
    _monthly_counts(_FIRST_COUNT), _FIRST_COUNT, over_time.additions_over_five_years,
    (
        "The figures do not show whether more children were drawn in or more were found.",
        "The figures do not show whether fewer children were drawn in or fewer were found.",
    ),
)  # fmt: skip
OTHER_REMOVALS = Measure(
    "removed-other", "Removed for reasons other than age", over_time.removals_by_day, Kind.C,
    "a month", _monthly_counts(_SECOND_COUNT), _SECOND_COUNT, over_time.removals_over_five_years,
    ("Removals follow from reviews: the figures do not show whether risk changed.",) * 2,
    event=("removal", "removals"),
)  # fmt: skip
REMOVED_AT_18 = Measure(
    "removed-18", "Removed because they reached 18", over_time.removals_by_day, Kind.C, "a month",
    _monthly_counts(_FIRST_COUNT), _FIRST_COUNT, over_time.removals_over_five_years,
    remark="Removals at 18 follow from ages alone: they are not a reduction of risk.",
    event=("removal", "removals"),
)  # fmt: skip
TIME_ON_TRACKER = Measure(
    "time", "Time on the tracker at removal", over_time.time_on_tracker_at_removal, Kind.XMR,
    "days", _MEDIANS,
    caveats=("The figures do not show why: a child added at 17 leaves sooner in any case.",) * 2,
    plot_label="Days from entry to removal: the median of each calendar month",
    event=("removal", "removals"),
)  # fmt: skip
INTELLIGENCE = Measure(
    "intelligence", "Intelligence a day", intelligence.intelligence_by_month, Kind.U, "a day",
    _rates,
    caveats=(
        "The figures do not show whether more happened or more was reported.",
        "The figures do not show whether less happened or less was reported.",
    ),
    plot_label="Reports a day in each calendar month, 24 months",
    event=("report", "reports"),
)  # fmt: skip
FIRST_VISITS = Measure(
    "first-visits-late", "First visits not in time", acts_over_time.first_visits_late_by_day,
    Kind.C, "a month", _covered_counts, _FIRST_COUNT,
    acts_over_time.first_visits_late_over_five_years,
    (
        "The figures do not show whether visits came later or more fell due.",
        "The figures do not show whether visits came sooner or fewer fell due.",
    ),
    plot_label="First visits due in each calendar month and not made by then, 24 months",
    event=("late first visit", "late first visits"),
)  # fmt: skip
ANSWERS = Measure(
    "referrals-answered", "Referrals answered", acts_over_time.answers_to_referrals_by_day,
    Kind.C, "a month", _covered_counts, _FIRST_COUNT,
    acts_over_time.answers_to_referrals_over_five_years,
    (
        "The figures do not show whether agencies answered sooner or were asked more.",
        "The figures do not show whether agencies answered later or were asked less.",
    ),
    event=("answer", "answers"),
)  # fmt: skip
CONCLUSIVE = Measure(
    "wait-conclusive", "Wait for conclusive grounds",
    acts_over_time.wait_for_conclusive_grounds, Kind.XMR, "days", _MEDIANS,
    caveats=(
        "The figures do not show whether decisions took longer or older cases were decided.",
        "The figures do not show whether decisions took less time or newer cases were decided.",
    ),
    plot_label="Days from reasonable to conclusive grounds: the median of each calendar month",
    event=("decision", "decisions"),
)  # fmt: skip
ACTIONS = Measure(
    "actions-late", "Panel actions not in time", acts_over_time.actions_late_by_day, Kind.C,
    "a month", _covered_counts, _FIRST_COUNT, acts_over_time.actions_late_over_five_years,
    (
        "The figures do not show whether actions were closed later or more fell due.",
        "The figures do not show whether actions were closed sooner or fewer fell due.",
    ),
    plot_label="Actions due in each calendar month and not closed by then, 24 months",
    event=("late action", "late actions"),
)  # fmt: skip
CASELOAD = Measure(
    "caseload", "On the tracker at month end", over_time.open_children_by_month, None, "children",
    _monthly_values(lambda _, children: float(children)), remark=_WHY_NO_LIMITS,
)  # fmt: skip
OPEN_SHARE = Measure(
    "open-share", "Share open to the team", over_time.open_children_by_month, None, "%",
    _monthly_values(_share), remark=_WHY_NO_LIMITS,
)  # fmt: skip
MEASURES = (
    ADDED,
    OTHER_REMOVALS,
    REMOVED_AT_18,
    TIME_ON_TRACKER,
    INTELLIGENCE,
    FIRST_VISITS,
    ANSWERS,
    CONCLUSIVE,
    ACTIONS,
    CASELOAD,
    OPEN_SHARE,
)


@dataclass(frozen=True)
class ShownMeasure:
    """A measure in its place on the page: under these filters, by this key, with this title."""

    key: str
    title: str
    measure: Measure
    filters: Filters


def shown_on_page(ask: Ask, filters: Filters) -> list[ShownMeasure]:
    """The measures that the page shows, in their order. Raises `Denied` and `DataUnavailable`."""
    options = ask(reference.options, filters).rows
    return measures_shown(filters, list(offered_options(DISTRICT, options, {}, filters.days)))


def trends_shown(ask: Ask, filters: Filters) -> list[tuple[ShownMeasure, Trend]]:
    """What the page shows, each with its series. Raises `Denied` and `DataUnavailable`."""
    notes = ask(over_time.notes_on_trends, filters).rows
    loaded = ask(reference.coverage, filters).pairs()
    kept: dict[tuple[str, Filters], Rows] = {}  # several measures are made of one answer

    def rows(question: Question, by: Filters) -> Rows:
        if (question.name, by) not in kept:
            kept[question.name, by] = ask(question, by).rows
        return kept[question.name, by]

    def series(shown: ShownMeasure) -> Trend:
        if shown.measure.question.sheet not in loaded:
            return Trend(shown.measure, filters.as_at, None, (), None, is_loaded=False)
        measure, by = shown.measure, shown.filters
        if_rare = partial(rows, measure.if_rare, by) if measure.if_rare else None
        return trend(measure, rows(measure.question, by), by, notes, if_rare)

    return [(each, series(each)) for each in shown_on_page(ask, filters)]


def measures_shown(filters: Filters, districts: Sequence[str]) -> list[ShownMeasure]:
    """The measures that the page shows: every measure, and additions district beside district.

    Districts come last of what is judged, and only where no district or area is chosen.
    """
    measures = [ShownMeasure(each.name, each.title, each, filters) for each in MEASURES]
    if filters.district or filters.area:
        return measures
    by_district = [
        ShownMeasure(
            f"{ADDED.name}-{name.lower().replace(' ', '-')}",
            f"{ADDED.title}: {name}",
            ADDED,
            replace(filters, district=name),
        )
        for name in districts
    ]
    without_limits = [each for each in measures if each.measure.kind is None]
    return [*measures[: -len(without_limits)], *by_district, *without_limits]
