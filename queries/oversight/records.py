"""The records behind the figures: lists of them, and one child's history.

A list is the relation that a figure counted, narrowed to one mark of its chart. So it always has as
many rows as the figure says.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, false, func, literal, select

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_CHOICE_AND_PERIOD
from queries.filters import Filters, Listing, Period, month_end
from queries.meeting.items import ITEMS, as_at
from queries.oversight.marks import EXTENSIONS, NARROWINGS
from queries.oversight.sheet_rows import ROWS
from queries.oversight.tracker import SOON_DAYS
from queries.safeguarding import duties
from queries.scope import DUTIES, Query, Scope

# A list longer than this is cut, and says so: nobody reads it, and each row shown is logged.
AT_MOST = 500
VALID_YEARS = range(1900, 2101)  # of the day of a list: far from the last one of Python
IGNORED_FOR_ONE_CHILD = (*EVERY_CHOICE_AND_PERIOD, "listing")


@dataclass(frozen=True)
class Relation:
    """A list of records: the words for its rows after a number, and the relation counted.

    `day` is the day that a list is about; a list without one is about the period. Where each row is
    an event, `day_column` is the column with its day.
    """

    one: str
    many: str
    build: Callable[[Scope], Subquery]
    day: Callable[[Filters], date] | None = None
    day_column: str | None = None


RELATIONS: dict[str, Relation] = {
    "on_tracker": Relation(
        "child on the tracker", "children on the tracker", Scope.on_tracker, as_at
    ),
    "turning_18": Relation(
        f"child turning 18 within {SOON_DAYS} days",
        f"children turning 18 within {SOON_DAYS} days",
        lambda scope: scope.turning_adult(SOON_DAYS),
        as_at,
    ),
    **{item.name: Relation(item.one, item.many, item.build, item.day) for item in ITEMS.values()},
    "re_entered": Relation("re-entry", "re-entries", Scope.re_entered),
    "changed": Relation(
        "change of status or area", "changes of status or area", Scope.changes_within_entries
    ),
    "opening": Relation(
        "child on the tracker at the opening",
        "children on the tracker at the opening",
        lambda scope: scope.on_tracker(scope.period.day_before),
        lambda filters: filters.period.day_before,
    ),
    "closing": Relation(
        "child on the tracker at the closing",
        "children on the tracker at the closing",
        lambda scope: scope.on_tracker(scope.period.end),
        lambda filters: filters.period.end,
    ),
    "visits": Relation(
        "visit to a child", "visits to children", Scope.visits, day_column="visited_on"
    ),
    "seen": Relation(
        "visit at which the child was seen",
        "visits at which the child was seen",
        Scope.visits_seen,
        day_column="visited_on",
    ),
    "referrals": Relation("referral", "referrals", Scope.referrals, day_column="sent_on"),
    "to_hubs": Relation(
        "referral to a MASH", "referrals to a MASH", Scope.referrals_to_hubs, day_column="sent_on"
    ),
    "awaiting": Relation(
        "referral that awaits an answer",
        "referrals that await an answer",
        Scope.referrals_awaiting,
        as_at,
        day_column="sent_on",
    ),
    "nrm": Relation(
        "referral to the NRM", "referrals to the NRM", Scope.nrm_referrals, day_column="referred_on"
    ),
    "all_nrm": Relation(
        "referral to the NRM, whenever made",
        "referrals to the NRM, whenever made",
        Scope.all_nrm_referrals,
        as_at,
        day_column="referred_on",
    ),
    "encounters": Relation(
        "criminal situation in which a child was found",
        "criminal situations in which children were found",
        Scope.encounters,
        day_column="happened_on",
    ),
    "suspects": Relation(
        "criminal situation with a child as suspect",
        "criminal situations with a child as suspect",
        Scope.suspects,
        day_column="happened_on",
    ),
    "missing": Relation(
        "time missing", "times missing", Scope.missing_episodes, day_column="missing_from"
    ),
    "listed": Relation("listing for a panel", "listings for panels", Scope.panel_listings),
    **{
        f"duty_{duty.name}": Relation(
            f"child on the tracker, by the state of {duty.in_sentence}",
            f"children on the tracker, by the state of {duty.in_sentence}",
            partial(Scope.state_of_duty, duty=duty),
            as_at,
        )
        for duty in DUTIES
    },
    **{
        f"year_{duty.name}": Relation(
            f"entry of 12 months, by the outcome of {duty.in_sentence}",
            f"entries of 12 months, by the outcome of {duty.in_sentence}",
            partial(duties.outcomes_of_duty, duty=duty),
            as_at,
        )
        for duty in duties.DUE_ONCE
    },
}

# The value of these is a date: `day` takes the place of the as-at date, and the period is cut to
# the `month` that begins on it.
DAYS = ("day", "month")


@question(needs=Grant.RECORDS, counts="records")
def records(scope: Scope) -> Query:
    """The records behind a figure: a row for each record counted, at most 500, in the order of the
    references, with their number in all. Ages are at the date of the figure."""
    figure, listing = scope, scope.filters.listing or Listing()
    scope = Scope(filters_of_mark(figure.filters))
    declared = RELATIONS[listing.relation]
    relation = declared.build(scope)
    day_column = declared.day_column
    extend = next((EXTENSIONS[name] for name, _ in listing.only if name in EXTENSIONS), None)
    listed = extend(scope, relation) if extend else relation
    conditions = [
        NARROWINGS[name][1](scope, listed, value)
        for name, value in listing.only
        if name not in DAYS
    ]
    if period_of_mark(figure.filters) is None:
        conditions.append(false())
    in_all = select(func.count()).select_from(listed).where(*conditions).scalar_subquery()
    first = (
        select(*(listed.c[column.name] for column in relation.c), in_all.label("in_all"))
        .where(*conditions)
        .order_by(*_order(listed))
        .limit(AT_MOST)
        .subquery()
    )
    # The details of an entry are looked up for the rows shown only.
    shown = scope.entries(first)
    return select(
        *shown.c["child_ref", "age", "born", "gender", "area_code", "status", "starts_on"],
        *shown.c["previous_area_code", "previous_status", "source", "proposed_on"],
        *shown.c["ratified_on", "ratified_undated", "pnd_recorded_on", "pnd_undated"],
        *shown.c["added_on", "removed_on", "reason"],
        (shown.c[day_column] if day_column else literal(None, Date)).label("happened_on"),
        shown.c.in_all,
    ).order_by(*_order(shown), "happened_on")


def _order(listed: Subquery) -> tuple[ColumnElement[Any], ...]:
    return tuple(listed.c["child_ref", "added_on", "place_in_day", "starts_on"])


@question(needs=Grant.RECORDS, counts="entries", ignores=IGNORED_FOR_ONE_CHILD)
def entries_of_child(scope: Scope) -> Query:
    """Every entry of one child on the tracker, the first one first, with all that is recorded of
    it."""
    entry = scope.entries_of_child().c
    return select(
        *entry["added_on", "removed_on", "removal_reason", "source", "proposed_on", "ratified_on"],
        *entry["ratified_undated", "county_line", "pnd_recorded_on", "pnd_undated", "pnd_line"],
    ).order_by(entry.added_on, entry.place_in_day)


@question(needs=Grant.RECORDS, counts="spells", ignores=IGNORED_FOR_ONE_CHILD)
def spells_of_child(scope: Scope) -> Query:
    """Every spell of one child (an unbroken time with the same status and home area within an
    entry), the first one first, with the child's age at the as-at date."""
    spell = scope.spells_of_child().c
    return select(
        *spell["starts_on", "ends_on", "status", "area_code", "gender", "born", "age"]
    ).order_by(*spell["added_on", "place_in_day", "starts_on"])


