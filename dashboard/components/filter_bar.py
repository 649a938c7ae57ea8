"""The filter bar, kept in the address of the page, and the filters that it makes."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.answers import cache
from dashboard.components import frame, links
from dashboard.style import words
from queries.access import Grant, Viewer
from queries.administration import reference
from queries.ask import Question
from queries.extract import Extract
from queries.filters import PERIODS, UNKNOWN, Filters, Period, named_period

ALL = "All"
LATEST = "Latest"
EARLIEST = date(2000, 1, 1)
OWN_DATES = "own-dates"
SINCE_LAST_MEETING = "since-last-meeting"


def reading(viewer: Viewer, extract: Extract | None) -> frame.Reading:
    """Draw the filter bar for a viewer who may see counts. Returns the context of this run."""
    if extract is None or not viewer.may(Grant.COUNTS):
        return frame.Reading(viewer, extract, None, "")
    newest = Filters(extract.covered_to, _day(extract.covered_to), extract.version)

    def column(asked: Question) -> list[str]:
        return [str(row[0]) for row in cache.answer(asked, viewer, newest).rows]

    rows = cache.answer(reference.areas, viewer, newest).rows
    with st.container(horizontal=True, key="filter-bar", vertical_alignment="bottom", gap="small"):
        district = _choice("District", "district", list(dict.fromkeys(row[2] for row in rows)))
        names = {code: name for code, name, of in rows if district in (None, of)}
        if district is None:
            names[UNKNOWN] = "Not recorded"
        area = _choice("Area", "area", list(names), names)
        status = _choice("Status", "status", column(reference.statuses))
        gender = _choice("Gender", "gender", column(reference.genders))
        as_at = _as_at(extract)
        links.check_choice("period", "Period", PERIODS.values())
        name = st.selectbox(
            "Period",
            list(PERIODS),
            format_func=PERIODS.__getitem__,
            key="period",
            bind="query-params",
            width=190,
        )
        with st.container(horizontal=True, width="content", gap="small", key="own-dates"):
            own = _own_dates(as_at, extract) if name == OWN_DATES else None
        known, covered_to = _known(viewer, newest)
    if as_at > covered_to:
        st.info(
            f"Import {known} knew the tracker up to {words.day(covered_to)}, so figures are as at "
            "that day."
        )
        as_at = covered_to
    if own and own.end > covered_to:
        own = Period(min(own.start, covered_to), covered_to)
    then = Filters(as_at, _day(as_at), known)
    meeting, meetings_to = cache.answer(reference.last_meeting, viewer, then).rows[0]
    if name == SINCE_LAST_MEETING:
        _say_of_meetings(meeting, meetings_to, as_at)
    filters = Filters(
        as_at, own or named_period(name, as_at, meeting), known, district, area, status, gender
    )
    links.say_problems(filters)
    return frame.Reading(viewer, extract, filters, words.narrowed(filters, names))


def _choice(
    label: str, key: str, options: list[str], names: dict[str, str] | None = None
) -> str | None:
    """One of the options, or None for all of them."""
    shown = names or {}
    links.check_choice(key, label, [ALL, *(shown.get(option, option) for option in options)])
    chosen = st.selectbox(
        label,
        [ALL, *options],
        format_func=lambda option: shown.get(option, option),
        key=key,
        bind="query-params",
        width=165,
    )
    return None if chosen == ALL else chosen


def _as_at(extract: Extract) -> date:
    """The as-at date: the last day of the tracker, and following it until the reader chooses."""
    followed = st.session_state.get("followed-extract")
    if followed and st.session_state.get("as_at") == followed != extract.covered_to:
        st.session_state["as_at"] = extract.covered_to
    st.session_state["followed-extract"] = extract.covered_to
    links.check_day("as_at", "As at", EARLIEST, extract.covered_to)
    return st.date_input(
        "As at",
        value=extract.covered_to,
        min_value=EARLIEST,
        max_value=extract.covered_to,
        format="DD/MM/YYYY",
        key="as_at",
        bind="query-params",
        width=140,
    )


def _own_dates(as_at: date, extract: Extract) -> Period:
    """The reader's own dates, both included, in whichever order they were given."""
    latest = extract.covered_to
    links.check_day("from", "From", EARLIEST, latest)
    links.check_day("to", "To", EARLIEST, latest)
    start = st.date_input(
        "From", value=date(as_at.year, 1, 1), min_value=EARLIEST, max_value=latest,
        format="DD/MM/YYYY", key="from", bind="query-params", width=140,
    )  # fmt: skip
    end = st.date_input(
        "To", value=as_at, min_value=EARLIEST, max_value=latest,
        format="DD/MM/YYYY", key="to", bind="query-params", width=140,
    )  # fmt: skip
    return Period(min(start, end), max(start, end))


def _known(viewer: Viewer, newest: Filters) -> tuple[int, date]:
    """The import up to which records are believed, and the last day that it covers.

    That is the latest import, unless the reader looks back.
    """
    rows = cache.answer(reference.imports, viewer, newest).rows
    dates = {str(number): f"{number}: {words.day(on)}" for number, on, _ in rows}
    links.check_choice("known", "As known at import", [LATEST, *dates.values()])
    chosen = st.selectbox(
        "As known at import",
        [LATEST, *dates],
        format_func=lambda option: dates.get(option, option),
        key="known",
        bind="query-params",
        width=190,
    )
    known = newest.known if chosen == LATEST else int(chosen)
    return known, next(covered_to or on for number, on, covered_to in rows if number == known)


def _say_of_meetings(held_on: date | None, meetings_to: date | None, as_at: date) -> None:
    """Say where the period is not since the last meeting, or where that may not be the last."""
    if meetings_to is None:
        st.info("No meetings have been loaded, so this is the year.")
    elif held_on is None:
        st.info("No meeting is known before this date, so this is the year.")
    elif meetings_to < as_at:
        st.info(f"Meetings are loaded to {words.day(meetings_to)}; later ones are not in yet.")


def _day(of: date) -> Period:
    return Period(of, of)
