"""The verdict on a trend, in whole sentences, for the series that a force may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.style.verdicts import notes_of, rules_met, verdict
from dashboard.views.trends import TRENDS
from data.sheets import annotations as sheet
from queries.administration.reference import coverage
from queries.ask import Answer, Question
from queries.filters import Filters, Period, month_start
from queries.signals import Kind
from queries.trends import (
    ACTIONS,
    ADDED,
    CASELOAD,
    EVERY_TREND,
    FIRST_VISITS,
    INTELLIGENCE,
    MEASURES,
    OPEN_SHARE,
    OTHER_REMOVALS,
    REMOVED_AT_18,
    TIME_ON_TRACKER,
    Measure,
    measures_shown,
    trend,
    trends_shown,
)

AS_AT = date(2022, 11, 30)
FORCE = Filters(AS_AT, Period(AS_AT, AS_AT), 1)
MID_MONTH = Filters(date(2022, 11, 22), Period(AS_AT, AS_AT), 1)
AREA = Filters(AS_AT, Period(AS_AT, AS_AT), 1, area="gedling")
MONTHS = [month_start(AS_AT, back) for back in reversed(range(24))]


def entries(added: list[int]) -> list[tuple[object, ...]]:
    """Rows of `additions_by_day`, a day each month."""
    return list(zip(MONTHS, added, strict=True))


def removals(adults: list[int], others: list[int]) -> list[tuple[object, ...]]:
    """Rows of `removals_by_day`, a day each month."""
    return list(zip(MONTHS, adults, others, strict=True))


def reports(a_day: list[int]) -> list[tuple[object, ...]]:
    """Rows of `intelligence_by_month`."""
    rows: list[tuple[object, ...]] = []
    for month, rate in zip(MONTHS, a_day, strict=True):
        last = month_start(month, -1) - timedelta(days=1)
        rows.append((month, month, last, last.day, rate * last.day))
    return rows


def text_of(measure: Measure, rows: Sequence[tuple[Any, ...]], filters: Filters = FORCE) -> str:
    return verdict(trend(measure, rows, filters))


def test_a_series_without_a_signal_says_what_to_expect() -> None:
    assert text_of(ADDED, entries([2, 3] * 12)) == (
        "No signal in 24 months: 0 to 7 a month is what to expect."
    )


def test_a_month_that_is_not_over_is_not_counted() -> None:
    assert text_of(ADDED, entries([2, 3] * 12), MID_MONTH).startswith(
        "No signal in 23 whole months"
    )


def test_a_shift_is_reported_with_what_it_does_not_show() -> None:
    assert text_of(INTELLIGENCE, reports([2, 3] * 8 + [4, 5] * 4)) == (
        "A shift since April 2022: 4.5 a day against 2.5 before; the change is larger than chance "
        "alone explains. Rules were met 16 times in all. The figures do not show whether more "
        "happened or more was reported."
    )


def test_a_shift_downwards_says_that_less_may_have_been_reported() -> None:
    assert text_of(INTELLIGENCE, reports([4, 5] * 8 + [2, 3] * 4)).endswith(
        "The figures do not show whether less happened or less was reported."
    )


def test_a_shift_that_has_ended_is_reported_with_its_months() -> None:
    text = text_of(ADDED, entries([6, 1, 6, 1, 5, 6, 5, 6, 5, 6, 5] + [1, 6] * 6 + [1]))
    assert text.startswith(
        "April to October 2021 lay above the average: 5.4 a month against 3.5 before; "
    )


def test_a_month_outside_the_limits_is_reported_with_the_limit() -> None:
    assert text_of(ADDED, entries([2, 3] * 10 + [12, 2, 3, 2])).startswith(
        "August 2022 stands out with 12: chance alone seldom gives more than 7 a month."
    )


def test_a_trend_is_reported_with_its_months_and_values() -> None:
    text = text_of(ADDED, entries([6, 5] * 8 + [3, 4, 5, 6, 7, 8, 9, 10]))
    assert "April to November 2022 rose at every point, from 3 to 10 a month" in text


def test_two_of_three_near_a_limit_are_reported_with_their_months() -> None:
    text = text_of(ADDED, entries([3, 4] * 10 + [8, 8, 3, 4]))
    assert text.startswith(
        "August 2022 and September 2022 lie close together near the upper limit, at 8 and 8 a month"
    )


def test_too_few_points_and_none_are_reported_as_such() -> None:
    one = [(MONTHS[-1], 1, 100, 100)]
    assert (
        text_of(TIME_ON_TRACKER, one)
        == "Only 1 whole month has a figure: too few to tell a change from chance."
    )
    two = [(month, 1, 100, 101) for month in MONTHS[:2]]
    few = "Only 2 whole months have a figure: too few to tell a change from chance."
    assert text_of(TIME_ON_TRACKER, two) == few
    assert (
        text_of(TIME_ON_TRACKER, []) == "There was no removal in the 24 months to 30 November 2022."
    )
    assert (
        text_of(INTELLIGENCE, reports([0] * 24))
        == "There was no report in the 24 months to 30 November 2022."
    )
    assert text_of(ADDED, []) == "There was no entry in the five years to 30 November 2022."


def test_rare_events_are_judged_by_the_days_between_them() -> None:
    rare = entries([1, 0, 0] * 8)
    assert trend(ADDED, rare, FORCE).kind is Kind.G
    assert text_of(ADDED, rare) == (
        "No signal in 7 intervals: up to 606 days from one entry to the next is what to expect. "
        "These are trial limits: they rest on 7 points, and 12 are needed."
    )
    assert text_of(ADDED, entries([0] * 23 + [1])) == (
        "Only 1 entry in the five years to 30 November 2022, too few to tell a change from chance; "
        "it was on 1 November 2022, 29 days before."
    )


def test_one_area_never_has_a_chart_by_month_of_its_entries() -> None:
    gone = removals([2] * 24, [2] * 24)
    for measure, rows in (
        (ADDED, entries([5] * 24)),
        (REMOVED_AT_18, gone),
        (OTHER_REMOVALS, gone),
    ):
        assert trend(measure, rows, AREA).kind is Kind.G
        assert trend(measure, rows, FORCE).kind is Kind.C


def test_five_years_are_asked_for_only_where_there_is_less_than_one_a_month() -> None:
    def not_asked() -> list[tuple[object, ...]]:
        raise AssertionError("These rows are of five years already, or show enough.")

    days = [(date(2018, 1, 1), 1), (date(2019, 3, 1), 2)]
    rare = trend(ADDED, entries([1, 0, 0] * 8), FORCE, if_rare=lambda: days)
    assert [point.on for point in rare.points] == [date(2019, 3, 1)] * 2
    for rows, filters in ((entries([1] * 24), FORCE), (entries([0] * 24), AREA)):
        assert trend(ADDED, rows, filters, if_rare=not_asked).as_at == AS_AT


def test_days_between_rare_events_are_said_to_be_plotted_and_not_a_count_by_month() -> None:
    columns = ["day", "reached_18", "otherwise"]
    frame = pd.DataFrame(removals([0] * 24, [1] * 24), columns=columns)
    for filters, subtitle in (
        (AREA, "Days from one removal to the next, in the five years to 30 November 2022"),
        (FORCE, ""),  # by month, as the view says of itself
    ):
        found = TRENDS[OTHER_REMOVALS.name].describe(frame, filters, Answer((), ()))
        assert found.subtitle == subtitle


def notes_on_intelligence(
    on: date, text: str = "The flag is set by the unit", rebases: str = "Yes"
) -> list[tuple[Any, ...]]:
    """Rows of `notes_on_trends`, about intelligence."""
    return [(on, INTELLIGENCE.title, text, rebases)]


def test_a_rebasing_ends_a_shift_and_is_reported_with_its_reason() -> None:
    shifted = reports([2, 3] * 6 + [5, 6] * 6)
    assert text_of(INTELLIGENCE, shifted).startswith("A shift since December 2021")
    of = trend(INTELLIGENCE, shifted, FORCE, notes_on_intelligence(date(2021, 12, 1)))
    assert verdict(of) == (
        "No signal in 24 months, 12 of them since December 2021: 4.22 to 6.79 a day is what to "
        "expect now. The limits start anew from 1 December 2021: The flag is set by the unit."
    )
    assert notes_of(of) == [
        "A: 1 December 2021, The flag is set by the unit. The limits start anew from then on."
    ]


def test_limits_that_have_just_restarted_say_that_nothing_is_judged_yet() -> None:
    rebased = notes_on_intelligence(date(2022, 9, 14))
    assert verdict(trend(INTELLIGENCE, reports([2, 3] * 12), FORCE, rebased)).startswith(
        "No signal in 22 whole months: 1.64 to 3.37 a day was what to expect. The limits "
        "start anew from 14 September 2022: The flag is set by the unit. 2 points since then: too "
        "few to tell"
    )


def test_a_point_without_limits_is_never_drawn_as_expected() -> None:
    columns = ["month", "first", "last", "days", "reports"]
    rows = pd.DataFrame(reports([2, 3] * 12), columns=columns)
    about = tuple(notes_on_intelligence(date(2022, 9, 14)))
    found = TRENDS[INTELLIGENCE.name].describe(rows, FORCE, Answer((), about))
    assert list(found.marks["state"].dropna()) == ["As expected"] * 22 + ["Not judged"] * 2


def test_the_legend_of_a_trend_names_only_what_is_drawn() -> None:
    def named(measure: Measure, columns: list[str], rows: list[tuple[object, ...]]) -> list[str]:
        frame = pd.DataFrame(rows, columns=columns)
        found = TRENDS[measure.name].describe(frame, FORCE, Answer((), ()))
        return list(found.categories["state"])

    caseload: list[tuple[object, ...]] = [(month, 10, 30) for month in MONTHS]
    assert named(CASELOAD, ["month", "open", "children"], caseload) == ["Not judged"]
    lines = ["Centre line", "Limits"]
    days = ["day", "number"]
    assert named(ADDED, days, entries([2, 3] * 12)) == ["As expected", *lines]
    assert named(ADDED, days, entries([2, 3] * 10 + [12, 2, 3, 2])) == [
        "As expected",
        "Signal",
        *lines,
    ]


def test_the_table_of_a_trend_has_whole_numbers_where_all_are() -> None:
    rows = pd.DataFrame(entries([2, 3] * 12), columns=["day", "number"])
    numbers = TRENDS[ADDED.name].describe(rows, FORCE, Answer((), ())).table["Number"]
    assert list(numbers) == [2, 3] * 12
    assert numbers.dtype == int


def test_a_stretch_of_few_points_has_trial_limits() -> None:
    text = verdict(
        trend(INTELLIGENCE, reports([2, 3] * 12), FORCE, notes_on_intelligence(date(2022, 3, 1)))
    )
    assert text.endswith("Some limits are trial limits: they rest on 9 points, and 12 are needed.")


def test_an_annotation_of_a_month_that_stands_out_is_reported_with_it() -> None:
    stands_out = reports([2, 3] * 10 + [2, 3, 9, 3])
    week = notes_on_intelligence(date(2022, 10, 3), "Intensification week", "No")
    text = verdict(trend(INTELLIGENCE, stands_out, FORCE, week))
    assert "Noted then: Intensification week. Rules were met twice in all" in text
    before = notes_on_intelligence(date(2022, 9, 30), "Intensification week", "No")
    assert "Noted" not in verdict(trend(INTELLIGENCE, stands_out, FORCE, before))


def test_only_annotations_of_a_trend_or_of_every_trend_move_its_limits() -> None:
    rows = entries([2, 3] * 12)
    assert verdict(trend(ADDED, rows, FORCE, notes_on_intelligence(date(2021, 12, 1)))) == text_of(
        ADDED, rows
    )
    every = [(date(2021, 12, 1), EVERY_TREND, "A new system", "Yes")]
    assert "start anew" in verdict(trend(ADDED, rows, FORCE, every))
    assert trend(CASELOAD, [(MONTHS[0], 1, 30)], FORCE, every).judged is None


def rows_of_covered_days(number: int, first: date) -> list[tuple[object, ...]]:
    """Rows of a covered day and a number: this many on the tenth of each month, otherwise none."""
    days = (first + timedelta(days=n) for n in range((AS_AT - first).days + 1))
    return [(day, number if day.day == 10 else 0) for day in days]


def test_months_that_are_not_covered_are_not_counted_as_zero() -> None:
    of = trend(ACTIONS, rows_of_covered_days(3, date(2021, 4, 20)), FORCE)
    assert [point.on for point in of.points] == MONTHS[4:]
    assert [point.is_part for point in of.points] == [True] + [False] * 19
    assert verdict(of).startswith("No signal in 19 whole months: 0 to 8 a month")
    assert text_of(ACTIONS, rows_of_covered_days(0, date(2021, 4, 20))) == (
        "There was no late action from 20 April 2021 to 30 November 2022."
    )
    assert text_of(ACTIONS, rows_of_covered_days(0, date(2017, 12, 1)), AREA) == (
        "There was no late action in the five years to 30 November 2022."
    )
    uncovered = [(month, month, month, 0, None) for month in MONTHS]
    for measure, rows in ((ACTIONS, []), (INTELLIGENCE, uncovered)):
        for filters in (FORCE, AREA):
            assert text_of(measure, rows, filters) == (
                "None of the days to 30 November 2022 are covered: the number is not known."
            )


def test_events_that_are_too_rare_to_judge_say_so() -> None:
    rows = rows_of_covered_days(0, date(2021, 4, 20))
    assert text_of(FIRST_VISITS, [*rows[:30], (date(2021, 6, 1), 3), *rows[60:]], AREA) == (
        "Only 3 late first visits from 20 April 2021 to 30 November 2022, too few to tell a change "
        "from chance; the last was on 1 June 2021, 547 days before."
    )


def test_the_sheet_of_annotations_names_every_trend() -> None:
    assert {each.title for each in MEASURES} == set(sheet.TRENDS)
    assert sheet.EVERY_TREND == EVERY_TREND


def test_removals_at_18_are_never_a_reduction_of_risk() -> None:
    for adults in ([0] * 24, [3] * 24, [6] * 12 + [1] * 12):
        assert text_of(REMOVED_AT_18, removals(adults, [0] * 24)).endswith(
            "they are not a reduction of risk."
        )


def test_a_trend_of_a_sheet_that_was_never_loaded_is_not_loaded_and_not_0() -> None:
    def only_intelligence(asked: Question, _: Filters) -> Answer:
        if asked is coverage:
            return Answer(("sheet", "last_day"), (("intelligence", AS_AT),))
        return Answer((), tuple(reports([2, 3] * 12)) if asked.subject == "intelligence" else ())

    found = {shown.key: of for shown, of in trends_shown(only_intelligence, FORCE)}
    assert verdict(found["added"]) == "The tracker has not been loaded."
    assert verdict(found["removed-18"]) == "The tracker has not been loaded."
    assert verdict(found["first-visits-late"]) == "No visits have been loaded."
    assert [key for key, of in found.items() if of.judged_on] == ["intelligence"]


def test_the_caseload_has_no_limits_and_says_why() -> None:
    rows = [(month, 10 + place, 30 + place) for place, month in enumerate(MONTHS)]
    assert trend(CASELOAD, rows, FORCE).judged is None
    assert text_of(CASELOAD, rows).startswith(
        "Between 30 and 53 children over 24 months; 53 now. No"
    )
    assert text_of(OPEN_SHARE, rows).startswith("Between 33% and 62% over 24 months; 62% now.")
    few = [(month, 1, 19) for month in MONTHS]
    assert text_of(OPEN_SHARE, few).startswith("Fewer than 20 children were on the tracker")
    assert text_of(CASELOAD, few).startswith("19 children throughout over 24 months; 19 now.")
    assert text_of(CASELOAD, []) == "No child was on the tracker in these 24 months."


def test_each_rule_that_is_met_is_listed_with_its_months() -> None:
    met = rules_met(trend(ADDED, entries([2, 3] * 10 + [12, 2, 3, 2]), FORCE))
    assert met[0] == "Rule met: outside the limits, in August 2022."
    assert met[-1].startswith("Runs test of Anhøj: the longest run on one side has")
    none = rules_met(trend(ADDED, entries([2, 3] * 12), FORCE))
    assert none[0] == "No rule of Making Data Count was met."
    assert rules_met(trend(CASELOAD, [], FORCE)) == []


def test_districts_are_shown_side_by_side_until_one_place_is_chosen() -> None:
    keys = [each.key for each in measures_shown(FORCE, ["City", "County"])]
    assert keys[-4:] == ["added-city", "added-county", "caseload", "open-share"]
    assert len(set(keys)) == len(keys) == len(MEASURES) + 2
    assert len(measures_shown(AREA, ["City", "County"])) == len(MEASURES)


COUNTS = st.lists(st.integers(0, 9), min_size=24, max_size=24)


NOTED = st.lists(
    st.tuples(
        st.dates(MONTHS[0], AS_AT),
        st.sampled_from([EVERY_TREND, ADDED.title, INTELLIGENCE.title]),
        st.just("Some words"),
        st.sampled_from(["Yes", "No"]),
    ),
    max_size=3,
).map(sorted)


@pytest.mark.parametrize("filters", [FORCE, MID_MONTH, AREA], ids=["month end", "part", "area"])
@given(added=COUNTS, adults=COUNTS, notes=NOTED)
def test_every_verdict_is_made_of_whole_sentences(
    filters: Filters, added: list[int], adults: list[int], notes: list[tuple[Any, ...]]
) -> None:
    gone = removals(adults, [n % 3 for n in added])
    texts = [verdict(trend(each, gone, filters, notes)) for each in (REMOVED_AT_18, OTHER_REMOVALS)]
    texts.append(verdict(trend(ADDED, entries(added), filters, notes)))
    texts.append(verdict(trend(INTELLIGENCE, reports(added), filters, notes)))
    for text in texts:
        assert re.fullmatch(r"([A-Z0-9][^.]*(\.\d[^.]*)*\. ?)+", text), text
        assert not re.search(r"\bnan\b|None|\(|\b1 (days|months|points|intervals)\b", text)
