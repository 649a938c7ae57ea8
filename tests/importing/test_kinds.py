"""The kinds of cells besides text and dates: whole numbers, pounds, answers, values of a list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Date, Integer, String

from data.importing.cells.references import References
from data.importing.cells.values import ColumnReader, InvalidValue, Lists
from data.sheets.declaration import YES_NO, DateOrYes, Field, OneOf, Whole

NUMBER = Field("Hours", Column("hours", Integer), kind=Whole(most=168))
POUNDS = Field("Spent", Column("spent", Integer), kind=Whole(most=10_000_000, in_pounds=True))
ANSWER = Field("PPN sent", Column("ppn_sent", String(9)), kind=YES_NO)
LEVEL = Field(
    "Level",
    Column("level", String(10)),
    filled=True,
    kind=OneOf(("Low", "Medium", "High"), aliases=(("Emerging", "Low"), ("moderate", "Medium"))),
)
UNDATED = Column("undated", Boolean)
DATE_OR_YES = Field("Ratified", Column("ratified_on", Date), kind=DateOrYes(UNDATED))
ANY_TEXT = st.text(max_size=30)
ANY_CELL = st.one_of(
    ANY_TEXT,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.from_regex(r"[£0-9., \-]{0,40}", fullmatch=True),
)


def read_cell(field: Field, cell: Any) -> Any:
    return ColumnReader(field, Lists({}, References()))[cell]


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (NUMBER, 0, 0),
        (NUMBER, 25.0, 25),
        (NUMBER, "25", 25),
        (NUMBER, " 25.0 ", 25),
        (NUMBER, "168", 168),
        (NUMBER, "", None),
        (NUMBER, "\u200b", None),
        (POUNDS, 1500, 1500),
        (POUNDS, "£1,500", 1500),
        (POUNDS, "£ 1,500.00", 1500),
        (POUNDS, "1500", 1500),
        (POUNDS, "1,234,567", 1_234_567),
        (ANSWER, "yes", "Yes"),
        (ANSWER, "N", "No"),
        (ANSWER, "TRUE", "Yes"),
        (ANSWER, "not  known", "Not known"),
        (ANSWER, "nk", "Not known"),
        (ANSWER, "", None),
        (DATE_OR_YES, "22/11/2022", "2022-11-22"),
        (DATE_OR_YES, "Y", True),
        (DATE_OR_YES, "TRUE", True),
        (DATE_OR_YES, "no", None),
        (DATE_OR_YES, "not known", None),
        (DATE_OR_YES, "", None),
        (LEVEL, "HIGH", "High"),
        (LEVEL, "emerging", "Low"),
        (LEVEL, "Moderate ", "Medium"),
    ],
)
def test_a_cell_is_read_as_people_write_it(field: Field, cell: Any, value: Any) -> None:
    assert read_cell(field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell", "problem", "remedy"),
    [
        (
            NUMBER,
            "many",
            "This is not a whole number.",
            "Write a whole number from 0 to 168, in digits. Leave the cell empty if it is not "
            "known.",
        ),
        (NUMBER, "2.5", "This is not a whole number.", "from 0 to 168"),
        (NUMBER, "£25", "This is not a whole number.", "from 0 to 168"),
        (NUMBER, True, "This is not a whole number.", "in digits"),
        (NUMBER, date(2022, 1, 1), "This is not a whole number.", "in digits"),
        (NUMBER, "169", "This number is not from 0 to 168.", "from 0 to 168"),
        (NUMBER, "-1", "This number is not from 0 to 168.", "from 0 to 168"),
        (NUMBER, "9" * 5000, "This is not a whole number.", "from 0 to 168"),
        (NUMBER, float("inf"), "This is not a whole number.", "in digits"),
        (NUMBER, "1,5", "This is not a whole number.", "in digits"),
        (POUNDS, "£12.50", "This is not whole pounds.", "from £0 to £10,000,000, in digits."),
        (POUNDS, "10,000,001", "This number is not from £0 to £10,000,000.", "whole pounds"),
        (ANSWER, "perhaps", "This ppn sent is not known.", "Use one of: Yes; No; Not known."),
        (LEVEL, "Extreme", "This level is not known.", "Use one of: Low; Medium; High."),
        (LEVEL, "", "This cell is empty.", "Give the Level."),
    ],
)
def test_a_value_that_cannot_be_read_is_reported_with_a_remedy(
    field: Field, cell: Any, problem: str, remedy: str
) -> None:
    found = read_cell(field, cell)
    assert isinstance(found, InvalidValue)
    assert found.problem == problem
    assert remedy in found.remedy


@given(number=st.integers(0, 10_000_000), pence=st.sampled_from(["", ".0", ".00"]))
def test_every_way_of_writing_a_number_gives_it_back(number: int, pence: str) -> None:
    for text in (str(number), f"{number:,}", f"£{number}", f"£{number:,}", f"£ {number:,}"):
        assert read_cell(POUNDS, text + pence) == number
    assert read_cell(POUNDS, number) == read_cell(POUNDS, float(number)) == number


@given(cell=ANY_CELL)
def test_any_cell_is_read_as_a_number_within_its_bounds_or_reported(cell: Any) -> None:
    for field, bounds in ((NUMBER, (0, 168)), (POUNDS, (0, 10_000_000))):
        found = read_cell(field, cell)
        assert found is None or isinstance(found, InvalidValue) or bounds[0] <= found <= bounds[1]
        assert not isinstance(cell, bool | date | datetime) or isinstance(found, InvalidValue)


@given(cell=ANY_CELL)
def test_any_cell_is_read_as_one_of_the_answers_or_reported(cell: Any) -> None:
    found = read_cell(ANSWER, cell)
    assert isinstance(found, InvalidValue) or found in {None, "Yes", "No", "Not known"}
