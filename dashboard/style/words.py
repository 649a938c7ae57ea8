"""Numbers, dates and filters in plain words, as GOV.UK writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from queries.choices import CHOICES
from queries.filters import UNKNOWN, Filters, Period


def day(day: date) -> str:
    """22 November 2022."""
    return f"{day.day} {day:%B %Y}"


def month(day: date) -> str:
    """November 2022."""
    return f"{day:%B %Y}"


def moment(at: datetime) -> str:
    """22 November 2022, 14:05."""
    return f"{day(at)}, {at:%H:%M}"


def period(period: Period) -> str:
    """1 January to 22 November 2022; for one day, 22 November 2022."""
    if period.start == period.end:
        return day(period.end)
    if period.start.year == period.end.year:
        return f"{period.start.day} {period.start:%B} to {day(period.end)}"
    return f"{day(period.start)} to {day(period.end)}"


def number(count: int) -> str:
    """Figures with commas, as everywhere else; `none` and `one` in words."""
    return {0: "none", 1: "one"}.get(count, f"{count:,}")


def counted(count: int, one: str, many: str | None = None) -> str:
    """`3 children`, `1 child`, `no children`."""
    return (
        f"{count:,} {one if count == 1 else many or one + 's'}"
        if count
        else f"no {many or one + 's'}"
    )


def with_attempts(state: str, attempts: int | None) -> str:
    """`Overdue, tried 3 times`; the state alone where nothing was tried."""
    if not attempts:
        return state
    return f"{state}, tried {'once' if attempts == 1 else f'{attempts:,} times'}"


def out_of(part: int, whole: int, one: str, many: str | None = None) -> str:
    """`2 of 3 visits`, `all 3 visits`; of one visit, `the one visit` or `none of the visits`."""
    if whole == 1:
        return f"the one {one}" if part else f"none of the {many or one + 's'}"
    if part == whole:
        return f"{every(whole).lower()} {many or one + 's'}"
    return f"{number(part)} of {counted(whole, one, many)}"


def limit(days: int, unit: str) -> str:
    """How long a standard allows: 5 working days, 90 days, the same day."""
    name = "working day" if unit == "working" else "day"
    return counted(days, name) if days else "the same day"


def limits(standards: Iterable[Sequence[Any]], duty: str) -> str:
    """How long the standards of a duty allow: 1 working day (Red: the same day; Green: 3 days).
    `standards` are the rows of `reference.standards`."""
    allowed = [
        (status or kind, limit(days, unit))
        for name, status, kind, days, unit in standards
        if name == duty
    ]
    general = next((text for only_for, text in allowed if not only_for), "")
    others = "; ".join(f"{name}: {text}" for name, text in allowed if name and text != general)
    return f"{general} ({others})" if general and others else general or others


NOTHING_OF = {
    "intelligence": "No intelligence",
    "nsd_stages": "No NSD stages",
    "meetings": "No meetings",
    "panel_meetings": "No meetings of panels",
    "panel_attendance": "No attendance at panels",
    "panel_list": "No lists of panels",
    "panel_actions": "No actions of panels",
    "toolkits": "No toolkits",
    "searches": "No searches",
    "visits": "No visits",
    "referrals": "No referrals",
    "missing": "No times missing",
    "nrm": "No referrals to the NRM",
    "sca_in": "Nothing from the SCA",
    "encounters": "No criminal situations",
    "education": "No education",
}
"""The subject of a sentence that says that a sheet has nothing."""
SINGULAR = ("intelligence", "panel_attendance", "sca_in", "education")


def not_loaded(sheet: str) -> str:
    """No meetings have been loaded."""
    if nothing := NOTHING_OF.get(sheet):
        return f"{nothing} {'has' if sheet in SINGULAR else 'have'} been loaded"
    return f"The {'tracker' if sheet == 'tracker' else f'sheet {sheet}'} has not been loaded"


def nothing_by(sheet: str, covered: tuple[date | None, date] | None, on: date) -> str:
    """Why nothing of a sheet is known by a day: it has not been loaded (it covers no days), or
    begins later. Empty where something is."""
    if covered is None:
        return not_loaded(sheet)
    first, _ = covered
    return not_recorded_before(sheet, first) if first and first > on else ""


def not_covered(sheet: str, covered: tuple[date | None, date] | None, on: date) -> str:
    """Why a figure of a day is not known: nothing is by then, or the sheet ends before that day or
    does not go back as far as is looked."""
    if covered and covered[1] < on:
        return f"The sheet {sheet} ends on {day(covered[1])}"
    return nothing_by(sheet, covered, date.min) or f"The sheet {sheet} has a gap"


def not_recorded_before(sheet: str, first: date) -> str:
    """No visits are recorded before 1 April 2021."""
    nothing = NOTHING_OF.get(sheet, f"Nothing on the sheet {sheet}")
    are = "are" if sheet in NOTHING_OF and sheet not in SINGULAR else "is"
    return f"{nothing} {are} recorded before {day(first)}"


def cover(until: date | None, asked: Period, days: int) -> str:
    """How much of a period is covered: `to 30 September 2022; later days are not in yet`; empty
    where all of it is. `until` is the last day covered, and `days` the number of days covered."""
    if days == asked.days:
        return ""
    if until is None:
        return "none of these days are covered"
    parts = []
    if until < asked.end:
        parts.append(f"to {day(until)}; later days are not in yet")
    missing = (until - asked.start).days + 1 - days
    if missing:
        before = " before that" if parts else ""
        parts.append(f"{counted(missing, 'day')}{before} {are(missing)} not covered")
    return "; ".join(parts)


def are(count: int) -> str:
    """The verb of so many: is, or are."""
    return "is" if count == 1 else "are"


def were(count: int) -> str:
    """The verb of so many: was, or were."""
    return "was" if count == 1 else "were"


def have(count: int) -> str:
    """The verb of so many: has, or have."""
    return "has" if count == 1 else "have"


def children(count: int) -> str:
    """`1 child`, `42 children`."""
    return counted(count, "child", "children")


def every(count: int) -> str:
    """All of two or more: `Both`, `All 3`."""
    return "Both" if count == 2 else f"All {count:,}"


def of_all(part: int, whole: int, what: str, verbs: tuple[str, str] = ("is", "are")) -> str:
    """How many children of all are something, as a sentence: `15 of 42 children are open`.

    None of 42 children is, all 42 children are, and of one child: the only child is, or is not.
    `verbs` are the one for a single child and the one for several.
    """
    one, many = verbs
    if whole == 1:
        return f"The only child {one} {what}" if part else f"The only child {one} not {what}"
    if not part:
        return f"None of {whole:,} children {one} {what}"
    if part == whole:
        return f"{every(whole)} children {many} {what}"
    return f"{part:,} of {whole:,} children {one if part == 1 else many} {what}"


def compared(now: int, then: int, when: str) -> str:
    """A number beside an earlier one: `one fewer than a year before`, `as many as a year before`;
    with none then and now `just as a year before`."""
    if now == then:
        return f"{'as many as' if now else 'just as'} {when}"
    return f"{number(abs(now - then))} {'more' if now > then else 'fewer'} than {when}"


def whole_months(first: date, last: date) -> int:
    """The complete months from one day to another: 12 from 1 October 2021 to 31 October 2022."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - 1 if last.day < first.day else months


