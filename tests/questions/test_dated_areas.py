"""Areas are added, renamed, split and ended: past figures keep the old areas, under both clocks."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.answers import releases
from dashboard.views import tracker as views
from data.database import migrate, reading_engine
from data.importing.run import Outcome, import_files
from data.reference_files import REFERENCE
from data.releases import stored
from queries.administration import reference
from queries.choices import AREA, DISTRICT, offered_options
from queries.filters import Filters, Period
from queries.oversight import movement, rollout, tracker
from tests.invented.workbooks import entry, write_workbook
from tests.questions.test_questions import answer

LAST, FIRST = date(2022, 3, 31), date(2022, 4, 1)
"""The last day of the old areas, and the first of the new ones."""
BEFORE, AFTER = date(2022, 2, 28), date(2022, 4, 30)
DAYS = (date(2021, 12, 31), BEFORE, LAST, FIRST, AFTER)


def change_areas(folder: Path) -> None:
    """City Central is split, City North is renamed, Broxtowe moves to a new district and Gedling
    ends, all on one day."""
    file = folder / "areas.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    ends, begins = {"until": LAST.isoformat()}, {"from": FIRST.isoformat()}
    of = {row["code"]: row for row in rows}
    of["city-central"] |= ends | {"became": "city-east; city-mid"}
    rows.append(of["city-central"] | begins | {"code": "city-east", "name": "City East"})
    rows.append(of["city-central"] | begins | {"code": "city-mid", "name": "City Mid"})
    rows.append(of["city-north"] | begins | {"name": "Bulwell"})
    rows.append(of["broxtowe"] | begins | {"district": "West"})
    for code in ("city-north", "broxtowe", "gedling"):
        of[code] |= ends
    for row in rows:
        if row.get("from") == FIRST.isoformat():
            row |= {"until": "", "became": ""}
    with file.open("w", encoding="utf-8", newline="") as lines:
        names = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(lines, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "reference"
    shutil.copytree(REFERENCE, copied)
    return copied


def import_extract(engine: Engine, folder: Path, on: date, homes: dict[str, str]) -> Outcome:
    """Import a tracker in which each child has the home area of that day."""
    children = [entry(ref, Home_area=home) for ref, home in homes.items()]
    file = write_workbook(folder.parent / f"{on}.xlsx", {"tracker": children})
    return import_files(engine, [file], extracted_on=on, reference=folder, is_confirmed=True)


OLD = {"CT-1": "City Central", "CT-2": "City North", "CT-3": "Gedling", "CT-4": "Broxtowe"}
NEW = {"CT-1": "City East", "CT-2": "Bulwell", "CT-3": "Gedling", "CT-4": "Broxtowe"}


@pytest.fixture
def with_changed_areas(database_url: str, writing: Engine, folder: Path) -> Engine:
    """A database of two imports, with the old areas and with the new."""
    migrate(database_url, folder)
    import_extract(writing, folder, BEFORE, OLD)
    change_areas(folder)
    migrate(database_url, folder)
    import_extract(writing, folder, AFTER, NEW)
    return writing


def filters_on(day: date, known: int = 2, since: date | None = None) -> Filters:
    return Filters(day, Period(since or day, day), known)


def slow_areas(folder: Path, filters: Filters) -> tuple[set[tuple[str, str, str]], ...]:
    """The areas of the period, and those of any day, by the lines of the file."""
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if filters.known == 1:
        rows = [row | {"from": "", "until": ""} for row in rows if row["from"] == ""]
    valid, ever = set(), set()
    for code in {row["code"] for row in rows}:
        of_code = sorted((r for r in rows if r["code"] == code), key=lambda row: row["from"])
        spans = [
            (
                date.fromisoformat(row["from"] or "0001-01-01"),
                date.fromisoformat(row["until"] or "9999-12-31"),
                (code, row["name"], row["district"]),
            )
            for row in of_code
        ]
        begun = [name for begins, _, name in spans if begins <= filters.as_at]
        name = begun[-1] if begun else spans[0][2]
        ever.add(name)
        start = min(filters.period.start, filters.as_at)
        if any(begins <= filters.as_at and ends >= start for begins, ends, _ in spans):
            valid.add(name)
    return valid, ever


def test_the_areas_of_a_day_are_those_that_the_file_says(
    with_changed_areas: Engine, folder: Path
) -> None:
    for day in DAYS:
        for since in (date(2021, 1, 1), day):
            for known in (1, 2):
                filters = filters_on(day, known, since)
                found = tuple(
                    {tuple(row) for row in answer(each, filters, with_changed_areas).rows}
                    for each in (reference.areas, reference.areas_of_any_day)
                )
                assert found == slow_areas(folder, filters), filters


def test_figures_of_past_days_have_the_old_areas_and_of_later_ones_the_new(
    with_changed_areas: Engine,
) -> None:
    def counted(day: date, known: int) -> dict[str, int]:
        rows = answer(tracker.children_by_area, filters_on(day, known), with_changed_areas).rows
        return {area: children for _, area, *_, children in rows if area != "Unknown"}

    past, present = counted(BEFORE, 2), counted(AFTER, 2)
    assert past == counted(BEFORE, 1)
    assert (len(past), past["City Central"], past["City North"]) == (12, 1, 1)
    assert not {"City East", "City Mid", "Bulwell"} & past.keys()
    assert (present["City East"], present["City Mid"], present["Bulwell"]) == (1, 0, 1)
    assert not {"City Central", "City North"} & present.keys()
    assert present["Gedling"] == 1, "nobody is dropped who still lives in an area that has ended"
    assert sum(past.values()) == sum(present.values()) == 4


def test_a_database_started_after_a_split_has_the_old_areas_in_the_past_too(
    sqlite_url: str, sqlite: Engine, folder: Path
) -> None:
    """Children of one part were in the whole; for a part of two wholes, the whole is not known."""
    change_areas(folder)
    file = folder / "areas.csv"
    text = file.read_text(encoding="utf-8")
    merged = ["ashfield", "bassetlaw"]
    lines = [
        f"{line.rstrip(',')},{LAST},joined," if line.split(",")[0] in merged else line
        for line in text.splitlines()
    ]
    lines.append(f"joined,Joined,County,E07000170,5,5,,,{FIRST}")
    file.write_text("\n".join(lines), encoding="utf-8")
    migrate(sqlite_url, folder)
    homes = NEW | {"CT-5": "Joined"}
    left = entry("CT-6", Home_area="City Mid", Date_removed=BEFORE, Removal_reason="Other")
    children = [*(entry(ref, Home_area=home) for ref, home in homes.items()), left]
    book = write_workbook(folder.parent / "all.xlsx", {"tracker": children})
    for known in (1, 2):  # the same file again leaves the past as it was
        import_files(sqlite, [book], extracted_on=date(2022, 4, 28 + known), reference=folder)

        def counted(day: date, of: int = known) -> dict[str, int]:
            rows = answer(tracker.children_by_area, filters_on(day, of), sqlite).rows
            return {area: children for _, area, *_, children in rows if children}

        past = {"City Central": 1, "City North": 1, "Gedling": 1, "Broxtowe": 1, "Unknown": 1}
        assert counted(LAST) == past
        assert counted(date(2022, 2, 27)) == past | {"City Central": 2}
        assert counted(FIRST) == {
            "City East": 1,
            "Bulwell": 1,
            "Gedling": 1,
            "Broxtowe": 1,
            "Joined": 1,
        }
        year = filters_on(date(2022, 4, 29), known, since=date(2022, 1, 1))
        flows = answer(movement.flows_by_area, year, sqlite).rows
        assert {area: (added, gone) for area, added, gone in flows} == {
            "City Central": (2, 1),
            **dict.fromkeys(["Bulwell", "Gedling", "Broxtowe", "Unknown"], (1, 0)),
        }


def test_districts_and_their_filter_follow_the_day(with_changed_areas: Engine) -> None:
    def by_district(filters: Filters) -> dict[str, int]:
        rows = answer(tracker.children_by_district, filters, with_changed_areas).rows
        return {district: children for district, _, children in rows}

    populations = answer(tracker.children_by_district, filters_on(AFTER), with_changed_areas).rows
    assert {district: people for district, people, _ in populations} == {
        "City": 29002,
        "County": None,
        "West": None,
    }, "Broxtowe's residents are still those of an authority in the County"
    assert by_district(filters_on(BEFORE)) == {"City": 2, "County": 2}
    assert by_district(filters_on(AFTER)) == {"City": 2, "County": 1, "West": 1}
    for day, number in ((BEFORE, 0), (AFTER, 1)):
        chosen = replace(filters_on(day), district="West")
        assert answer(tracker.on_tracker, chosen, with_changed_areas).rows[0][0] == number
        assert by_district(chosen).get("West", 0) == number


def test_additions_are_counted_in_the_areas_of_their_day(with_changed_areas: Engine) -> None:
    filters = filters_on(AFTER, since=date(2022, 1, 1))
    rows = answer(movement.flows_by_area, filters, with_changed_areas).rows
    assert {area: added for area, added, _ in rows} == {
        "City Central": 1,
        "Bulwell": 1,
        "Gedling": 1,
        "Broxtowe": 1,
    }


def test_the_rollout_is_of_the_areas_that_there_are(with_changed_areas: Engine) -> None:
    for day, number in ((BEFORE, 12), (AFTER, 12)):
        areas = [
            row[1] for row in answer(rollout.nsd_by_area, filters_on(day), with_changed_areas).rows
        ]
        assert len(areas) == number
        assert ("Gedling" in areas) == (day == BEFORE)


def test_a_filter_offers_what_there_is_in_the_period(with_changed_areas: Engine) -> None:
    options = answer(reference.options, filters_on(AFTER), with_changed_areas).rows
    past = offered_options(AREA, options, {}, filters_on(BEFORE).days)
    present = offered_options(AREA, options, {}, filters_on(AFTER).days)
    both = offered_options(AREA, options, {}, filters_on(AFTER, since=BEFORE).days)
    assert past["city-north"] == "City North"
    assert present["city-north"] == both["city-north"] == "Bulwell"
    assert {"city-central", "gedling"} <= past.keys() & both.keys() - present.keys()
    assert {"city-east", "city-mid"} <= present.keys() & both.keys() - past.keys()
    assert list(offered_options(DISTRICT, options, {}, filters_on(BEFORE).days)) == [
        "City",
        "County",
    ]
    assert list(offered_options(DISTRICT, options, {}, filters_on(AFTER).days)) == [
        "City",
        "County",
        "West",
    ]


def test_a_figure_of_areas_says_what_happened_to_them(with_changed_areas: Engine) -> None:
    note = (
        "Broxtowe moved from County to West on 1 April 2022.",
        "City Central was split into City East and City Mid on 1 April 2022.",
        "City North was renamed Bulwell on 1 April 2022.",
        "Gedling ceased to be an area on 1 April 2022.",
    )
    for filters, notes in (
        (filters_on(BEFORE), note),
        (filters_on(AFTER), note),
        (filters_on(BEFORE, 1), ()),
    ):
        finding = views.areas.finding(
            partial(answer, chosen=filters, engine=with_changed_areas), filters
        )
        assert tuple(sorted(finding.notes)) == notes


def test_an_import_applies_changed_areas_and_says_so(
    with_changed_areas: Engine, folder: Path
) -> None:
    text = (folder / "areas.csv").read_text(encoding="utf-8")
    (folder / "areas.csv").write_text(text.replace("City Mid", "City Middle"), encoding="utf-8")
    migrate(str(with_changed_areas.url.render_as_string(hide_password=False)), folder)
    names = {
        row[1] for row in answer(reference.areas, filters_on(AFTER, 2), with_changed_areas).rows
    }
    assert "City Mid" in names, "what was known at an import stays as it was"
    outcome = import_extract(with_changed_areas, folder, AFTER, NEW)
    assert outcome.import_id == 3
    notices = outcome.sheets[0].notices
    assert "The reference files have changed these areas: City Mid, City Middle." in notices
    assert "Home area had ended by then, or begins later (row 4)." in notices
    names = {
        row[1] for row in answer(reference.areas, filters_on(AFTER, 3), with_changed_areas).rows
    }
    assert "City Middle" in names


def test_a_release_has_the_areas_that_existed_in_its_month(
    with_changed_areas: Engine, folder: Path
) -> None:
    """Releases from before the split stay as they are. Later ones have no additions and removals
    until all of their 12 months have the new areas."""
    url = with_changed_areas.url.render_as_string(hide_password=False)
    reading = reading_engine(url)
    assert releases.make_missing(reading, with_changed_areas, 1, threshold=5) > 0
    before = stored(reading)
    assert before[-1].month_end == BEFORE
    many = {f"CT-{number}": "City East" for number in range(100, 130)}
    import_extract(with_changed_areas, folder, date(2023, 4, 30), NEW | many)
    releases.make_missing(reading, with_changed_areas, 3, threshold=5)
    after = stored(reading)
    assert after[: len(before)] == before
    by_month = {each.month_end: each for each in after}

    def places(day: date) -> set[str]:
        return {cell[0] for cell in by_month[day].cells}

    assert {"city-central", "gedling"} <= places(LAST)
    assert not {"city-east", "city-mid", "West"} & places(LAST)
    assert {"city-east", "city-mid", "West"} <= places(AFTER)
    assert not {"city-central", "gedling"} & places(AFTER)

    def flows(day: date) -> set[int | None]:
        return {cell[3] for cell in by_month[day].cells if cell[1] in ("added", "removed")}

    assert flows(AFTER) == flows(date(2023, 2, 28)) == {None}
    assert flows(date(2023, 3, 31)) != {None}
    reading.dispose()
