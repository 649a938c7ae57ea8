"""Tables as HTML: what stands in a cell, and which tables a phone shows as blocks."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from dashboard.components.run import Run
from dashboard.screens import not_recorded
from dashboard.style import tables
from queries.access import OPERATOR
from queries.ask import Question, ask, from_database
from queries.filters import Filters, named_period

TEXTS = {"Name & place": "a < b", "About": None, "Owner": "x", "Due on": date(2022, 11, 22)}


@pytest.mark.parametrize(
    ("further", "in_blocks"),
    [
        ({}, False),
        ({"State": "To do"}, True),
        ({"Children": 12}, True),
        ({"Children": 1, "Reports": 2, "Visits": 3, "Days": 4}, True),
        ({"Rows": 1, "New": 2, "Changed": 3, "Withdrawn": 4, "Notices": "One was left out."}, True),
    ],
)
def test_a_wide_table_of_text_or_of_many_columns_names_the_column_in_each_cell(
    further: dict[str, object], in_blocks: bool
) -> None:
    html = tables.as_html(pd.DataFrame([{**TEXTS, **further}]), "What was promised")

    assert ('class="table wide in-blocks"' in html) == in_blocks
    assert "of-figures" not in html
    assert ('data-column="Name &amp; place">a &lt; b</td>' in html) == in_blocks
    assert "a &lt; b</td>" in html
    assert "<td class=day" in html
    assert "22 November 2022</td>" in html


@pytest.mark.parametrize(
    ("further", "kind"),
    [
        ({}, "of-figures"),
        ({"Median days": "12"}, "of-figures"),
        ({"Not applicable": 0, "All": 6}, "in-blocks"),
    ],
)
def test_a_table_of_a_few_columns_of_figures_is_set_closely_on_a_phone(
    further: dict[str, object], kind: str
) -> None:
    figures = {"Duty": "PND", "Overdue": 1, "Due": 0, "Done late": 2, "Done in time": 3}
    html = tables.as_html(pd.DataFrame([figures | further]), "Duties by state")

    assert f'class="table wide {kind}"' in html


def test_a_table_of_five_columns_with_some_text_keeps_its_form_on_a_phone() -> None:
    row = {"Area": "Gedling", "District": "County", "Open": 0, "Vulnerable": 3, "Children": 3}
    assert 'class="table wide"' in tables.as_html(pd.DataFrame([row]), "By area")


def test_columns_of_numbers_or_of_times_are_aligned_as_such() -> None:
    rows = {
        "Month": ["November 2022", "October 2022"],
        "Median days": ["", "1,048"],
        "Longer than allowed": ["3", "No limit"],
        "Signed in (UTC)": ["22 November 2022, 09:05", None],
    }
    html = tables.as_html(pd.DataFrame(rows), "Waits")

    assert '<th scope="col" class=n>Median days</th>' in html
    assert "<td class=n></td>" in html
    assert "<td class=n>1,048</td>" in html
    assert "<td>3</td>" in html
    assert "<td class=moment>October 2022</td>" in html
    assert "<td class=moment>22 November 2022, 09:05</td>" in html


def test_no_reference_is_broken_over_two_lines() -> None:
    html = tables.as_html(pd.DataFrame([{"Because of": "Now also CL-0210 & INT-7"}]), "Changed")
    assert (
        '<td>Now also <span class="reference">CL-0210</span> &amp; '
        '<span class="reference">INT-7</span></td>'
    ) in html


def test_what_is_not_recorded_is_counted_by_sheet_and_a_sheet_that_is_not_loaded_is_named(
    demo_engine: Engine,
) -> None:
    on = date(2022, 11, 22)
    with demo_engine.connect() as connection:
        newest = connection.execute(text("SELECT max(import_id) FROM import_run")).scalar_one()
        visits = connection.execute(
            text(
                "SELECT parent_or_carer, seen_alone, view_recorded FROM visit "
                "WHERE outcome = 'Seen' AND known_until IS NULL "
                "AND visited_on BETWEEN '2022-01-01' AND '2022-11-22'"
            )
        ).all()
        messages = (
            connection.execute(
                text(
                    "SELECT child_ref FROM sca_referral WHERE known_until IS NULL "
                    "AND received_on BETWEEN '2022-01-01' AND '2022-11-22'"
                )
            )
            .scalars()
            .all()
        )
    filters = Filters(on, named_period("calendar-year", on), newest)

    def answer(asked: Question) -> Any:
        return ask(asked, OPERATOR, filters, from_database(demo_engine))

    run = SimpleNamespace(
        filters=filters,
        ask=answer,
        days_covered=lambda sheet: None if sheet == "nrm" else (None, on),
    )
    html = not_recorded.table(cast(Run, run))
    rows = dict(re.findall(r"<tr><td>(\w+)</td><td>(.*?)</td>", html))
    assert set(rows) == {
        "visits",
        "sca_in",
        "missing",
        "encounters",
        "education",
        "panel_meetings",
        "panel_actions",
    }
    assert f"Tracker ref</td><td class=n>{messages.count(None)}</td>" in html
    whats = ("Parent or carer", "Seen alone", "Own view recorded")
    for what, column in zip(whats, zip(*visits, strict=True), strict=True):
        of = f"{what}, where the child was seen</td><td class=n>{column.count(None)}</td>"
        assert f"{of}<td class=n>{len(visits)}</td>" in html
    assert "No referrals to the NRM have been loaded." in html
    assert "Nothing that is counted is missing in searches and referrals." in html
