"""A filter is declared once, and each place that must follow from the declaration does."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.components.filter_bar import MAIN_CHOICES
from dashboard.style import words
from queries.ask import Question
from queries.choices import CHOICES, Choice
from queries.filters import UNKNOWN, Filters, Listing, Period
from queries.questions import QUESTIONS
from queries.scope import Reach, Scope
from tests.invented.random_data import OPTIONS

NEWEST = date(2022, 11, 22)
ALL = Filters(NEWEST, Period(date(2022, 1, 1), NEWEST), known=20)
# Another value for each filter, and the address that sets it. A filter without a line here
# fails, since these tests would otherwise leave it out.
ANOTHER_VALUE: dict[str, tuple[Any, dict[str, str]]] = {
    "as_at": (date(2022, 6, 30), {"as_at": "2022-06-30"}),
    "period": (Period(date(2022, 4, 1), NEWEST), {"period": "Financial year to date"}),
    "known": (19, {"known": "19: 31 October 2022"}),
    "district": ("County", {"district": "County"}),
    "area": ("gedling", {"area": "Gedling"}),
    "status": ("Vulnerable to County Lines", {"status": "Vulnerable to County Lines"}),
    "gender": ("Female", {"gender": "Female"}),
}
# These say which records are meant. The Records page keeps the list in its address, and the child
# in the tab alone.
OF_RECORDS: dict[str, Any] = {
    "listing": Listing.narrowed("removed", reason="Other"),
    "child_ref": "CL-000001",
}
# Fields with a column of their own in the access log.
LOGGED_APART = {"known", "child_ref"}
FIELDS = [field.name for field in fields(Filters)]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)


def another_value(name: str) -> tuple[Any, dict[str, str]]:
    """Another value for a filter, and the address that sets it."""
    assert name in ANOTHER_VALUE, f"ANOTHER_VALUE has no value for the filter {name}"
    return ANOTHER_VALUE[name]


def page() -> None:
    """The filter bar, and the filters that it makes from the address."""
    import streamlit as st

    from dashboard.answers import extracts
    from dashboard.components import filter_bar
    from queries.access import OPERATOR

    run = filter_bar.draw(OPERATOR, extracts.shown()).begin_run()
    st.session_state["made"] = run.filters, run.narrowed


def filters_of_address(address: dict[str, str]) -> tuple[Filters, str]:
    """The filters of a page with this address, and the words of what they leave."""
    at = AppTest.from_function(page, default_timeout=30)
    for name, value in address.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert not at.warning
    made: tuple[Filters, str] = at.session_state["made"]
    return made


def test_every_field_of_the_filters_is_a_choice_or_of_another_kind() -> None:
    others = {"as_at", "period", "known", *OF_RECORDS}
    choices = {choice.name for choice in CHOICES}
    assert choices == set(FIELDS) - others, "a field of Filters has no Choice in CHOICES"
    assert choices == set(OPTIONS), "OPTIONS of tests/invented/random_data.py lacks a choice"
    assert all(choice.value_in(ALL) is None for choice in CHOICES)


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in OF_RECORDS])
def test_the_address_sets_every_filter(demo_in_settings: None, name: str) -> None:
    value, address = another_value(name)
    made, _ = filters_of_address(address)
    assert getattr(made, name) == value
    assert getattr(made, name) != getattr(ALL, name)


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in LOGGED_APART])
def test_the_access_log_says_every_filter(name: str) -> None:
    value = OF_RECORDS[name] if name in OF_RECORDS else another_value(name)[0]
    logged = words.chosen(replace(ALL, **{name: value}))
    assert logged != words.chosen(ALL)
    if isinstance(value, str):
        assert logged[name] == value


@every_choice
def test_the_words_say_every_choice(choice: Choice) -> None:
    made = replace(ALL, **{choice.name: another_value(choice.name)[0]})
    assert "as readers see it" in words.filters_in_words(made, {choice.name: "as readers see it"})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({}, "All areas"),
        ({"district": "City"}, "City"),
        ({"district": "County", "area": "Gedling"}, "Gedling"),
        ({"area": "Not recorded"}, "Area unknown"),
        ({"area": "Gedling", "gender": "Male"}, "Gedling · Male"),
        ({"gender": "Unknown"}, "All areas · Unknown"),
    ],
)
def test_the_page_says_what_the_filters_leave(
    demo_in_settings: None, address: dict[str, str], expected: str
) -> None:
    assert filters_of_address(address)[1] == expected


@every_choice
def test_the_command_line_takes_every_choice(demo_in_settings: None, choice: Choice) -> None:
    whole = CliRunner().invoke(app, ["figures"])
    value = str(another_value(choice.name)[0])
    narrowed = CliRunner().invoke(app, ["figures", f"--{choice.name}", value.upper()])
    assert narrowed.exit_code == 0, narrowed.output
    assert narrowed.output != whole.output
    refused = CliRunner().invoke(app, ["figures", f"--{choice.name}", "Atlantis"])
    assert refused.exit_code == 2
    assert f"There is no {choice.name} called Atlantis" in refused.output


@pytest.mark.parametrize("asked", QUESTIONS.values(), ids=lambda asked: asked.name)
def test_every_choice_narrows_a_question_unless_it_is_ignored(asked: Question) -> None:
    """Otherwise a page would say that its figures are narrowed where they are not."""
    idle = {
        choice.name
        for choice in CHOICES
        if statement(asked, replace(ALL, **{choice.name: another_value(choice.name)[0]}))
        == statement(asked, ALL)
    }
    left_out = idle - set(asked.ignores)
    assert not left_out, f"they do not narrow {asked.name}, which does not ignore them: {left_out}"


def statement(asked: Question, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The SQL of a question, and its parameters."""
    compiled = asked.build(Scope(filters, Reach(("gedling",)))).compile()
    return str(compiled), dict(compiled.params)


def test_a_choice_without_a_list_offers_what_occurs_on_the_tracker(demo_engine: Engine) -> None:
    offered = select(Scope(ALL).occurring_values("removal_reason").c.name)
    with demo_engine.connect() as connection:
        values = connection.execute(offered).scalars().all()
    assert "Reached 18" in values
    assert len(set(values) - {None}) == len(values)


def test_an_unknown_area_is_offered_until_a_district_is_chosen(demo_in_settings: None) -> None:
    assert filters_of_address({"area": "Not recorded"})[0].area == UNKNOWN
    with pytest.raises(AssertionError):
        filters_of_address({"district": "City", "area": "Not recorded"})


def test_no_seldom_used_filter_depends_on_an_often_used_one() -> None:
    """The bar draws those that are made often last, so their value would not be known."""
    assert not [each for each in CHOICES if each.is_seldom and each.within in MAIN_CHOICES]
