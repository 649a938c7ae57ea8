"""The times that repeated duties fell due: random cases in which every state occurs, and known
ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from data.tables import not_applicable
from queries.filters import Filters, Period
from queries.safeguarding.duties import repeated_duties_of_the_year
from tests.invented.coincidences import COINCIDENCES, OPEN, VULNERABLE, entry, life, stay
from tests.invented.data_set import DataSet, Extract, Life
from tests.invented.random_sheets import record
from tests.invented.records import Coverage
from tests.questions.test_questions import answer
from tests.sampling import few_examples
from tests.slow.safeguarding import duties as slow

FIRST, AS_AT = date(2021, 9, 1), date(2022, 11, 22)
EXTRACTS = (date(2022, 3, 1), date(2022, 7, 1), AS_AT)
FOLLOW_UP, CHECK, SEARCH = "Follow-up visit", "Education checked", "Searched"
(MADE,) = COINCIDENCES.extracts
(ONE_IMPORT,) = COINCIDENCES.imports
VISIT, CHECKED, SEARCHED = (MADE.plain[name][0] for name in ("visit", "education", "daily_search"))
Rows = Counter[tuple[str, str, int | None]]

dates = st.dates(FIRST, AS_AT)


def visit(ref: str, number: int, day: date, outcome: str = "Seen") -> Any:
    return replace(
        VISIT, visit_ref=f"{ref}-{number}", child_ref=ref, visited_on=day, outcome=outcome
    )


def check(ref: str, day: date, from_on: date = FIRST) -> Any:
    return replace(CHECKED, child_ref=ref, from_on=from_on, checked_on=day)


def search(day: date, done_on: date | None) -> Any:
    reason = "No staff" if done_on is None else None
    return replace(SEARCHED, for_day=day, done_on=done_on, not_done_because=reason)


def decision(ref: str, added_on: date, duty: str, on: date) -> Any:
    return record(
        not_applicable,
        child_ref=ref,
        added_on=added_on,
        duty=duty,
        reason="Not eligible",
        decided_on=on,
        decided_by="Sergeant",
    )


def data_set(*extracts: tuple[date, tuple[Life, ...], dict[str, tuple[Any, ...]]]) -> DataSet:
    """What each extract held of children, and of what was done for them."""
    nothing: dict[str, tuple[Any, ...]] = dict.fromkeys(MADE.plain, ())
    imports = tuple(
        replace(
            ONE_IMPORT,
            import_id=number,
            extracted_on=day,
            coverage=tuple(Coverage(each.sheet, None, day) for each in ONE_IMPORT.coverage),
        )
        for number, (day, *_) in enumerate(extracts, start=1)
    )
    held = tuple(Extract(lives, (), {**nothing, **plain}) for _, lives, plain in extracts)
    return DataSet(held, imports, ())


@st.composite
def lives(draw: st.DrawFn, ref: str) -> Life:
    """A child with one or two entries, the status of which may change."""
    moments = sorted(draw(st.sets(dates, min_size=1, max_size=4)))
    stays = []
    for added, removed in zip(moments[::2], [*moments[1::2], None], strict=False):
        later = (removed or AS_AT) - timedelta(days=1)
        changes = draw(st.sets(st.dates(added, max(added, later)), max_size=2)) | {added}
        spells = [
            (
                day,
                draw(st.sampled_from([OPEN, VULNERABLE])),
                draw(st.sampled_from(["gedling", None])),
            )
            for day in sorted(changes)
        ]
        stays.append(stay(entry(ref, added, removed), *spells))
    return life(None, draw(st.sampled_from(["Male", "Female"])), *stays)


@st.composite
def histories(draw: st.DrawFn) -> DataSet:
    """Children who are visited every few weeks, and whose education is checked, as three extracts
    tell it. Some visits were in vain, and some duties do not apply."""
    children = tuple(draw(lives(ref)) for ref in ("A", "B", "C"))
    visits: list[Any] = []
    checks: list[list[Any]] = [[] for _ in EXTRACTS]
    decided: list[Any] = []
    for child in children:
        ref, day = child.child.child_ref, draw(st.dates(date(2021, 3, 1), date(2022, 3, 1)))
        for number, gap in enumerate(draw(st.lists(st.integers(0, 100), max_size=12))):
            day += timedelta(days=gap)
            visits.append(
                visit(ref, number, day, draw(st.sampled_from(["Seen", "Seen", "No reply"])))
            )
        for extract, of_extract in zip(EXTRACTS, checks, strict=True):
            for from_on in (FIRST, date(2022, 5, 1)):
                if from_on <= extract and draw(st.booleans()):
                    of_extract.append(check(ref, draw(st.dates(from_on, extract)), from_on))
        for duty in ("Visit again", "Education checked"):
            if draw(st.sampled_from([True, False, False])):
                added = child.entries[0].added_on
                decided.append(decision(ref, added, duty, draw(dates)))
    days = [date(2022, 10, 25) + timedelta(days=n) for n in range(28)]
    waits = st.sampled_from([None, 0, 1, 2, 5])
    searches = tuple(
        search(day, None if wait is None else day + timedelta(days=wait))
        for day in days
        if draw(st.booleans())
        for wait in [draw(waits)]
    )
    plain = {"visit": tuple(visits), "not_applicable": tuple(decided), "daily_search": searches}
    return data_set(
        *(
            (day, children, {**plain, "education": tuple(of_extract)})
            for day, of_extract in zip(EXTRACTS, checks, strict=True)
        )
    )


def times_answered(reading: Engine, chosen: Filters) -> Rows:
    rows = answer(repeated_duties_of_the_year, chosen, reading).rows
    return Counter({(duty, state, days): times for _, duty, state, days, times in rows})


def filters_at(day: date = AS_AT, known: int = 1) -> Filters:
    return Filters(day, Period(day, day), known)


@few_examples
@given(
    case=histories(),
    day=dates,
    known=st.integers(1, 3),
    status=st.sampled_from([None, OPEN, VULNERABLE]),
    area=st.sampled_from([None, "gedling", "Unknown"]),
)
def test_the_times_that_fell_due_are_those_of_the_slow_answer(
    case: DataSet,
    day: date,
    known: int,
    status: str | None,
    area: str | None,
    writing: Engine,
    reading: Engine,
) -> None:
    case.write(writing)
    records = case.records()
    for chosen in (filters_at(AS_AT, 3), replace(filters_at(day, known), status=status, area=area)):
        rows = slow.repeated_duties_of_the_year(records, chosen)
        expected = Counter({(row["duty"], row["state"], row["days"]): row["times"] for row in rows})
        assert times_answered(reading, chosen) == expected, chosen


ON_TRACKER = life(
    None, "Male", stay(entry("A", date(2022, 1, 3)), (date(2022, 1, 3), OPEN, "gedling"))
)
REMOVED = life(
    None,
    "Male",
    stay(entry("A", date(2022, 1, 3), date(2022, 2, 1)), (date(2022, 1, 3), OPEN, "gedling")),
)
CHANGES_STATUS = life(
    None,
    "Male",
    stay(
        entry("A", date(2022, 1, 3)),
        (date(2022, 1, 3), OPEN, "gedling"),
        (date(2022, 1, 10), VULNERABLE, "ashfield"),
    ),
)
OF_OTHERS = visit("Z", 0, date(2021, 1, 4))
"""A visit to a child who is not on the tracker: from its day on, visits were recorded."""


def data_with_visits(*days: date, child: Life = ON_TRACKER, **plain: tuple[Any, ...]) -> DataSet:
    visits = (OF_OTHERS, *(visit("A", number, day) for number, day in enumerate(days, start=1)))
    return data_set((AS_AT, (child,), {"visit": visits, **plain}))


@pytest.mark.parametrize(
    ("case", "as_at", "expected"),
    [
        # The limit is 28 days after the child was added, 31 January, and from each visit on.
        (data_with_visits(), date(2022, 1, 31), {}),
        (data_with_visits(), date(2022, 2, 1), {("Overdue", None): 1}),
        (data_with_visits(date(2022, 1, 31)), date(2022, 2, 10), {("Done in time", 28): 1}),
        (data_with_visits(date(2022, 2, 1)), date(2022, 2, 10), {("Done late", 29): 1}),
        (data_with_visits(date(2022, 2, 11)), date(2022, 2, 10), {("Overdue", None): 1}),
        (
            data_with_visits(date(2022, 1, 10), date(2022, 1, 20)),
            date(2022, 3, 1),
            {("Done in time", 7): 1, ("Done in time", 10): 1, ("Overdue", None): 1},
        ),
        # Of the visits before the child was added, the last starts the clock.
        (data_with_visits(date(2021, 12, 1), date(2021, 12, 20)), AS_AT, {("Overdue", None): 1}),
        (
            data_with_visits(date(2021, 12, 20), date(2022, 1, 4)),
            date(2022, 1, 20),
            {("Done in time", 15): 1},
        ),
        # More than 90 days before, it does not count.
        (data_with_visits(date(2021, 10, 4)), date(2022, 2, 1), {("Overdue", None): 1}),
        # Only what fell due in 12 months.
        (data_with_visits(), date(2023, 1, 30), {("Overdue", None): 1}),
        (data_with_visits(), date(2023, 1, 31), {}),
        (data_with_visits(child=REMOVED), AS_AT, {("Overdue", None): 1}),
        (
            data_with_visits(date(2022, 1, 4), child=REMOVED),
            AS_AT,
            {("Done in time", 1): 1, ("Left before due", None): 1},
        ),
        # The status on the day on which the clock started: 84 days from 10 January, not 28.
        (
            data_with_visits(date(2022, 1, 10), child=CHANGES_STATUS),
            date(2022, 4, 4),
            {("Done in time", 7): 1},
        ),
        (
            data_with_visits(date(2022, 1, 10), child=CHANGES_STATUS),
            date(2022, 4, 5),
            {("Done in time", 7): 1, ("Overdue", None): 1},
        ),
        (
            data_with_visits(
                not_applicable=(decision("A", date(2022, 1, 3), "Visit again", date(2022, 2, 1)),)
            ),
            date(2022, 2, 1),
            {("Not applicable", None): 1},
        ),
    ],
)
def test_each_visit_ends_a_clock_and_starts_the_next(
    case: DataSet,
    as_at: date,
    expected: dict[tuple[str, int | None], int],
    writing: Engine,
    reading: Engine,
) -> None:
    covered = replace(
        case, imports=tuple(_covering(each, date(2023, 12, 31)) for each in case.imports)
    )
    covered.write(writing)
    assert of_duty(times_answered(reading, filters_at(as_at)), FOLLOW_UP) == +Counter(expected)


def _covering(each: Any, last: date) -> Any:
    return replace(each, coverage=tuple(replace(span, last_day=last) for span in each.coverage))


def of_duty(rows: Rows, duty: str) -> Counter[tuple[str, int | None]]:
    return Counter({(state, days): n for (of, state, days), n in rows.items() if of == duty})


def test_filters_apply_to_the_child_as_when_the_clock_started(
    writing: Engine, reading: Engine
) -> None:
    data_with_visits(date(2022, 1, 10), child=CHANGES_STATUS).write(writing)
    first, second = Counter({("Done in time", 7): 1}), Counter({("Overdue", None): 1})
    for chosen, expected in (
        (replace(filters_at(), status=OPEN), first),
        (replace(filters_at(), status=VULNERABLE), second),
        (replace(filters_at(), area="gedling"), first),
        (replace(filters_at(), area="ashfield"), second),
        (replace(filters_at(), gender="Female"), Counter()),
    ):
        assert of_duty(times_answered(reading, chosen), FOLLOW_UP) == expected, chosen


def test_no_visit_fell_due_before_the_first_was_recorded(writing: Engine, reading: Engine) -> None:
    late = visit("A", 1, date(2022, 2, 7))
    data_set((AS_AT, (ON_TRACKER,), {"visit": (late,)})).write(writing)
    assert of_duty(times_answered(reading, filters_at()), FOLLOW_UP) == Counter(
        {("Overdue", None): 1}
    )


FIRST_CHECK = "Done in time", 57
"""The check of 1 March, counted from the day on which the child was added."""


@pytest.mark.parametrize(
    ("second", "known", "expected"),
    [
        # The first extract, of 1 March, has a check of that day: the limit is 30 May.
        (date(2022, 5, 30), 2, {FIRST_CHECK: 1, ("Done in time", 90): 1}),
        # No extract came between the limit and the check.
        (date(2022, 6, 30), 2, {FIRST_CHECK: 1, ("Done, date not known", None): 1}),
        # The extract of 1 July had no newer check than that of 1 March.
        (date(2022, 7, 2), 3, {FIRST_CHECK: 1, ("Done late", 123): 1, ("Overdue", None): 1}),
        (date(2022, 7, 2), 2, {FIRST_CHECK: 1, ("Overdue", None): 1}),
        # What the first extract tells of earlier days is not all that was done.
        (date(2022, 5, 30), 1, {}),
    ],
)
def test_a_check_of_education_is_late_if_an_extract_after_the_limit_lacked_it(
    second: date,
    known: int,
    expected: dict[tuple[str, int | None], int],
    writing: Engine,
    reading: Engine,
) -> None:
    checks = [check("A", EXTRACTS[0])] * len(EXTRACTS)
    for number, day in enumerate(EXTRACTS):
        if second <= day:
            checks[number] = check("A", second)
    case = data_set(
        *(
            (day, (ON_TRACKER,), {"education": (of,)})
            for day, of in zip(EXTRACTS, checks, strict=True)
        )
    )
    case.write(writing)
    # On the day of the newest known extract.
    as_at = EXTRACTS[known - 1]
    assert of_duty(times_answered(reading, filters_at(as_at, known)), CHECK) == Counter(expected)


def test_searches_are_those_of_the_whole_force_whatever_the_filters(
    writing: Engine, reading: Engine
) -> None:
    friday = date(2022, 11, 11)
    searches = (
        search(friday, friday + timedelta(days=3)),
        search(friday + timedelta(days=1), friday + timedelta(days=4)),
        search(friday + timedelta(days=9), None),
        search(friday + timedelta(days=10), None),  # due on the as-at date
    )
    data_set((AS_AT, (), {"daily_search": searches})).write(writing)
    for chosen in (filters_at(), replace(filters_at(), area="gedling", status=OPEN)):
        # Days without a row were not searched either.
        assert of_duty(times_answered(reading, chosen), SEARCH) == {
            ("Done in time", 3): 1,
            ("Done late", 3): 1,
            ("Overdue", None): 8,
        }
