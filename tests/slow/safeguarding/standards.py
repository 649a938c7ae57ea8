"""The standards, and by when something is due by one, worked out slowly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records
from tests.slow.counting_rules import DAY, Rows, answers, reference
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


def is_past_limit(name: str, since: date, as_at: date, kind: str | None = None) -> bool | None:
    """Whether something waits for longer than the named standard in force on its first day allows;
    None where there was none."""
    allowed = standard(name, since, kind=kind)
    return None if allowed is None else limit_after(since, allowed) < as_at


def working_days_late(due: date | None, as_at: date) -> int | None:
    """Negative for a day that is yet to come."""
    if due is None:
        return None
    first, last = sorted((due, as_at))
    between = [first + n * DAY for n in range(1, (last - first).days + 1)]
    number = sum(day.isoweekday() < 6 and day not in CLOSED for day in between)
    return number if due <= as_at else -number


@answers
def standards(records: Records, filters: Filters) -> Rows:
    names = ("duty", "status", "kind", "days", "unit")
    return [
        {name: each[name] for name in names}
        for each in STANDARDS
        if each == standard(each["duty"], filters.as_at, each["status"], each["kind"])
    ]
