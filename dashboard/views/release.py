"""An area's month-end release, in words. It is made from what may be shown, and from nothing
else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from dashboard.style import words
from dashboard.views.month_ends import places_of_names
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
NO_NUMBERS = (CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE)
WITHOUT_A_NUMBER = (*NO_NUMBERS, "0")
# A percentage of fewer would claim more than the counts support.
SHARES_FROM = 20


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
class Chosen:
    """A release and the area chosen, beside its district and the force. These are of the same day
    unless `beside_on` gives another."""

    release: Summary
    area: Area
    beside_on: date | None = None

    @property
    def on(self) -> date:
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
        return next(
            (
                level.children
                for level in self.release.levels
                if level.geography == place and level.month_end == on
            ),
            None,
        )


def lines(chosen: Chosen) -> list[TableLine]:
    """The counts of the area beside its district and the force, as they may be shown."""
    places = tuple(chosen.columns)
    found = [
        TableLine("Children on the tracker", "All", _figures(chosen, "on_tracker", None)),
    ]
    if chosen.release.populations:
        rates = tuple(_rate(chosen, place) for place in places)
        found.append(
            TableLine("Children on the tracker", "Per 10,000 residents aged 10 to 17", rates)
        )
    categories = dict.fromkeys(
        (cell.measure, cell.category) for cell in chosen.release.published.values if cell.category
    )
    for measure, dimension in MEASURES.items():
        found += [
            TableLine(
                f"By {dimension.label.lower()}", str(category), _figures(chosen, measure, category)
            )
            for counted, category in categories
            if counted == measure
        ]
    found += [
        TableLine("Over the last 12 months", words.sentence(flow), _figures(chosen, flow, None))
        for flow in FLOWS
    ]
    return found


def folded_places(chosen: Chosen) -> list[str]:
    """The places with more confidential numbers than shown ones, not counting 0."""
    found = lines(chosen)
    places = []
    for column, place in enumerate(chosen.columns):
        shown = [line.figures[column].shown for line in found]
        confidential = shown.count(CONFIDENTIAL)
        if confidential > sum(each not in WITHOUT_A_NUMBER for each in shown):
            places.append(place)
    return places


def folded_in_sentences(chosen: Chosen) -> str:
    """The shown numbers of those places in a few sentences, in place of their columns."""
    places = folded_places(chosen)
    names = chosen.in_sentence
    text = (
        f"Most numbers of {words.listed([names[each] for each in places])} are confidential: they "
        "are small, or small ones could be worked out from them."
    )
    for column, (place, name) in enumerate(names.items()):
        shown = [
            (f"{line.label} ({words.within_sentence(line.heading)})", figure.shown)
            for line in lines(chosen)
            if place in places and (figure := line.figures[column]).shown not in NO_NUMBERS
        ]
        parts = [f"{label} {number}" for label, number in shown if number != "0"]
        zeros = [label for label, number in shown if number == "0"]
        parts += [f"0 for {words.listed(zeros)}"] if zeros else []
        text += f" Shown for {name}: {'; '.join(parts)}." if parts else ""
    return text


def as_frame(chosen: Chosen) -> pd.DataFrame:
    """The same table for a file: symbols as text, and no shares."""
    return pd.DataFrame(
        [
            {
                "Figure": line.heading,
                "Category": line.label,
                **{
                    name: figure.shown
                    for name, figure in zip(chosen.columns.values(), line.figures, strict=True)
                },
            }
            for line in lines(chosen)
        ]
    )


def count_hidden(chosen: Chosen) -> int:
    """How many figures of the table are confidential."""
    return sum(f.shown == CONFIDENTIAL for line in lines(chosen) for f in line.figures)


def introduction(chosen: Chosen) -> str:
    """The month in a few sentences, from what may be shown."""
    area, district = chosen.area, chosen.area.district
    places = ((area.code, f"in {area.name}"), (district, f"in the {district}"), (FORCE, "in all"))
    own, *others = (_standing(chosen, place, where) for place, where in places)
    own = own or (
        f"How many children of {area.name} are on the tracker is confidential: a small number, "
        "or one that would give a small number away."
    )
    flows = (_flows(chosen, place, where) for place, where in places)
    first = next((sentence for sentence in flows if sentence), "")
    return " ".join(each for each in (own, *others, first) if each)


def trend(chosen: Chosen) -> Finding:
    """Children on the tracker at each month end. Marks: day, series, children, name_at.

    A count that is not shown is missing, and breaks its line.
    """
    since = last_24_months(chosen.on).start
    levels = pd.DataFrame(
        [
            {"day": level.month_end, "series": chosen.columns[level.geography], "n": level.children}
            for level in chosen.release.levels
            if since <= level.month_end and level.geography in chosen.columns
        ],
        columns=["day", "series", "n"],
    )
    levels["n"] = levels["n"].astype("Int64")
    names = list(chosen.columns.values())
    drawn = levels[levels.groupby("series")["n"].transform("count") > 0]
    drawn = drawn.sort_values("series", key=lambda series: series.map(names.index), kind="stable")
    rows = levels.pivot_table(
        index="day", columns="series", values="n", aggfunc="first", dropna=False, observed=False
    )
    rows = rows.reindex(columns=names)
    rows = rows.map(lambda n: CONFIDENTIAL if pd.isna(n) else f"{n:,}")
    table = rows.iloc[::-1].rename_axis("Month end").reset_index()
    if drawn.empty:
        return without_chart("No number of these months can be shown", table)
    last = drawn.dropna(subset=["n"]).groupby("series").tail(1).set_index("series")
    at = {str(name): float(n) for name, n in last["n"].items()}
    places = places_of_names(at, 0.085 * float(drawn["n"].max()))
    ends = drawn["day"] == drawn["series"].map(last["day"])
    marks = pd.DataFrame(
        {
            "day": pd.to_datetime(drawn["day"]),
            "series": drawn["series"],
            "children": drawn["n"].astype("Float64").astype(object).where(drawn["n"].notna(), None),
            "name_at": drawn["series"].map(places).where(ends),
        }
    )
    return Finding(_trend_sentence(chosen, drawn), marks, table)


def stage_sentence(chosen: Chosen) -> str:
    """Where NSD stands in the area at the month end, as a headline."""
    area, now = chosen.area.name, chosen.release.stage(chosen.area)
    target = now.target_on if now else None
    if not chosen.release.is_stage_known(chosen.area):
        return f"Where NSD stands in {area} is not known"
    if now and now.stage == LIVE:
        return f"NSD has been live in {area} since {words.day(now.from_on)}"
    stage = now.stage if now else NOT_STARTED
    text = stage_in_words(area, stage)
    if target is None:
        return f"{text}, and no target is recorded"
    if chosen.release.is_overdue(chosen.area):
        return f"{text}, and was meant to be live by {words.day(target)}"
    return f"{text}, to be live by {words.day(target)}"


def stage_next(chosen: Chosen) -> str:
    """How long the area has been at its stage, how far away the target is, and what comes next."""
    now = chosen.release.stage(chosen.area)
    if not chosen.release.is_stage_known(chosen.area):
        return "The stages of NSD are not loaded up to this day."
    if now is None:
        return "No stage has been recorded for this area. The next step is to plan it."
    text = f"{now.stage} for {_how_long(now.from_on, chosen.on)} by {words.day(chosen.on)}."
    if now.stage == LIVE:
        return text
    if now.target_on:
        left = (now.target_on - chosen.on).days
        text += (
            f" The target is {words.counted(left, 'day')} away."
            if left > 0
            else f" The target passed {words.counted(-left, 'day')} before it."
            if left
            else " The target is this very day."
        )
    following = STAGES[STAGES.index(now.stage) + 1] if now.stage in STAGES else LIVE
    return f"{text} Next: {following.lower()}."


def steps(chosen: Chosen) -> Iterator[tuple[str, str, str]]:
    """The stages in turn: name; done, now or ahead; and when it was reached or is planned. None
    where it is not known where the area stands."""
    if not chosen.release.is_stage_known(chosen.area):
        return
    now = chosen.release.stage(chosen.area)
    reached = {stage.stage: stage for stage in chosen.release.stages.get(chosen.area.name, ())}
    at = STAGES.index(now.stage) if now and now.stage in STAGES else 0
    for place, name in enumerate(STAGES):
        since = f"from {words.day(reached[name].from_on)}" if name in reached else ""
        if place == at:
            yield name, "now", since
        elif place < at:
            yield name, "done", since
        else:
            target = now.target_on if now and name == LIVE else None
            yield name, "ahead", f"target {words.day(target)}" if target else "ahead"


def unknown_area(chosen: Chosen) -> str:
    """A note on children whose area is not recorded, with their number where it is exact."""
    exact = chosen.count(UNKNOWN)
    if exact is None:
        return "Children whose area is not recorded count for the force alone."
    return (
        f"{words.sentence(words.children(exact))} whose area is not recorded "
        f"{'counts' if exact == 1 else 'count'} for the force alone."
    )


def _figures(chosen: Chosen, measure: str, category: str | None) -> tuple[Figure, ...]:
    return tuple(_figure(chosen, place, measure, category) for place in chosen.columns)


def _figure(chosen: Chosen, place: str, measure: str, category: str | None) -> Figure:
    published = chosen.release.published
    cell, whole = Cell(place, measure, category), Cell(place, "on_tracker")
    if cell not in published.values:
        return Figure(NOT_AVAILABLE)
    value = published.values[cell]
    if value is None:
        return Figure(published.symbol(cell) or NOT_AVAILABLE)
    if category is None or not value or (published.values[whole] or 0) < SHARES_FROM:
        return Figure(f"{value:,}")
    of_all = share(published, cell, whole)
    return Figure(f"{value:,}", "" if of_all is None else f"{100 * of_all:.0f}%")


def _rate(chosen: Chosen, place: str) -> Figure:
    if place == chosen.area.code:
        return Figure(NOT_APPLICABLE)
    published, cell = chosen.release.published, Cell(place, "on_tracker")
    population = chosen.release.populations.get(place)
    if cell not in published.values or published.withheld or not population:
        return Figure(NOT_AVAILABLE)
    found = rate(published, cell, population)
    return Figure(CONFIDENTIAL if found is None else f"{found:.1f}")


def _standing(chosen: Chosen, place: str, where: str) -> str:
    now = chosen.count(place)
    if now is None:
        return ""
    text = f"{words.sentence(words.children(now))} {words.were(now)} on the tracker {where}"
    then = chosen.level(place, month_end(months_before(chosen.on.replace(day=1), 12)))
    if then is None:
        return f"{text}."
    return f"{text}, {words.compared(now, then, 'a year before')}."


def _flows(chosen: Chosen, place: str, where: str) -> str:
    added, removed = (chosen.count(place, flow) for flow in FLOWS)
    if added is None or removed is None:
        return ""
    were = words.were(added)
    return f"Over the 12 months, {added:,} {were} added and {removed:,} removed {where}."


def _trend_sentence(chosen: Chosen, drawn: pd.DataFrame) -> str:
    """How many children each place had on the tracker, of those whose number is shown."""
    parts: list[str] = []
    for place, name in chosen.in_sentence.items():
        level = drawn[drawn["series"] == chosen.columns[place]].dropna(subset=["n"])
        if level.empty or level["day"].iloc[-1] != chosen.on:
            continue
        least, most, now = level["n"].min(), level["n"].max(), level["n"].iloc[-1]
        between = f"between {least:,} and {most:,}" if least < most else "throughout"
        had = f"{now:,}" if parts else f"had {words.children(now)} on the tracker"
        parts.append(f"{name} {had} ({between})")
    if not parts:
        return "None of these numbers can be shown of the last month"
    return words.sentence(words.listed(parts))


def _how_long(since: date, on: date) -> str:
    days = (on - since).days
    if days < 60:
        return words.counted(days, "day") if days else "less than a day"
    return words.counted(words.whole_months(since, on), "month")