def quoted(text: str) -> str:
    """Text from outside, in quotation marks: cut after 40 signs, and without those that cannot be
    printed."""
    plain = "".join(sign for sign in text[:40] if sign.isprintable())
    return f"‘{plain}{'…' if len(text) > 40 else ''}’"


def times(count: int) -> str:
    """`never`, `once`, `twice`, `3 times`."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def sentence(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def within_sentence(text: str) -> str:
    """The text without its capital: `under 10`. Initials such as NRM keep theirs."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    return _joined(parts, "and")


def alternatives(parts: Sequence[str]) -> str:
    """One, two or three."""
    return _joined(parts, "or")


def _joined(parts: Sequence[str], conjunction: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def signed(change: int) -> str:
    """+3, −2, 0."""
    return f"+{change:,}" if change > 0 else f"−{-change:,}" if change < 0 else "0"


def share(part: int, whole: int) -> str:
    """A percentage; empty below 20, where it would claim more than the counts support."""
    return f"{round(100 * part / whole)}%" if whole >= 20 else ""


def age_of_data(extracted_on: date, today: date) -> str:
    """How old an extract is: today, 3 days old, 5 months old, 4 years old."""
    days = (today - extracted_on).days
    if days <= 0:
        return "today"
    if days < 60:
        return f"{counted(days, 'day')} old"
    if days < 730:
        return f"{counted(whole_months(extracted_on, today), 'month')} old"
    return f"{counted(days // 365, 'year')} old"


def chosen(filters: Filters) -> dict[str, str]:
    """The filters by name, as the access log keeps them."""
    choices = {choice.name: choice.value_in(filters) for choice in CHOICES}
    return {
        **{name: value for name, value in choices.items() if value},
        "as at": filters.as_at.isoformat(),
        "period": f"{filters.period.start.isoformat()}/{filters.period.end.isoformat()}",
        **({"list": str(filters.listing)} if filters.listing else {}),
    }


def filters_in_words(filters: Filters, labels: Mapping[str, str]) -> str:
    """The filters in words: 'All areas', or the name of an area, a status and a gender.

    `labels` has the label of the value chosen, by the name of the choice.
    """
    made = [choice for choice in CHOICES if choice.value_in(filters)]
    wider = [choice.within for choice in made]
    parts = []
    for choice in CHOICES:
        value = choice.value_in(filters)
        if value == UNKNOWN and choice.unknown_label:
            parts.append(f"{choice.label} unknown")
        elif value and choice not in wider:
            parts.append(labels.get(choice.name, value))
        elif not value and choice.all_label and choice.within not in made:
            parts.append(choice.all_label)
    return " · ".join(parts)
