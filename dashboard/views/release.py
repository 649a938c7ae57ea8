"""An area's month-end release, in words. It is made from what may be shown, and from nothing
else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from dashboard.style import words
from dashboard.views.month_ends import label_positions
from dashboard.views.rollout import stage_in_words
from dashboard.views.view import Finding, without_chart
from queries.disclosure.layout import CONFIDENTIAL, FLOWS, NOT_AVAILABLE, Cell, rate, share
from queries.filters import UNKNOWN, last_24_months, month_end, months_before
from queries.oversight.rollout import LIVE, NOT_STARTED
from queries.oversight.rollout import STAGES_IN_ORDER as STAGES
from queries.releases.area_summary import Area, Summary
from queries.releases.release import MEASURES
from queries.scope import FORCE

NOT_APPLICABLE = "[z]"
SYMBOLS = (CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE)
# A percentage of fewer children would claim more than the counts support.
MIN_FOR_SHARES = 20


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown: a number or a symbol in words, and its share where it has one."""

    shown: str
    share: str = ""


@dataclass(frozen=True)
class TableLine:
    """A line of the table: a figure for each column, under a heading."""

    heading: str
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ReleasedArea:
    """One area of a release, beside its district and the force. These are of the same day unless
    `beside_on` gives another."""

    release: Summary
    area: Area
    beside_on: date | None = None

    @property
    def on(self) -> date:
        """The month end of the release."""
        return self.release.made.month_end

    @cached_property
    def columns(self) -> dict[str, str]:
        """The name of each column, by geography."""
        district = self.area.district
        then = f", {words.day(self.beside_on)}" if self.beside_on else ""
        return {
            self.area.code: self.area.name,
            district: f"{district}{then}",
            FORCE: f"{FORCE}{then}",
        }

    @property
    def in_sentence(self) -> dict[str, str]:
        """The name of each geography within a sentence."""
        district = self.area.district
        return {self.area.code: self.area.name, district: f"the {district}", FORCE: "the force"}

    def count(self, place: str, measure: str = "on_tracker") -> int | None:
        """A count as published; None where it is not shown."""
        return self.release.published.values.get(Cell(place, measure))

    def level(self, place: str, on: date) -> int | None:
        """Children on the tracker at a month end, as published; None where it is not shown."""
        levels = {(each.geography, each.month_end): each.children for each in self.release.levels}
        return levels.get((place, on))


def table_lines(released: ReleasedArea) -> list[TableLine]:
    """The counts of the area beside its district and the force, as they may be shown."""
    lines = [TableLine("Children on the tracker", "All", _figures(released, "on_tracker"))]
    if released.release.populations:
        rates = tuple(_rate(released, place) for place in released.columns)
        lines.append(
            TableLine("Children on the tracker", "Per 10,000 residents aged 10 to 17", rates)
        )
    categories = dict.fromkeys(
        (cell.measure, cell.category) for cell in released.release.published.values if cell.category
    )
    for measure, dimension in MEASURES.items():
        lines += [
            TableLine(
                f"By {dimension.label.lower()}",
                str(category),
                _figures(released, measure, category),
            )
            for counted, category in categories
            if counted == measure
        ]
    lines += [
        TableLine("Over the last 12 months", words.sentence(flow), _figures(released, flow))
        for flow in FLOWS
    ]
    return lines


def mostly_hidden_places(released: ReleasedArea) -> list[str]:
    """The places with more confidential numbers than shown ones, not counting 0."""
    lines = table_lines(released)
    places = []
    for column, place in enumerate(released.columns):
        figures = [line.figures[column].shown for line in lines]
        numbers = sum(each not in (*SYMBOLS, "0") for each in figures)
        if figures.count(CONFIDENTIAL) > numbers:
            places.append(place)
    return places


def mostly_hidden_in_sentences(released: ReleasedArea) -> str:
    """The numbers that are shown of those places in a few sentences, in place of their columns."""
    places = mostly_hidden_places(released)
    names = released.in_sentence
    text = (
        f"Most numbers of {words.listed([names[each] for each in places])} are confidential: they "
        "are small, or small ones could be worked out from them."
    )
    for column, (place, name) in enumerate(names.items()):
        shown = [
            (f"{line.label} ({words.within_sentence(line.heading)})", figure.shown)
            for line in table_lines(released)
            if place in places and (figure := line.figures[column]).shown not in SYMBOLS
        ]
        parts = [f"{label} {number}" for label, number in shown if number != "0"]
        zeros = [label for label, number in shown if number == "0"]
        parts += [f"0 for {words.listed(zeros)}"] if zeros else []
        text += f" Shown for {name}: {'; '.join(parts)}." if parts else ""
    return text


