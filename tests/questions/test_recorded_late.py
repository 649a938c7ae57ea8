"""A duty that was done in time is recorded late if an extract showed it as overdue before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from queries.access import Viewer
from queries.ask import ask, from_database
from queries.filters import Filters, Period
from queries.safeguarding.duties import duties_recorded_late
from tests.invented.coincidences import COINCIDENCES
from tests.invented.data_set import DataSet

AS_AT = date(2022, 6, 30)
FILTERS = Filters(AS_AT, Period(AS_AT, AS_AT), 2)


@pytest.mark.parametrize(("was_known", "late"), [(True, 1), (False, 0)])
def test_a_duty_is_not_recorded_late_for_an_entry_that_no_earlier_extract_had(
    was_known: bool, late: int, writing: Engine, reading: Engine
) -> None:
    (extract,) = COINCIDENCES.extracts
    (first,) = COINCIDENCES.imports
    seen = next(visit for visit in extract.plain["visit"] if visit.outcome == "Seen")
    visit = replace(seen, child_ref="E", visited_on=date(2022, 5, 3))
    others = tuple(each for each in extract.plain["visit"] if each.child_ref != "E")
    before = replace(
        extract,
        lives=tuple(each for each in extract.lives if was_known or each.child.child_ref != "E"),
        plain={**extract.plain, "visit": others},
    )
    after = replace(extract, plain={**extract.plain, "visit": (*others, visit)})
    second = replace(first, import_id=2)
    DataSet((before, after), (first, second), ()).write(writing)
    asked = ask(duties_recorded_late, Viewer("x", "leader"), FILTERS, from_database(reading))
    assert {duty: number for _, duty, number in asked.rows}["First visit"] == late