@question(needs=Grant.RECORDS, counts="reports", ignores=IGNORED_FOR_ONE_CHILD)
def intelligence_of_child(scope: Scope) -> Query:
    """Every intelligence report linked to one child, with any flag, the first one first."""
    report = scope.reports_of_child().c
    return select(*report["submitted_on", "report_ref", "flag", "area_code"]).order_by(
        *report["submitted_on", "report_ref"]
    )


def read_listing(text: str) -> Listing:
    """The listing from its written form; children on the tracker where there is no such listing."""
    listing = Listing.read(text)
    with suppress(ValueError):
        if of_sheet := ROWS.get(listing.relation):
            is_known = all(name in of_sheet.narrowings for name, _ in listing.only)
            return listing if is_known else Listing()
        if listing.relation in RELATIONS and all(
            date.fromisoformat(value).year in VALID_YEARS if name in DAYS else name in NARROWINGS
            for name, value in listing.only
        ):
            return listing
    return Listing()


def filters_of_mark(filters: Filters) -> Filters:
    """The filters with the as-at date, and the period, of the mark that the listing stands for."""
    only = dict(filters.listing.only) if filters.listing else {}
    if "day" in only:
        # No list is as at a later day than the as-at date: the data may not cover it.
        day = min(date.fromisoformat(only["day"]), filters.as_at)
        filters = replace(filters, as_at=day)
    within = period_of_mark(filters)
    return filters.over(within) if within else filters


def period_of_mark(filters: Filters) -> Period | None:
    """The period, cut to the month that the listing names, if any; None: they do not touch."""
    month = dict(filters.listing.only).get("month") if filters.listing else None
    if month is None:
        return filters.period
    first = date.fromisoformat(month)
    start = max(first, filters.period.start)
    end = min(month_end(first), filters.period.end)
    return Period(start, end) if start <= end else None
