"""What was recorded late or wrongly at first, so that what was known at earlier imports differs
from what is known now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from data.demo.cohorts import REACHED_18
from data.demo.days import years_before
from data.demo.intelligence import FLAG
from data.demo.records import Entry, Report, Stage
from data.demo.rollout import MANSFIELD_FIRST_TARGET

T = TypeVar("T")


@dataclass(frozen=True)
class Correction(Generic[T]):
    """Extracts before `put_right` hold `recorded` in place of `true`. None stands for no record."""

    put_right: date
    true: T | None
    recorded: T | None


def as_recorded(truth: Iterable[T], corrections: Sequence[Correction[T]], on: date) -> list[T]:
    """The records as an extract of a day holds them, those recorded wrongly last."""
    to_come = [correction for correction in corrections if on < correction.put_right]
    mistaken = {correction.true for correction in to_come}
    recorded = [correction.recorded for correction in to_come]
    return [
        *(record for record in truth if record not in mistaken),
        *(record for record in recorded if record is not None),
    ]


def corrected_entries(entries: Sequence[Entry]) -> tuple[Correction[Entry], ...]:
    """Corrections of additions, removals, birth dates and a status that were recorded late or
    wrongly, and of a duplicate."""
    refs = [entry.child.ref for entry in entries]
    left = [entry for entry in entries if refs.count(entry.child.ref) == 1]

    def take(suits: Callable[[Entry], bool]) -> Entry:
        """The first entry that suits, of a child with no other; it is not taken again."""
        entry = next(entry for entry in left if suits(entry))
        left.remove(entry)
        return entry

    late = take(lambda e: _added(e, date(2021, 8, 1), date(2021, 8, 25)))
    later = take(lambda e: _added(e, date(2022, 3, 1), date(2022, 3, 25)) and not e.removed_on)
    latest = take(lambda e: _added(e, date(2022, 10, 1), date(2022, 10, 25)))
    removed_late = take(lambda e: _removed(e, date(2021, 11, 1), date(2021, 12, 31)))
    removed_before = take(lambda e: _removed(e, date(2022, 6, 1), date(2022, 7, 10)))
    not_stated = take(lambda e: _removed(e, date(2022, 8, 11), date(2022, 10, 31)))
    born_wrong = take(lambda e: not e.removed_on)
    born_unknown = take(lambda e: not e.removed_on)
    backdated = take(lambda e: _changed_status(e, date(2022, 6, 1), date(2022, 6, 30)))
    gender = take(lambda e: _added(e, date(2022, 7, 1), date(2022, 9, 30)))
    return (
        Correction(date(2021, 9, 30), late, None),
        Correction(date(2022, 5, 31), later, None),
        Correction(date(2022, 11, 22), latest, None),
        Correction(
            date(2022, 1, 31), removed_late, replace(removed_late, removed_on=None, reason="")
        ),
        Correction(date(2022, 9, 30), removed_before, _removed_a_fortnight_later(removed_before)),
        Correction(date(2022, 11, 22), not_stated, replace(not_stated, reason="")),
        Correction(date(2022, 2, 28), born_unknown, _of_child(born_unknown, date_of_birth=None)),
        Correction(date(2022, 3, 31), born_wrong, _born_a_year_later(born_wrong)),
        Correction(date(2022, 8, 31), backdated, replace(backdated, spells=backdated.spells[:1])),
        Correction(date(2022, 11, 22), gender, _of_child(gender, gender="Unknown")),
        Correction(date(2022, 8, 31), None, _recorded_twice(later, date(2022, 6, 9))),
    )


def _added(entry: Entry, first: date, last: date) -> bool:
    return first <= entry.added_on <= last and len(entry.spells) == 1


def _removed(entry: Entry, first: date, last: date) -> bool:
    """Removed between two days, for a stated reason other than a birthday."""
    removed = entry.removed_on
    return bool(removed and first <= removed <= last and entry.reason not in ("", REACHED_18))


def _changed_status(entry: Entry, first: date, last: date) -> bool:
    """Still on the tracker, and changed once, between two days, in status only."""
    before, *after = entry.spells
    return (
        entry.removed_on is None
        and len(after) == 1
        and first <= after[0].starts_on <= last
        and before.area == after[0].area
    )


def _removed_a_fortnight_later(entry: Entry) -> Entry:
    removed = entry.removed_on
    return replace(entry, removed_on=removed and removed + timedelta(days=14))


def _of_child(entry: Entry, **recorded: Any) -> Entry:
    return replace(entry, child=replace(entry.child, **recorded))


def _born_a_year_later(entry: Entry) -> Entry:
    born = entry.child.date_of_birth
    return _of_child(entry, date_of_birth=born and years_before(born, -1))


def _recorded_twice(entry: Entry, added_on: date) -> Entry:
    """The same child, entered again under a second reference."""
    return replace(
        entry,
        child=replace(entry.child, ref="CL-0901"),
        added_on=added_on,
        spells=(replace(entry.spells[0], starts_on=added_on),),
        proposed_on=added_on,
        ratified_on=None,
        pnd_recorded_on=None,
        pnd_line="",
        pnd_line_type="",
    )


def corrected_reports(reports: Sequence[Report]) -> tuple[Correction[Report], ...]:
    """Corrections of reports: some came a month late, one with another flag, one without an area,
    and one was withdrawn."""

    def flagged(year: int, month: int) -> list[Report]:
        """The last five flagged reports of a month that have an area."""
        return [
            report
            for report in reports
            if (report.submitted_on.year, report.submitted_on.month) == (year, month)
            and report.flag == FLAG
            and report.area
        ][-5:]

    may = flagged(2022, 5)
    duplicate = replace(flagged(2022, 1)[0], ref="INT-90001")
    return (
        *(Correction(date(2021, 10, 31), report, None) for report in flagged(2021, 9)),
        Correction(date(2022, 2, 28), None, duplicate),
        *(Correction(date(2022, 6, 30), report, None) for report in may[:3]),
        Correction(date(2022, 6, 30), may[3], replace(may[3], flag="")),
        Correction(date(2022, 6, 30), may[4], replace(may[4], area="")),
        *(Correction(date(2022, 11, 22), report, None) for report in flagged(2022, 10)[:2]),
    )


def corrected_stages(stages: Sequence[Stage]) -> tuple[Correction[Stage], ...]:
    """The correction of Mansfield's target, which was put off when its day came."""
    preparing = next(s for s in stages if s.area == "Mansfield" and s.stage == "Preparing")
    first_target = preparing._replace(target_on=MANSFIELD_FIRST_TARGET)
    return (Correction(date(2022, 6, 30), preparing, first_target),)
