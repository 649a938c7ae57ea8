"""What the demo's panels did: meetings, attendance, children listed, toolkits and actions.

One agency closes most of its actions late. Two meetings were not held, and a child who was listed
for one of them was put off again at the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.cohorts import has_duties_done
from data.demo.days import NEWEST, day_between, working_day
from data.demo.records import Cell, Entry, Later, Record, dated, numbered
from data.demo.rollout import CITY

FIRST_MONTH = date(2021, 4, 1)
LAST_MONTH = date(2022, 12, 1)
PLANNED_AHEAD = timedelta(days=45)
CITY_PANEL, COUNTY_PANEL = "CCE Panel (City)", "Serious Youth Violence Panel (County)"
# The week of the month and the weekday on which each meets: the second Tuesday, the third Wednesday
MEETS = {CITY_PANEL: (1, 1), COUNTY_PANEL: (2, 2)}
NOT_HELD = {
    (COUNTY_PANEL, date(2021, 12, 15)): "No chair",
    (CITY_PANEL, date(2022, 10, 11)): "Too few members",
}
# The share of meetings that each agency attends, and its weight among the owners of actions.
AGENCIES = {
    "County Lines team": (0.97, 5), "Neighbourhood policing": (0.85, 3), "Social care": (0.92, 6),
    "Early Help": (0.9, 4), "Youth Justice Service": (0.88, 5), "Education": (0.76, 5),
    "Health": (0.4, 2), "Housing": (0.65, 5), "Community safety": (0.8, 2),
    "Detached youth workers": (0.5, 2),
}  # fmt: skip
LATE_AGENCY = "Housing"
"""It closes a quarter of its actions in time; the others close four in five."""
NOT_ATTENDED = ("Deputy", "Deputy", "Apologies", "Apologies", "Update only", "No")
LEVELS = ("No concern", "Low", "Medium", "High")
KINDS = ("Safeguard", "Safeguard", "Disrupt", "Education or work", "Health", "Family", "Diversion")
ABOUT = ("Group", "Place", "Alleged perpetrators")
REVIEWED_AFTER = timedelta(weeks=18)
"""The panels leave more time than the three months that apply where they name no day."""
RESULTS = ("Done", "Done", "Done", "Done", "Partly", "No longer needed", "Not possible", "")
NOTHING_DECIDED: tuple[Cell | Later, ...] = ("", None, None, "", "")
"""The cells of a child who was not heard, or about whom nothing was decided."""
STRATEGY = ("No s47", "Conference", "Services s17", "Continue assessment", "No further action", "")


@dataclass(frozen=True)
class Meeting:
    """A meeting of a panel: its row, and that of each agency that was expected, if it was held."""

    panel: str
    planned_for: date
    is_held: bool
    row: Record
    attendance: tuple[Record, ...]


@dataclass(frozen=True)
class Listing:
    """A child on the list of a meeting, with the cells of what was decided there."""

    panel: str
    listed_for: date
    child: str
    referred_on: date
    heard: str
    decided: tuple[Cell | Later, ...] = NOTHING_DECIDED

    @property
    def row(self) -> Record:
        """Its row."""
        of_meeting = self.panel, self.listed_for, self.child, self.referred_on, self.heard
        return Record(self.listed_for, self.child, (*of_meeting, *self.decided))


def panels(entries: Sequence[Entry]) -> dict[str, tuple[Record, ...]]:
    """The sheets of all that the panels did up to the newest extract, with the meetings planned
    after it."""
    rng = Random("panels")
    meetings = tuple(_meetings(rng))
    followed = [each for each in entries if (each.removed_on or NEWEST) > FIRST_MONTH]
    toolkits = tuple(each for entry in followed for each in _toolkits(rng, entry))
    listings = _put_off_again(
        [each for entry in followed for each in _listings(rng, entry, meetings)], meetings, followed
    )
    return {
        "panel_meetings": tuple(each.row for each in meetings),
        "panel_attendance": tuple(row for each in meetings for row in each.attendance),
        "toolkits": toolkits,
        "panel_list": tuple(each.row for each in listings),
        "panel_actions": numbered("PA", _actions(rng, meetings, listings)),
    }


def meeting_days(panel: str, first: date = FIRST_MONTH, last: date = LAST_MONTH) -> Iterator[date]:
    """The days for which a panel plans its meetings, one a month."""
    week, weekday = MEETS[panel]
    month = first
    while month <= last:
        yield month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * week)
        month = (month + timedelta(days=31)).replace(day=1)


def _meetings(rng: Random) -> Iterator[Meeting]:
    for panel in MEETS:
        for day in meeting_days(panel):
            why = NOT_HELD.get((panel, day), "")
            circulated = day - timedelta(days=rng.choice((6, 6, 7, 7, 5, 5, 5, 0)))
            sergeant = rng.choices(("Yes", "No", ""), (92, 5, 3))[0]
            is_held = not why and day <= NEWEST
            attendance = tuple(
                Record(day, "", (panel, day, agency, attended))
                for agency, (share, _) in AGENCIES.items()
                if panel == CITY_PANEL or agency != "Early Help"
                for attended in ["Yes" if rng.random() < share else rng.choice(NOT_ATTENDED)]
            )
            has_names = rng.random() < 0.93 and circulated <= NEWEST
            row = Record(day - PLANNED_AHEAD, "", (
                panel, day, dated(day if is_held else None), Later(day, why),
                dated(circulated if has_names else None), Later(day, sergeant if is_held else ""),
            ))  # fmt: skip
            yield Meeting(panel, day, is_held, row, attendance if is_held else ())


def _start(entry: Entry) -> date:
    """The first day of an entry on which the panels had records."""
    return max(entry.added_on, FIRST_MONTH)


def _last(entry: Entry) -> date:
    """The last day on which the child was on the tracker."""
    return NEWEST if entry.removed_on is None else entry.removed_on - timedelta(days=1)


def _toolkits(rng: Random, entry: Entry) -> Iterator[Record]:
    """One soon after the child is added, and one about every five months."""
    day = working_day(_start(entry) + timedelta(days=rng.choice((1, 2, 4, 6, 8, 11, 15, 24))))
    place = rng.choices((0, 1, 2, 3), (3, 24, 41, 32))[0]
    is_done = rng.random() < 0.93
    if not is_done and has_duties_done(entry):  # a seed of its own leaves the rest as it was
        rng, is_done = Random(f"toolkits of {entry.child.ref}"), True
    while day <= _last(entry) and is_done:
        by = rng.choice(("Early Help", "Social care", "Youth Justice Service"))
        review = day + REVIEWED_AFTER if rng.random() < 0.94 else None
        child = entry.child.ref
        yield Record(day, child, (child, day, by, LEVELS[place], review))
        place = min(3, max(0, place + rng.choices((-1, 0, 1), (30, 56, 14))[0]))
        day = working_day(day + timedelta(days=rng.randint(85, 210)))


def _listings(rng: Random, entry: Entry, meetings: Sequence[Meeting]) -> Iterator[Listing]:
    """A child's listings: for a meeting soon after being added, and again as the panel decides."""
    start, last = _start(entry), _last(entry)
    referred = working_day(start + timedelta(days=rng.randint(0, 9)))
    not_before = referred + timedelta(days=rng.choice((3, 4, 30, 60)))
    heard_before = False
    for meeting in sorted(meetings, key=lambda each: each.planned_for):
        day = meeting.planned_for
        if meeting.panel != _panel_of(entry, day) or not not_before <= day <= last:
            continue
        heard = rng.choices(("Yes", "Deferred", "Withdrawn"), (91, 6, 3))[0]
        heard = heard if meeting.is_held else "Deferred"
        decided = NOTHING_DECIDED
        if heard == "Yes":
            again = rng.choices((28, 56, 84), (90, 8, 2))[0]
            decided = _decided(rng, day, again)
            not_before, heard_before = day + timedelta(days=again - 7), True
        yield Listing(meeting.panel, day, entry.child.ref, referred, heard, decided)
        if decided[0] == "Close" or (heard == "Withdrawn" and heard_before):
            return


