"""The filter bar, which is kept in the page's address, and the filters chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import links
from dashboard.components.run import NOTHING, Run
from dashboard.style import words
from queries.access import Grant, Viewer
from queries.administration import reference
from queries.choices import AREA, CHOICES, Choice, offered_options
from queries.extract import Extract
from queries.filters import PERIODS, Filters, Period, PeriodName, named_period

ALL = "All"
LATEST = "Latest"
EARLIEST = date(2000, 1, 1)
OWN_DATES = "own-dates"
SINCE_LAST_MEETING = "since-last-meeting"
LETTERS_OF_BUTTONS = 24
AS_AT, PERIOD, FROM, TO, KNOWN = "As at", "Period", "From", "To", "As known at import"
# Everything that an address can narrow by, with what stands above its box.
LABELS = {choice.name: choice.label for choice in CHOICES} | {
    "as_at": AS_AT,
    "period": PERIOD,
    "from": FROM,
    "to": TO,
    "known": KNOWN,
}
MAIN_CHOICES = [choice for choice in CHOICES if not choice.is_seldom]
MORE_CHOICES = [choice for choice in CHOICES if choice.is_seldom]


@dataclass(frozen=True)
class FilterBar:
    """The bar as it stands on the page, without district and area, which `begin_run` adds.

    `filters` has the days, the import, the status and the gender as chosen, and `labels` the words
    for them; `days` are those for which areas are offered. District and area are drawn in `boxes`,
    since a reader who chooses them has only these and the body of the page drawn again. There are
    none where the reader has no filter bar.
    """

    newest: Run
    boxes: tuple[DeltaGenerator, ...] = ()
    filters: Filters = NOTHING
    days: Period = NOTHING.period
    labels: dict[str, str] = field(default_factory=dict)

    def begin_run(self) -> Run:
        """Draw district and area. Returns the run with all filters."""
        viewer, extract = self.newest.viewer, self.newest.extract
        if not viewer.may(Grant.COUNTS):
            _refuse_filters(viewer)
        if not self.boxes:
            return Run(viewer, extract)
        chosen: dict[str, Any] = {}
        labels = dict(self.labels)
        options = self.newest.ask(reference.options).rows
        for box, choice in zip(self.boxes, MAIN_CHOICES, strict=True):
            with box:
                _make_choice(choice, options, chosen, labels, self.days)
        filters = replace(self.filters, **chosen)
        links.say_problems(filters)
        return Run(viewer, extract, filters, words.filters_in_words(filters, labels))


def draw(
    viewer: Viewer, extract: Extract | None, first_period: PeriodName | None = None
) -> FilterBar:
    """Draw the filter bar for a viewer who may see counts.

    `first_period` is the period for a reader who has not chosen one and has not seen the filter bar
    yet.
    """
    if extract is None or not viewer.may(Grant.COUNTS):
        return FilterBar(Run(viewer, extract))
    newest = Run(viewer, extract, Filters.of_day(extract.covered_to, extract.version))

    options = newest.ask(reference.options).rows
    chosen: dict[str, Any] = {}
    labels: dict[str, str] = {}
    with st.container(horizontal=True, key="filter-bar", vertical_alignment="bottom", gap="small"):
        # The days decide which areas can be chosen, but stand after them in the bar.
        boxes = tuple(st.container(width="content") for _ in MAIN_CHOICES)
        as_at = _as_at(extract)
        name = _choose_period(first_period)
        own = _own_dates(as_at, extract) if name == OWN_DATES else None
        days = Filters(as_at, own or named_period(name, as_at), extract.version).days
        with st.popover("More filters", key="more-filters", on_change="rerun") as more:
            for choice in MORE_CHOICES:
                if more.open or _is_set(choice.name):
                    _make_choice(choice, options, chosen, labels, days)
            known, covered_to = _known(newest, is_offered=more.open or _is_set("known"))
    if as_at > covered_to:
        st.info(
            f"Import {known} knew the tracker up to {words.day(covered_to)}, so figures are as at "
            "that day."
        )
        as_at = covered_to
    if own and own.end > covered_to:
        own = Period(min(own.start, covered_to), covered_to)
    meeting, meetings_to = newest.ask(reference.last_meeting, Filters.of_day(as_at, known)).rows[0]
    if name == SINCE_LAST_MEETING:
        _say_missing_meetings(meeting, meetings_to, as_at)
    filters = Filters(as_at, own or named_period(name, as_at, meeting), known, **chosen)
    return FilterBar(newest, boxes, filters, days, labels)


def _refuse_filters(viewer: Viewer) -> None:
    """Say that the address sets a filter that this reader cannot choose. A reader with areas of
    their own may be sent a link with an area: the page decides whether to show it."""
    has_areas = viewer.may(Grant.RELEASES) or viewer.may(Grant.ISSUED)
    for key, label in LABELS.items():
        if not (has_areas and key == AREA.name):
            links.refuse_not_chosen(key, label)
    links.say_problems(st.query_params.to_dict())


def _is_set(key: str) -> bool:
    """Whether the reader, or the link that led here, has set this filter."""
    return st.session_state.get(key, st.query_params.get(key)) not in (None, ALL, LATEST)


def _make_choice(
    choice: Choice,
    options: Iterable[tuple[Any, ...]],
    chosen: dict[str, str | None],
    labels: dict[str, str],
    days: Period,
) -> None:
    """Let the reader make a choice; its value is added to `chosen`, and its label to `labels`."""
    shown = offered_options(choice, options, chosen, days)
    value = chosen[choice.name] = _choose(choice, shown)
    if value:
        labels[choice.name] = shown.get(value, value)


def _choose(choice: Choice, labels: Mapping[str, str]) -> str | None:
    """The value that the reader chooses, or None for all of them."""
    if (value := links.value_by_code(choice.name, labels)) is not None:
        st.session_state[choice.name] = value
    else:
        every = [ALL, *labels.values()]
        links.check_choice(choice.name, choice.label, every, are_listed=True)
    chosen = _widget(choice, labels)(
        choice.label,
        [ALL, *labels],
        format_func=lambda option: labels.get(option, option),
        key=choice.name,
        bind="query-params",
    )
    return None if chosen == ALL else chosen


def _widget(choice: Choice, labels: Mapping[str, str]) -> Callable[..., str | None]:
    """Buttons where the options fit into the bar, else a list.

    A choice within another is always a list, because its options change with the other.
    """
    if choice.is_seldom or choice.within or sum(map(len, labels.values())) > LETTERS_OF_BUTTONS:
        return partial(st.selectbox, width="stretch" if choice.is_seldom else 165)
    return partial(st.radio, horizontal=True)


def _as_at(extract: Extract) -> date:
    """The as-at date. Until the reader chooses one it is the tracker's last day, and moves on with
    each import."""
    followed = st.session_state.get("followed-extract")
    if followed and st.session_state.get("as_at") == followed != extract.covered_to:
        st.session_state["as_at"] = extract.covered_to
    st.session_state["followed-extract"] = extract.covered_to
    return _day(AS_AT, "as_at", extract.covered_to, extract.covered_to)


def _day(label: str, key: str, default: date, latest: date) -> date:
    """The day that the reader chooses, up to the latest one."""
    links.check_day(key, label, EARLIEST, latest)
    return st.date_input(
        label,
        default,
        min_value=EARLIEST,
        max_value=latest,
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
        width=140,
    )


def _choose_period(first_period: PeriodName | None) -> PeriodName:
    """The period that the reader chooses; their own dates where the address has some and no other
    period."""
    if not _is_set("period") and {"from", "to"} & {*st.query_params}:
        st.session_state["period"] = OWN_DATES
    if first_period and not _is_set("period"):
        st.session_state.setdefault("period", first_period)
    links.check_choice("period", PERIOD, PERIODS.values())
    return st.selectbox(
        PERIOD,
        list(PERIODS),
        format_func=PERIODS.__getitem__,
        key="period",
        bind="query-params",
        width=190,
    )


def _own_dates(as_at: date, extract: Extract) -> Period:
    """The reader's own dates, both included, in either order."""
    start = _day(FROM, "from", date(as_at.year, 1, 1), extract.covered_to)
    end = _day(TO, "to", as_at, extract.covered_to)
    return Period(min(start, end), max(start, end))