def as_frame(released: ReleasedArea) -> pd.DataFrame:
    """The table of counts for a file: symbols as text, and no shares."""
    return pd.DataFrame(
        [
            {
                "Figure": line.heading,
                "Category": line.label,
                **{
                    name: figure.shown
                    for name, figure in zip(released.columns.values(), line.figures, strict=True)
                },
            }
            for line in table_lines(released)
        ]
    )


def count_hidden(released: ReleasedArea) -> int:
    """How many figures of the table are confidential."""
    return sum(f.shown == CONFIDENTIAL for line in table_lines(released) for f in line.figures)


def introduction(released: ReleasedArea) -> str:
    """The month in a few sentences, from what may be shown."""
    area, district = released.area, released.area.district
    places = ((area.code, f"in {area.name}"), (district, f"in the {district}"), (FORCE, "in all"))
    of_area, *of_others = (_children_sentence(released, place, where) for place, where in places)
    of_area = of_area or (
        f"How many children of {area.name} are on the tracker is confidential: a small number, "
        "or one that would give a small number away."
    )
    flows = filter(None, (_flows_sentence(released, place, where) for place, where in places))
    return " ".join(filter(None, (of_area, *of_others, next(flows, ""))))


def trend(released: ReleasedArea) -> Finding:
    """Children on the tracker at each month end. Marks: day, series, children, name_at.

    A count that is not shown is missing, and breaks its line.
    """
    since = last_24_months(released.on).start
    levels = pd.DataFrame(
        [
            {
                "day": level.month_end,
                "series": released.columns[level.geography],
                "n": level.children,
            }
            for level in released.release.levels
            if since <= level.month_end and level.geography in released.columns
        ],
        columns=["day", "series", "n"],
    )
    levels["n"] = levels["n"].astype("Int64")
    names = list(released.columns.values())
    shown = levels[levels.groupby("series")["n"].transform("count") > 0]
    shown = shown.sort_values("series", key=lambda series: series.map(names.index), kind="stable")
    rows = levels.pivot_table(
        index="day", columns="series", values="n", aggfunc="first", dropna=False, observed=False
    ).reindex(columns=names)
    rows = rows.map(lambda n: CONFIDENTIAL if pd.isna(n) else f"{n:,}")
    table = rows.iloc[::-1].rename_axis("Month end").reset_index()
    if shown.empty:
        return without_chart("No number of these months can be shown", table)
    last = shown.dropna(subset=["n"]).groupby("series").tail(1).set_index("series")
    last_values = {str(name): float(n) for name, n in last["n"].items()}
    positions = label_positions(last_values, highest=float(shown["n"].max()))
    is_last = shown["day"] == shown["series"].map(last["day"])
    marks = pd.DataFrame(
        {
            "day": pd.to_datetime(shown["day"]),
            "series": shown["series"],
            "children": shown["n"].astype("Float64").astype(object).where(shown["n"].notna(), None),
            "name_at": shown["series"].map(positions).where(is_last),
        }
    )
    return Finding(_trend_sentence(released, shown), marks, table)


def stage_sentence(released: ReleasedArea) -> str:
    """Where NSD stands in the area at the month end, as a headline."""
    area, now = released.area.name, released.release.stage(released.area)
    target = now.target_on if now else None
    if not released.release.is_stage_known(released.area):
        return f"Where NSD stands in {area} is not known"
    if now and now.stage == LIVE:
        return f"NSD has been live in {area} since {words.day(now.from_on)}"
    stage = now.stage if now else NOT_STARTED
    text = stage_in_words(area, stage)
    if target is None:
        return f"{text}, and no target is recorded"
    if released.release.is_overdue(released.area):
        return f"{text}, and was meant to be live by {words.day(target)}"
    return f"{text}, to be live by {words.day(target)}"


def stage_progress(released: ReleasedArea) -> str:
    """How long the area has been at its stage, how far away the target is, and what comes next."""
    now = released.release.stage(released.area)
    if not released.release.is_stage_known(released.area):
        return "The stages of NSD are not loaded up to this day."
    if now is None:
        return "No stage has been recorded for this area. The next step is to plan it."
    text = f"{now.stage} for {_how_long(now.from_on, released.on)} by {words.day(released.on)}."
    if now.stage == LIVE:
        return text
    if now.target_on:
        days_left = (now.target_on - released.on).days
        if days_left > 0:
            text += f" The target is {words.counted(days_left, 'day')} away."
        elif days_left:
            text += f" The target passed {words.counted(-days_left, 'day')} before it."
        else:
            text += " The target is this very day."
    following = STAGES[STAGES.index(now.stage) + 1] if now.stage in STAGES else LIVE
    return f"{text} Next: {following.lower()}."