def _panel_of(entry: Entry, day: date) -> str:
    """The panel of the child's home district on a day; the City's where the area is unknown."""
    begun = [spell for spell in entry.spells if spell.starts_on <= day] or list(entry.spells[:1])
    return CITY_PANEL if begun[-1].area in (*CITY, "") else COUNTY_PANEL


def _decided(rng: Random, day: date, again: int) -> tuple[Cell | Later, ...]:
    outcome = rng.choices(("Keep open", "Step up", "Step down", "Close", ""), (62, 10, 17, 5, 6))[0]
    review = day + timedelta(days=again) if outcome != "Close" else None
    if rng.random() >= 0.08:
        return outcome, review, *NOTHING_DECIDED[2:]
    strategy = working_day(day + timedelta(days=rng.randint(1, 8)))
    police_there = rng.choices(("Yes", "No", ""), (80, 12, 8))[0]
    of_strategy = Later(strategy, police_there), Later(strategy, rng.choice(STRATEGY))
    return outcome, review, dated(strategy), *of_strategy


def _put_off_again(
    listings: list[Listing], meetings: Sequence[Meeting], entries: Sequence[Entry]
) -> tuple[Listing, ...]:
    """The listings, changed so that one child who was put off because a meeting was not held is put
    off again at the next."""
    panel, day = max(NOT_HELD, key=lambda each: each[1])
    following = min(
        each.planned_for for each in meetings if each.panel == panel and each.planned_for > day
    )
    staying = {each.child.ref for each in entries if each.removed_on is None}
    on_both = [
        {each.child for each in listings if (each.panel, each.listed_for) == (panel, listed_for)}
        for listed_for in (day, following)
    ]
    twice = min(staying.intersection(*on_both))
    return tuple(
        Listing(each.panel, each.listed_for, each.child, each.referred_on, "Deferred")
        if (each.panel, each.listed_for, each.child) == (panel, following, twice)
        else each
        for each in listings
    )


