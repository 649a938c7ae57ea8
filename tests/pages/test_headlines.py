"""Headlines are whole sentences that agree with their charts, for one, none, all, one area and
ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from dashboard.screens import overview
from dashboard.style import words
from dashboard.views import VIEWS
from dashboard.views.view import Finding
from queries.dimensions import DISTRICT, Categories, Category
from queries.filters import Filters, Period

NEWEST = date(2022, 11, 22)
YEAR = Filters(NEWEST, Period(date(2022, 1, 1), NEWEST), 20)
AREA = ["area_code", "area", "district", "tile_row", "tile_column", "status", "children"]
OPENED, OTHER = "Open to the team", "Vulnerable"
STATUSES = (Category(OPENED, "Open", is_open=True), Category(OTHER, "Vulnerable"))
GENDERS = (Category("Male", "Male", "are male"), Category("Other", "Other"))


def finding_of(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Finding:
    view = VIEWS[name]
    known = {"status": STATUSES, "gender": GENDERS}
    categories = [Categories(each, known.get(each.name, ())) for each in view.breakdowns]
    frame = pd.DataFrame.from_records([tuple(row) for row in rows], columns=list(columns))
    return view.describe(frame, YEAR, *categories)


def headline(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    return finding_of(name, columns, rows).headline


def area(name: str, children: int) -> tuple[Any, ...]:
    return name.lower(), name, "County", 1, len(name), OPENED, children


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (15, 42, "15 of 42 children are open"),
        (1, 42, "1 of 42 children is open"),
        (0, 42, "None of 42 children is open"),
        (42, 42, "All 42 children are open"),
        (1, 1, "The only child is open"),
        (0, 1, "The only child is not open"),
    ],
)
def test_a_part_of_all_children_is_worded_as_a_sentence(
    part: int, whole: int, expected: str
) -> None:
    assert words.of_all(part, whole, "open") == expected


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [(0, 0, "just as a year before"), (2, 2, "as many as a year before"),
     (2, 1, "one more than a year before"), (0, 3, "3 fewer than a year before")],
)  # fmt: skip
def test_a_number_is_compared_with_an_earlier_one(now: int, then: int, expected: str) -> None:
    assert words.compared(now, then, "a year before") == expected


def test_months_are_counted_when_they_are_complete() -> None:
    assert words.whole_months(date(2021, 10, 1), date(2022, 10, 31)) == 12
    assert words.whole_months(date(2021, 10, 31), date(2022, 10, 30)) == 11
    assert words.whole_months(date(2022, 1, 15), date(2022, 1, 31)) == 0


def test_the_headline_of_districts_has_the_counts_that_its_bars_show() -> None:
    columns = ["district", "population", "children"]
    assert headline(
        "tracker_districts",
        columns,
        [("City", 29002, 21), ("County", 75871, 20), ("Unknown", None, 1)],
    ) == (
        "The City has 21 children (7.2 for each 10,000 aged 10 to 17), the County has 20 children "
        "(2.6 for each 10,000 aged 10 to 17) and 1 child has no recorded area"
    )
    of_one = headline("tracker_districts", columns, [("County", None, 3)])
    assert of_one == "The County has 3 children"


def test_the_count_of_an_area_is_not_said_to_be_that_of_its_district() -> None:
    area = replace(YEAR, area="gedling")
    of_area = pd.DataFrame({"district": ["County"], "population": [None], "children": [3]})
    districts = VIEWS["tracker_districts"].describe(of_area, area)
    assert districts.headline == "The area chosen is in the County and has 3 children"
    months = [month.date() for month in pd.date_range("2020-12-01", "2022-11-01", freq="MS")]
    by_month = pd.DataFrame({"month": months, "district": "County", "children": range(2, 26)})
    trend = VIEWS["tracker_district_trend"].describe(by_month, area, Categories(DISTRICT, ()))
    assert trend.headline == "Since December 2020, the area in the County went from 2 to 25"
    assert set(trend.marks["series"]) == {"The area in the County"}


def test_a_band_of_ages_has_a_name_in_the_legend_and_one_within_a_sentence() -> None:
    columns = ["month", "age_band", "children"]
    months = [month.date() for month in pd.date_range("2020-12-01", "2022-11-01", freq="MS")]
    found = finding_of(
        "tracker_age_trend",
        columns,
        [(month, band, 2) for month in months for band in ("Under 10", "Unknown")],
    )
    assert found.headline == (
        "Since December 2020, the number aged under 10 is unchanged at 2 and the number of unknown "
        "age is unchanged at 2"
    )
    assert list(found.table.columns) == ["Month end", "Aged under 10", "Unknown"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([area("Gedling", 3)], "3 children live in Gedling"),
        ([area("Gedling", 1), area("Ashfield", 0)], "1 child lives in Gedling"),
        ([area("Unknown", 2)], "2 children have no recorded area"),
        (
            [area("Unknown", 2), area("Gedling", 1)],
            "2 of 3 children have no recorded area",
        ),
        (
            [area("Unknown", 1), area("Gedling", 1)],
            "Gedling has the most children, 1 of 2",
        ),
        ([area(name, 1) for name in "ABCD"], "The 4 children live in 4 areas, one in each"),
        ([area("Gedling", 3), area("Ashfield", 1)], "Gedling has the most children, 3 of 4"),
        (
            [area("Gedling", 3), area("Ashfield", 3)],
            "Ashfield and Gedling have the most children, 3 each of 6",
        ),
        ([area("Gedling", 0)], "No child on the tracker matches these filters"),
    ],
)
def test_the_headline_of_areas_names_those_with_the_most_children(
    rows: list[tuple[Any, ...]], expected: str
) -> None:
    assert headline("tracker_areas", AREA, rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Gedling", 3, 2)], "3 were added and 2 removed in Gedling"),
        ([("Gedling", 0, 2)], "2 were removed in Gedling"),
        ([("Unknown", 1, 0)], "1 was added where no area is recorded"),
        (
            [("Ashfield", 4, 6), ("Gedling", 1, 0)],
            "Ashfield has the most additions, 4 of 5, and 6 removals",
        ),
        (
            [("Ashfield", 4, 1), ("Gedling", 4, 0)],
            "Ashfield and Gedling have the most additions, 4 each of 8, and 1 removal",
        ),
        ([("Ashfield", 0, 1), ("Gedling", 0, 2)], "Nobody was added, and 3 were removed"),
    ],
)
def test_the_headline_of_additions_by_area_says_the_removals(
    rows: list[tuple[Any, ...]], expected: str
) -> None:
    assert headline("movement_by_area", ["area", "added", "removed"], rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Gedling", "County", 40)], "40 reports are recorded for Gedling"),
        ([("Unknown", "Unknown", 40)], "40 reports are recorded without an area"),
        ([("Gedling", "County", 1)], "1 report is recorded for Gedling"),
        (
            [("Gedling", "County", 4), ("Unknown", "Unknown", 4)],
            "Gedling and no area have the most reports, 4 each of 8",
        ),
        (
            [("Unknown", "Unknown", 5), ("Gedling", "County", 4)],
            "5 of 9 reports are recorded without an area",
        ),
    ],
)
def test_the_headline_of_reports_names_the_areas_with_the_most(
    rows: list[tuple[Any, ...]], expected: str
) -> None:
    columns = ["area", "district", "reports", "days"]
    covered = [(*row, YEAR.period.days) for row in rows]
    assert headline("intelligence_areas", columns, covered) == expected


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        (["Live"], "NSD is live in A"),
        (["Not started"], "NSD has not started in A, past its target"),
        (["Planned"], "NSD is planned in A, past its target"),
        (["Live", "Live"], "NSD is live in both areas"),
        (
            ["Live", "Planned", "Preparing"],
            "NSD is live in one of 3 areas and on the way in 2, past their targets",
        ),
        (
            ["Not started", "Not started"],
            "NSD is live in none of 2 areas; 2 are past their targets",
        ),
        (
            ["Not started", "Planned"],
            "NSD is live in none of 2 areas and on the way in one; 2 are past their targets",
        ),
    ],
)
def test_the_headline_of_the_rollout_says_how_many_areas_are_live_and_how_many_late(
    stages: list[str], expected: str
) -> None:
    columns = ["area_code", "area", "district", "tile_row", "tile_column", "stage", "from_on"]
    rows = [
        (name, name, "County", 1, 1, stage, date(2022, 1, 1), date(2022, 6, 1), NEWEST)
        for name, stage in zip("ABC", stages, strict=False)
    ]
    assert headline("rollout_stage_map", [*columns, "target_on", "covered_to"], rows) == expected


def test_months_in_which_nothing_happened_keep_their_place() -> None:
    back = finding_of("movement_re_entries", ["month", "re_entries"], [(date(2022, 3, 1), 1)])
    assert list(back.marks["children"]) == [0, 0, 1, *[0] * 8]
    assert back.headline == "1 entry was begun by a child who had been on the tracker before"
    columns = ["month", "starts_on", "ends_on", "added", "moved_in", "moved_out", "removed"]
    months = [(date(2022, n, 1), None, None, int(n == 2), 0, 0, 0, 0) for n in range(1, 12)]
    flows = finding_of("movement_flows", [*columns, "reached_18"], months)
    assert flows.marks["month"].nunique() == 11


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "There was 1 change of status"),
        (5, "There were 5 changes of status"),
    ],
)
def test_the_headline_of_changes_of_status_counts_them(number: int, expected: str) -> None:
    columns = ["from", "to", "changes"]
    assert headline("movement_changes", columns, [(OPENED, OTHER, number)]) == expected
    none = headline("movement_changes", columns, [])
    assert none == "No change of status is recorded in this period"


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (
            (43, 33, 0, 0, 34),
            "The tracker went from 43 children to 42: 33 were added and 34 removed",
        ),
        ((0, 1, 0, 0, 0), "The tracker went from no children to one: 1 was added"),
        ((1, 0, 0, 1, 0), "The tracker went from 1 child to none: 1 moved out"),
        (
            (2, 0, 0, 0, 0),
            "The tracker had 2 children at the start and at the end: nobody was added or removed",
        ),
        (
            (2, 1, 2, 1, 2),
            "The tracker had 2 children at the start and at the end: 1 was added, 2 moved in, 1 "
            "moved out and 2 were removed",
        ),
    ],
)
def test_the_headline_of_the_bridge_says_how_the_number_on_the_tracker_changed(
    flows: tuple[int, ...], expected: str
) -> None:
    opening, added, moved_in, moved_out, removed = flows
    closing = opening + added + moved_in - moved_out - removed
    columns = ["opening", "added", "moved_in", "moved_out", "removed", "closing", "different"]
    assert headline("movement_bridge", columns, [(*flows, closing, 5)]) == expected


def test_the_headline_of_flows_says_only_what_happened() -> None:
    columns = ["month", "starts_on", "ends_on", "added", "moved_in", "moved_out", "removed"]
    months = [(date(2022, 3, 1), None, None, 0, 4, 0, 2, 1)]
    text = "2 were removed, one of them because the child turned 18"
    assert headline("movement_flows", [*columns, "reached_18"], months) == text


def test_one_child_is_called_the_only_child_in_headlines() -> None:
    columns = ["status", "children"]
    assert (
        headline("tracker_status", columns, [(OPENED, 1)]) == "The only child is open to the team"
    )
    assert headline("tracker_status", columns, [(OTHER, 1)]).startswith("The only child is not")
    ages = headline("tracker_ages", ["age", "gender", "children"], [(15, "Male", 1)])
    assert ages == "The only child is 15"


@dataclass
class RunWithAnswers:
    """A run of a page whose questions have these answers."""

    bridge: dict[str, int]
    filters: Filters

    def is_loaded(self, _: str) -> bool:
        return True

    def ask(self, question: Any) -> Any:
        children = {"children": self.bridge["closing"]}
        answers = {"bridge": self.bridge, "on_tracker": children}
        return SimpleNamespace(one=lambda: answers.get(question.name, {"children": 1}))


@pytest.mark.parametrize(
    ("bridge", "ends_on", "expected"),
    [
        (
            {"opening": 43, "added": 33, "moved_in": 0, "moved_out": 0, "removed": 34},
            date(2022, 11, 22),
            "42 children are on the tracker, one fewer than at the start of the period: from 1 "
            "January to 22 November 2022, 33 were added and 34 removed. 1 child will turn 18 "
            "within 90 days.",
        ),
        (
            {"opening": 1, "added": 1, "moved_in": 2, "moved_out": 1, "removed": 2},
            date(2022, 1, 1),
            "1 child is on the tracker. On 1 January 2022, 1 was added, 2 moved in, 1 moved "
            "out and 2 were removed, which left 1 at the end of the period, as many as at its "
            "start. 1 child will turn 18 within 90 days.",
        ),
    ],
)
def test_the_overview_says_how_many_children_there_are_and_what_changed(
    bridge: dict[str, int], ends_on: date, expected: str
) -> None:
    closing = bridge["opening"] + bridge["added"] + bridge["moved_in"]
    closing -= bridge["moved_out"] + bridge["removed"]
    filters = Filters(date(2022, 11, 22), Period(date(2022, 1, 1), ends_on), known=1)
    run: Any = RunWithAnswers({**bridge, "closing": closing}, filters)
    assert overview.introduction(run) == f'<p class="introduction">{expected}</p>'
