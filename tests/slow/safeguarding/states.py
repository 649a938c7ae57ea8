"""The state of each duty to each child, worked out slowly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records, Spell
from tests.slow.counting_rules import (
    DAY,
    DISTRICT,
    Stay,
    birthday,
    children_on,
    is_covered,
    known_records,
    reference,
)
from tests.slow.safeguarding.searches import day_done, known_searches, next_working_day
from tests.slow.safeguarding.standards import introduced_on, last_day_allowed, limit_after, standard
from tests.slow.safeguarding.visits import HUBS


@dataclass(frozen=True)
class State:
    """The state of a duty to a child, by the counting rules."""

    started_on: date
    due_on: date | None
    done_on: date | None
    state: str


@dataclass(frozen=True)
class Case:
    """An entry, its spell on the day, and the last day on which the duty may be done."""

    records: Records
    filters: Filters
    stay: Stay
    spell: Spell
    until: date

    @property
    def ref(self) -> str:
        return self.stay.child.child_ref


def clock_start(duty: str, case: Case) -> date:
    """The day of being added or, if later, the first day of the duty's first standard."""
    return max(case.stay.entry.added_on, introduced_on(duty))


def is_not_applicable(duty: str, case: Case) -> bool:
    """Whether it was decided that the duty does not apply to the entry."""
    return any(
        row.duty == duty
        and (row.child_ref, row.added_on) == (case.ref, case.stay.entry.added_on)
        and row.decided_on <= case.filters.as_at
        for row in known_records(case.records.plain["not_applicable"], case.filters)
    )


def is_undated(duty: str, case: Case) -> bool:
    """Whether the workbook says Yes in place of the date; for PND, also of an earlier entry."""
    entry = case.stay.entry
    if duty == "Ratified":
        return entry.ratified_undated
    return duty == "PND" and any(
        each.pnd_undated
        for each in known_records(case.records.entries, case.filters)
        if each.child_ref == case.ref and each.added_on <= entry.added_on
    )


def state(duty: str, case: Case, start: date, due: date | None, done: date | None) -> State:
    """The state of a duty that is done once."""
    if done is not None:
        word = "Done late" if due is not None and done > due else "Done in time"
    elif is_undated(duty, case):
        word = "Done, date not known"
    elif is_not_applicable(duty, case):
        word = "Not applicable"
    else:
        word = "Due" if due is None or case.filters.as_at <= due else "Overdue"
    return State(start, due, done, word)


def referral_duty(duty: str, *agencies: str) -> Callable[[Case], State]:
    """A duty whose clock starts on the day that triggered the first referral, if that was sent
    before the entry ended."""

    def state_of(case: Case) -> State:
        start, entry = clock_start(duty, case), case.stay.entry
        sent = sorted(
            (row.sent_on, row.trigger_on or entry.added_on)
            for row in known_records(case.records.plain["referral"], case.filters)
            if (row.child_ref == case.ref and row.sent_to in agencies)
            and row.sent_on >= start - 90 * DAY
        )
        done = sent[0][0] if sent and sent[0][0] <= case.until else None
        if sent and sent[0][0] <= (entry.removed_on or date.max):
            start = max(sent[0][1], introduced_on(duty))
        due = last_day_allowed(duty, start)
        return state(duty, case, start, due, done)

    return state_of


def duty_done_once(
    duty: str, days: Callable[[Case], Iterable[date | None]], looks_back: int | None = 90
) -> Callable[[Case], State]:
    """A duty that is done on the first of these days, from 90 days before its clock starts."""

    def state_of(case: Case) -> State:
        start = clock_start(duty, case)
        since = date.min if looks_back is None else start - timedelta(days=looks_back)
        done = [day for day in days(case) if day is not None and since <= day <= case.until]
        due = last_day_allowed(duty, start)
        return state(duty, case, start, due, min(done, default=None))

    return state_of


def repeated_duty(
    duty: str, days: Callable[[Case], Iterable[date]], keeps_all: bool = True
) -> Callable[[Case], State]:
    """A duty that is repeated."""

    def state_of(case: Case) -> State:
        start, as_at = clock_start(duty, case), case.filters.as_at
        limit = standard(duty, as_at, case.spell.status)
        done = sorted(day for day in days(case) if start - 90 * DAY <= day <= case.until)
        last = done[-1] if done else None
        if limit is None:
            return State(start, None, last, "Not applicable")
        due = limit_after(last or start, limit)
        if last is None or due < as_at:
            return replace(state(duty, case, start, due, None), done_on=last)
        earlier = [day for day in done if day < last]
        was_due = limit_after(earlier[-1] if earlier else start, limit)
        is_late = keeps_all and last > was_due
        return State(start, due, last, "Done late" if is_late else "Done in time")

    return state_of