def _actions(
    rng: Random, meetings: Sequence[Meeting], listings: Sequence[Listing]
) -> Iterator[Record]:
    """About fifteen a meeting, most of them for the children whom it heard."""
    owners = {agency: share for agency, (_, share) in AGENCIES.items()}
    for meeting in sorted(meetings, key=lambda each: each.planned_for):
        if not meeting.is_held:
            continue
        day = meeting.planned_for
        heard = sorted(
            each.child
            for each in listings
            if (each.panel, each.listed_for, each.heard) == (meeting.panel, day, "Yes")
        )
        for _ in range(rng.randint(12, 18)):
            child = rng.choice(heard) if heard and rng.random() < 0.8 else ""
            owner = rng.choices(list(owners), list(owners.values()))[0]
            due, closed = _dates(rng, day, owner)
            about, kind = "Child" if child else rng.choice(ABOUT), rng.choice(KINDS)
            result = rng.choice(RESULTS) if closed <= NEWEST else ""
            cells = meeting.panel, day, child, about, kind, owner, due
            yield Record(day, child, (*cells, dated(closed), Later(closed, result)))


def _dates(rng: Random, agreed: date, owner: str) -> tuple[date | None, date]:
    """The day on which an action is due, where one was set, and the day on which it is closed."""
    until = working_day(agreed + timedelta(days=rng.choice((14, 21, 28, 28, 42))))
    in_time = rng.random() < (0.25 if owner == LATE_AGENCY else 0.8)
    early = day_between(rng, agreed + timedelta(days=2), until)
    late = until + timedelta(days=rng.randint(*((20, 120) if owner == LATE_AGENCY else (2, 30))))
    closed = working_day(late) if not in_time else early if early.weekday() < 5 else until
    if rng.random() < 0.13:
        return None, working_day(agreed + timedelta(days=rng.randint(20, 110)))
    return until, closed