def steps(released: ReleasedArea) -> Iterator[tuple[str, str, str]]:
    """Each stage in turn: its name; done, now or ahead; and when it was reached or is planned.
    Nothing where it is not known where the area stands."""
    if not released.release.is_stage_known(released.area):
        return
    now = released.release.stage(released.area)
    reached = {stage.stage: stage for stage in released.release.stages.get(released.area.name, ())}
    current = STAGES.index(now.stage) if now and now.stage in STAGES else 0
    for position, name in enumerate(STAGES):
        since = f"from {words.day(reached[name].from_on)}" if name in reached else ""
        if position <= current:
            yield name, "now" if position == current else "done", since
        else:
            target = now.target_on if now and name == LIVE else None
            yield name, "ahead", f"target {words.day(target)}" if target else "ahead"


def unknown_area_note(released: ReleasedArea) -> str:
    """A note on children whose area is not recorded, with their number where it is exact."""
    exact = released.count(UNKNOWN)
    if exact is None:
        return "Children whose area is not recorded count for the force alone."
    return (
        f"{words.sentence(words.children(exact))} whose area is not recorded "
        f"{'counts' if exact == 1 else 'count'} for the force alone."
    )


def _figures(
    released: ReleasedArea, measure: str, category: str | None = None
) -> tuple[Figure, ...]:
    return tuple(_figure(released, place, measure, category) for place in released.columns)


def _figure(released: ReleasedArea, place: str, measure: str, category: str | None) -> Figure:
    published = released.release.published
    cell, whole = Cell(place, measure, category), Cell(place, "on_tracker")
    if cell not in published.values:
        return Figure(NOT_AVAILABLE)
    value = published.values[cell]
    if value is None:
        return Figure(published.symbol(cell) or NOT_AVAILABLE)
    if category is None or not value or (published.values[whole] or 0) < MIN_FOR_SHARES:
        return Figure(f"{value:,}")
    of_all = share(published, cell, whole)
    return Figure(f"{value:,}", "" if of_all is None else f"{100 * of_all:.0f}%")


def _rate(released: ReleasedArea, place: str) -> Figure:
    if place == released.area.code:
        return Figure(NOT_APPLICABLE)
    published, cell = released.release.published, Cell(place, "on_tracker")
    population = released.release.populations.get(place)
    if cell not in published.values or published.withheld or not population:
        return Figure(NOT_AVAILABLE)
    per_10_000 = rate(published, cell, population)
    return Figure(CONFIDENTIAL if per_10_000 is None else f"{per_10_000:.1f}")


def _children_sentence(released: ReleasedArea, place: str, where: str) -> str:
    """How many children a place has now and had a year before; empty where it is not shown."""
    now = released.count(place)
    if now is None:
        return ""
    text = f"{words.sentence(words.children(now))} {words.were(now)} on the tracker {where}"
    then = released.level(place, month_end(months_before(released.on.replace(day=1), 12)))
    if then is None:
        return f"{text}."
    return f"{text}, {words.compared(now, then, 'a year before')}."


def _flows_sentence(released: ReleasedArea, place: str, where: str) -> str:
    """How many were added and removed in a place; empty where it is not shown."""
    added, removed = (released.count(place, flow) for flow in FLOWS)
    if added is None or removed is None:
        return ""
    were = words.were(added)
    return f"Over the 12 months, {added:,} {were} added and {removed:,} removed {where}."


def _trend_sentence(released: ReleasedArea, shown: pd.DataFrame) -> str:
    """How many children each place had on the tracker, of those whose number is shown."""
    parts: list[str] = []
    for place, name in released.in_sentence.items():
        level = shown[shown["series"] == released.columns[place]].dropna(subset=["n"])
        if level.empty or level["day"].iloc[-1] != released.on:
            continue
        least, most, now = level["n"].min(), level["n"].max(), level["n"].iloc[-1]
        between = f"between {least:,} and {most:,}" if least < most else "throughout"
        had = f"{now:,}" if parts else f"had {words.children(now)} on the tracker"
        parts.append(f"{name} {had} ({between})")
    if not parts:
        return "None of these numbers can be shown of the last month"
    return words.sentence(words.listed(parts))


def _how_long(since: date, on: date) -> str:
    """The time from one day to another: in days, from two months on in months."""
    days = (on - since).days
    if days < 60:
        return words.counted(days, "day") if days else "less than a day"
    return words.counted(words.whole_months(since, on), "month")