def search_state(case: Case) -> State:
    """By the days in a row that were not searched, up to the newest whose limit has passed; without
    any, by the newest day whose limit has come. Days before the first in the sheet do not count."""
    filters, added = case.filters, case.stay.entry.added_on
    found = known_searches(case.records, filters)

    def done(day: date) -> date | None:
        return day_done(found.get(day), filters)

    newest = filters.as_at
    while next_working_day(newest) > filters.as_at:
        newest -= DAY
    passed = newest
    while next_working_day(passed) >= filters.as_at:
        passed -= DAY
    start = max(newest, added)
    if added <= passed and not done(passed):
        start, first = passed, max(added, min(found, default=passed))
        while start > first and not done(start - DAY):
            start -= DAY
    return state("Searched", case, start, next_working_day(start), done(start))


def handover_state(case: Case) -> State:
    duty, entry, born = "Handover before 18", case.stay.entry, case.stay.child.date_of_birth
    done = entry.handover_on
    is_done = done is not None and done <= case.until
    due = birthday(born, born.year + 18) - DAY if born else None
    return state(duty, case, entry.added_on, due, done if is_done else None)


def days_of_records(table: str, day: str, counts: Callable[[Any], bool] = lambda _: True) -> Any:
    """The days of a child's records."""

    def days(case: Case) -> list[date]:
        return [
            getattr(row, day)
            for row in known_records(case.records.plain[table], case.filters)
            if row.child_ref == case.ref and counts(row)
        ]

    return days


def days_education_checked(case: Case) -> list[date]:
    """The check that each known row has or, if that was too late, those that it had before."""
    versions = [
        each for each in case.records.plain["education"] if each.record.child_ref == case.ref
    ]
    return [
        each.record.checked_on
        for row in known_records(versions, case.filters)
        for each in versions
        if each.record.from_on == row.from_on
        and each.known_from <= case.filters.known
        and (each.record == row or row.checked_on > case.until)
    ]


def days_on_pnd(case: Case) -> list[date | None]:
    entries = known_records(case.records.entries, case.filters)
    return [each.pnd_recorded_on for each in entries if each.child_ref == case.ref]


def is_child_seen(row: Any) -> bool:
    return bool(row.outcome == "Seen")


def is_sent_to(*agencies: str) -> Callable[[Any], bool]:
    return lambda row: row.sent_to in agencies


def nrm_state(case: Case) -> State:
    """A case that was open when the clock started counts however old it is; any other counts from
    90 days before."""
    ended = {"Negative", "Withdrawn"}

    start = clock_start("NRM", case)

    def is_live(row: Any) -> bool:
        """Whether it went on after the day on which the clock started."""
        decisions = (row.rg, row.rg_on), (row.cg, row.cg_on)
        return all(word not in ended or (day and day > start) for word, day in decisions)

    done = [
        row.referred_on
        for row in known_records(case.records.plain["nrm_referral"], case.filters)
        if row.child_ref == case.ref
        and row.referred_on <= case.until
        and (is_live(row) or row.referred_on >= start - 90 * DAY)
    ]
    due = last_day_allowed("NRM", start)
    return state("NRM", case, start, due, min(done, default=None))


AGENCIES = "Barnardo's", "British Transport Police"
PANELS = {line["panel"]: line["district"] for line in reference("panels")}


def duty_with_own_limit(
    duty: str,
    days: Callable[[Case], Iterable[date | None]],
    limit: Callable[[Case, date], date | None],
) -> Callable[[Case], State]:
    """A duty that is done once, with a limit of its own where that gives a day."""

    def state_of(case: Case) -> State:
        each = duty_done_once(duty, days)(case)
        due = limit(case, each.started_on) or each.due_on
        return state(duty, case, each.started_on, due, each.done_on)

    return state_of


def first_listing(case: Case, start: date) -> date | None:
    """The first listing, but for those of an entry that ended before this one began."""
    entry = case.stay.entry
    ended = [
        each.removed_on
        for each in known_records(case.records.entries, case.filters)
        if each.child_ref == case.ref
        and each.removed_on is not None
        and (each.added_on, each.place_in_day) < (entry.added_on, entry.place_in_day)
    ]
    since = max([start - 90 * DAY, *(min(end + DAY, entry.added_on) for end in ended)])
    listed = days_of_records("panel_listing", "listed_for")(case)
    return min((day for day in listed if day >= since), default=None)


