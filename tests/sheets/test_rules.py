"""The rules that sheets declare by name, each on rows of a made-up sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Column, Date, Engine, MetaData, String, Table

from data.recording.staging import Staging
from data.recording.writing import DaysCovered, within_days_covered
from data.sheets import TRACKER, Field, Sheet
from data.sheets.declaration import Rule, Staged
from data.sheets.rules import in_order, needs, one_of, only_with, refers_to, rules_of

made_up = MetaData()
VISIT = Table(
    "made_up_visit",
    made_up,
    Column("visit_ref", String(10)),
    Column("child_ref", String(10)),
    Column("asked_on", Date),
    Column("visited_on", Date),
    Column("parent", String(20)),
    Column("why_not", String(20)),
    info={"key": ("visit_ref",)},
)
SEEN = Table(
    "made_up_seen",
    made_up,
    Column("visit_ref", String(10)),
    Column("child_ref", String(10)),
    info={"key": ("visit_ref", "child_ref")},
)
FIELDS = tuple(Field(column.name.replace("_", " ").capitalize(), column) for column in VISIT.c)
VISITS = Sheet("visits", VISIT, FIELDS)
FIRST, LATER = "2022-01-10", "2022-01-11"
ON = date(2022, 1, 10)


class StagedImport:
    """The staged rows of an import, and what else rules are given."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self.staging = Staging(self.connection)
        self.sheets: dict[str, Any] = {}
        self.whole: set[str] = set()
        self.every_file_was_found = True

    def rows(
        self, sheet: Sheet, *rows: dict[str, Any], items: tuple[tuple[Any, ...], ...] = ()
    ) -> None:
        """Stage rows of a sheet, numbered from 2; `is_sound` is true unless given."""
        columns = sheet.columns
        staged = self.staging.sheet_tables(sheet.name, columns, sheet.key, sheet.lists)
        self.staging.fill(
            staged.rows,
            [
                (number, row.get("is_sound", True), *(row.get(column.name) for column in columns))
                for number, row in enumerate(rows, start=2)
            ],
        )
        for part in staged.parts.values():
            self.staging.fill(part, list(items))
        self.sheets[sheet.name] = staged
        self.whole.add(sheet.name)

    def broken(self, sheet: Sheet, rule: Rule, covers: DaysCovered | None = None) -> Any:
        """The rows that break a rule, with the values shown; None where it cannot be checked."""
        staged = Staged(self.sheets, frozenset(self.whole), self.every_file_was_found, ON, covers)
        query = rule.find(staged.sheets[sheet.name].rows, staged)
        if query is None:
            return None
        found = [tuple(row) for row in self.connection.execute(query)]
        return [(row, str(value) if value else None) for row, value, *_ in found]


@pytest.fixture
def an_import(writing: Engine) -> Any:
    imported = StagedImport(writing)
    yield imported
    imported.connection.close()


def test_the_dates_that_are_given_are_in_order(an_import: StagedImport) -> None:
    (rule,) = in_order("asked_on", "visited_on")
    an_import.rows(
        VISITS,
        {"asked_on": FIRST, "visited_on": LATER},
        {"asked_on": FIRST, "visited_on": FIRST},
        {"asked_on": LATER, "visited_on": FIRST},
        {"asked_on": LATER},
        {"visited_on": FIRST},
    )
    assert an_import.broken(VISITS, rule) == [(4, FIRST)]
    assert rule.columns == ("visited_on", "asked_on")


def test_dates_in_order_make_a_rule_of_each_two_that_follow_one_another() -> None:
    rules = in_order("a", "b", "c")
    assert [rule.columns for rule in rules] == [("b", "a"), ("c", "b")]


def test_a_value_that_needs_another_is_not_given_alone(an_import: StagedImport) -> None:
    an_import.rows(
        VISITS,
        {"why_not": "Custody", "parent": "No"},
        {"why_not": "Custody"},
        {"parent": "No"},
        {},
        {"why_not": "Custody", "is_sound": False},
    )
    assert an_import.broken(VISITS, needs("why_not", "parent")) == [(3, "Custody")]


def test_a_value_that_goes_with_some_values_is_not_given_with_others(
    an_import: StagedImport,
) -> None:
    an_import.rows(
        VISITS,
        {"why_not": "Custody", "parent": "Not appropriate"},
        {"why_not": "Custody", "parent": "Declined"},
        {"why_not": "Custody", "parent": "Present"},
        {"why_not": "Custody"},
        {"parent": "Present"},
        {"why_not": "Custody", "parent": "Present", "is_sound": False},
    )
    rule = only_with("why_not", "parent", "Not appropriate", "Declined")
    assert an_import.broken(VISITS, rule) == [(4, "Custody"), (5, "Custody")]


