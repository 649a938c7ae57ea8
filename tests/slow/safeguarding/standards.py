"""The standards, and by when something is due by one, worked out slowly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import DAY, Rows, reference, slow_answer
from tests.slow.safeguarding.searches import CLOSED, next_working_day

STANDARDS: list[dict[str, Any]] = [
    {
        "duty": line["duty"],
        "status": line["status"] or None,
        "kind": line["kind"] or None,
        "from_on": date.fromisoformat(line["from_on"]),
        "days": int(line["days"]),
        "unit": line["unit"],
    }
    for line in reference("standards")
]


def working_days_after(day: date, number: int) -> date:
    for _ in range(number):
        day = next_working_day(day)
    return day


def limit_after(day: date, standard: dict[str, Any]) -> date:
    if standard["unit"] == "working":
        return working_days_after(day, standard["days"])
    return day + timedelta(days=standard["days"])


def standard(
    duty: str, day: date, status: str | None = None, kind: str | None = None
) -> dict[str, Any] | None:
    """The standard of a duty in force on a day, for a status or a kind or for all."""
    in_force = [each for each in STANDARDS if each["duty"] == duty and each["from_on"] <= day]
    for_all = [each for each in in_force if not (each["status"] or each["kind"])]
    of_these = status or None, kind or None
    own = [
        each for each in in_force if (each["status"], each["kind"]) == of_these and any(of_these)
    ]
    return max(own or for_all, key=lambda each: each["from_on"], default=None)


def introduced_on(duty: str) -> date:
    """The first day of a duty's first standard; the first of all days where it has none."""
    return min((each["from_on"] for each in STANDARDS if each["duty"] == duty), default=date.min)


def last_day_allowed(duty: str, since: date, kind: str | None = None) -> date | None:
    """The last day that the standard in force on the first day allows; None where there is none."""
    allowed = standard(duty, since, kind=kind)
    return None if allowed is None else limit_after(since, allowed)


def is_past_limit(name: str, since: date, as_at: date, kind: str | None = None) -> bool | None:
    """Whether something waits for longer than the named standard in force on its first day allows;
    None where there was none."""
    last = last_day_allowed(name, since, kind)
    return None if last is None else last < as_at


def working_days_late(due: date | None, as_at: date) -> int | None:
    """Negative for a day that is yet to come."""
    if due is None:
        return None
    first, last = sorted((due, as_at))
    between = [first + n * DAY for n in range(1, (last - first).days + 1)]
    number = sum(day.isoweekday() < 6 and day not in CLOSED for day in between)
    return number if due <= as_at else -number


@slow_answer
def standards(records: Records, filters: Filters) -> Rows:
    names = ("duty", "status", "kind", "days", "unit")
    return [
        {name: each[name] for name in names}
        for each in STANDARDS
        if each == standard(each["duty"], filters.as_at, each["status"], each["kind"])
    ]