def second_panel(case: Case, start: date) -> date | None:
    """The second planned meeting of the home district's panel; without one, the latest of all."""
    home = case.spell.area_code
    seconds = []
    for panel, district in PANELS.items():
        planned = sorted(
            meeting.planned_for
            for meeting in known_records(case.records.plain["panel_meeting"], case.filters)
            if meeting.panel == panel and meeting.planned_for >= start
        )
        if len(planned) > 1 and (home is None or DISTRICT[home] == district):
            seconds.append(planned[1])
    return max(seconds, default=None)


# Each duty, in the order of the page: the sheet that it is known from, and its state.
DUTIES: dict[str, tuple[str, Callable[[Case], State]]] = {
    "Searched": ("searches", search_state),
    "First visit": (
        "visits",
        duty_done_once("First visit", days_of_records("visit", "visited_on", is_child_seen)),
    ),
    "Follow-up visit": (
        "visits",
        repeated_duty("Visit again", days_of_records("visit", "visited_on", is_child_seen)),
    ),
    "PPN to MASH": ("referrals", referral_duty("PPN to MASH", *HUBS)),
    **{agency: ("referrals", referral_duty(agency, agency)) for agency in AGENCIES},
    "NRM": ("nrm", nrm_state),
    "PND": ("tracker", duty_done_once("PND", days_on_pnd, looks_back=None)),
    "Ratified": (
        "tracker",
        duty_done_once("Ratified", lambda case: [case.stay.entry.ratified_on], looks_back=None),
    ),
    "Toolkit": (
        "toolkits",
        duty_with_own_limit("Toolkit", days_of_records("toolkit", "completed_on"), first_listing),
    ),
    "Heard by a panel": (
        "panel_list",
        duty_with_own_limit(
            "Heard by a panel",
            days_of_records("panel_listing", "listed_for", lambda row: row.heard == "Yes"),
            second_panel,
        ),
    ),
    "Education checked": (
        "education",
        repeated_duty("Education checked", days_education_checked, keeps_all=False),
    ),
    "Handover before 18": ("tracker", handover_state),
}
BY_ENTRY = set(DUTIES) - {"Searched", "Follow-up visit", "Education checked"}


# For each duty that is done once: the records that fulfil it, and their day.
EVIDENCE: dict[str, tuple[str, str, Callable[[Any], bool]]] = {
    "First visit": ("visit", "visited_on", is_child_seen),
    "PPN to MASH": ("referral", "sent_on", is_sent_to(*HUBS)),
    **{agency: ("referral", "sent_on", is_sent_to(agency)) for agency in AGENCIES},
    "NRM": ("nrm_referral", "referred_on", lambda _: True),
    "PND": ("entry", "pnd_recorded_on", lambda _: True),
    "Ratified": ("entry", "ratified_on", lambda _: True),
    "Toolkit": ("toolkit", "completed_on", lambda _: True),
    "Heard by a panel": ("panel_listing", "listed_for", lambda row: row.heard == "Yes"),
    "Handover before 18": ("entry", "handover_on", lambda _: True),
}


def is_recorded_late(duty: str, case: Case, each: State) -> bool:
    """Whether it was done in time, and an extract of a day after the limit, which had the entry,
    did not have it yet."""
    due = each.due_on
    if each.state != "Done in time" or due is None:
        return False
    (table, day, counts), (sheet, _) = EVIDENCE[duty], DUTIES[duty]
    of_all = case.records.entries if table == "entry" else case.records.plain[table]
    first = min(
        version.known_from
        for version in of_all
        if version.record.child_ref == case.ref
        and getattr(version.record, day) == each.done_on
        and counts(version.record)
    )
    entry = case.stay.entry
    since = min(
        version.known_from
        for version in case.records.entries
        if (version.record.child_ref, version.record.added_on, version.record.place_in_day)
        == (entry.child_ref, entry.added_on, entry.place_in_day)
    )
    return any(
        span.sheet == sheet and span.last_day > due
        for one in case.records.imports
        if since <= one.import_id < first
        for span in one.coverage
    )


def known_duties(records: Records, filters: Filters) -> dict[str, bool]:
    return {
        duty: is_covered(records, filters, sheet, filters.as_at)
        for duty, (sheet, _) in DUTIES.items()
    }


def states(records: Records, filters: Filters) -> list[tuple[int, str, Case, State]]:
    """Every duty of every child on the tracker, where its sheet covers the day."""
    is_known = known_duties(records, filters)
    return [
        (place, duty, case, state_of(case))
        for place, (duty, (_, state_of)) in enumerate(DUTIES.items())
        if is_known[duty]
        for stay, spell in children_on(records, filters, filters.as_at)
        for case in [Case(records, filters, stay, spell, filters.as_at)]
    ]