def test_exactly_one_of_several_is_given(an_import: StagedImport) -> None:
    an_import.rows(
        VISITS,
        {"why_not": "Custody"},
        {"parent": "Present"},
        {},
        {"why_not": "Custody", "parent": "Present"},
        {"is_sound": False},
    )
    assert an_import.broken(VISITS, one_of("why_not", "parent")) == [(4, None), (5, "Custody")]


def tracker(an_import: StagedImport, *refs: str | None, is_sound: bool = True) -> None:
    an_import.rows(TRACKER, *({"child_ref": ref, "is_sound": is_sound} for ref in refs))


def test_a_reference_is_one_of_the_other_sheet(an_import: StagedImport) -> None:
    tracker(an_import, "A", "B")
    an_import.rows(VISITS, {"child_ref": "A"}, {"child_ref": "Z"}, {})
    assert an_import.broken(VISITS, refers_to(TRACKER, "child_ref")) == [(3, "Z")]


def test_a_reference_is_not_reported_where_a_row_of_the_other_sheet_could_not_be_read(
    an_import: StagedImport,
) -> None:
    tracker(an_import, "A", None, is_sound=False)
    an_import.rows(VISITS, {"child_ref": "Z"})
    assert an_import.broken(VISITS, refers_to(TRACKER, "child_ref")) == []


def test_a_reference_is_not_checked_where_the_other_sheet_could_not_be_read(
    an_import: StagedImport,
) -> None:
    tracker(an_import, "A")
    an_import.rows(VISITS, {"child_ref": "Z"})
    an_import.whole.discard(TRACKER.name)
    assert an_import.broken(VISITS, refers_to(TRACKER, "child_ref")) is None


def test_without_the_other_sheet_a_reference_is_one_of_the_records(an_import: StagedImport) -> None:
    an_import.rows(VISITS, {"child_ref": "Z"})
    assert an_import.broken(VISITS, refers_to(TRACKER, "child_ref")) == [(2, "Z")]
    an_import.every_file_was_found = False
    assert an_import.broken(VISITS, refers_to(TRACKER, "child_ref")) is None


def test_every_item_of_a_list_refers_to_the_other_sheet(an_import: StagedImport) -> None:
    fields = [each for each in FIELDS if each.column.name != "child_ref"]
    seen = Field("Seen", SEEN.c.child_ref, several=True)
    sheet = Sheet("visits", VISIT, (*fields, seen))
    tracker(an_import, "A", "B")
    an_import.rows(
        sheet,
        {"visit_ref": "V1"},
        {"visit_ref": "V2"},
        items=((2, "V1", "A"), (2, "V1", "Y"), (3, "V2", "B"), (3, "V2", "Z")),
    )
    assert an_import.broken(sheet, refers_to(TRACKER, "child_ref")) == [(2, "Y"), (3, "Z")]


def test_every_sheet_has_one_row_a_key(an_import: StagedImport) -> None:
    (rule,) = rules_of(VISITS)
    an_import.rows(VISITS, {"visit_ref": "A"}, {"visit_ref": "B"}, {"visit_ref": "A"}, {}, {})
    assert an_import.broken(VISITS, rule) == [(4, "A")]


def test_a_sheet_written_by_day_keeps_to_the_days_covered(an_import: StagedImport) -> None:
    sheet = Sheet("visits", VISIT, FIELDS, writes=within_days_covered("visited_on"))
    _, rule = rules_of(sheet)
    an_import.rows(sheet, {"visited_on": FIRST}, {"visited_on": LATER}, {})
    assert an_import.broken(sheet, rule, covers=(ON, ON)) == [(3, LATER)]
    assert an_import.broken(sheet, rule) is None


def test_a_past_event_dated_after_the_extract_gives_a_notice(an_import: StagedImport) -> None:
    fields = (*FIELDS[:3], Field("Visited on", VISIT.c.visited_on, ahead=False))
    sheet = Sheet("visits", VISIT, fields)
    _, rule = rules_of(sheet)
    an_import.rows(sheet, {"visited_on": FIRST}, {"visited_on": LATER})
    assert an_import.broken(sheet, rule) == [(3, LATER)]
    assert rule.is_notice