def _known(newest: Run, *, is_offered: bool) -> tuple[int, date]:
    """The newest import whose records count, and the last day that it covers.

    That is the latest import, unless the reader looks back.
    """
    rows = newest.ask(reference.imports).rows
    chosen = _choose_import(rows) if is_offered else LATEST
    known = newest.filters.known if chosen == LATEST else int(chosen)
    return known, next(covered_to or on for number, on, covered_to in rows if number == known)


def _choose_import(rows: Iterable[tuple[Any, ...]]) -> str:
    dates = {str(number): f"{number}: {words.day(on)}" for number, on, _ in rows}
    links.check_choice("known", KNOWN, [LATEST, *dates.values()])
    return st.selectbox(
        KNOWN,
        [LATEST, *dates],
        format_func=lambda option: dates.get(option, option),
        key="known",
        bind="query-params",
        width=190,
    )


def _say_missing_meetings(held_on: date | None, meetings_to: date | None, as_at: date) -> None:
    """Say that no meeting is known, or that later meetings are not in yet."""
    if meetings_to is None:
        st.info("No meetings have been loaded, so the period is the calendar year.")
    elif held_on is None:
        st.info("No meeting is known before this date, so the period is the calendar year.")
    elif meetings_to < as_at:
        st.info(f"Meetings are loaded to {words.day(meetings_to)}; later ones are not in yet.")
