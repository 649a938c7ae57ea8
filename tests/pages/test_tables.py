"""Tables as HTML: what stands in a cell, and which tables a phone shows as blocks."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.style import tables

TEXTS = {"Name & place": "a < b", "About": None, "Owner": "x", "Due on": date(2022, 11, 22)}


@pytest.mark.parametrize(
    ("further", "in_blocks"),
    [
        ({}, False),
        ({"State": "To do"}, True),
        ({"Children": 12}, True),
        ({"Children": 1, "Reports": 2, "Visits": 3, "Days": 4}, False),
    ],
)
def test_only_a_wide_table_of_text_names_the_column_in_each_cell(
    further: dict[str, object], in_blocks: bool
) -> None:
    html = tables.as_html(pd.DataFrame([{**TEXTS, **further}]), "What was promised")

    assert ('class="table wide in-blocks"' in html) == in_blocks
    assert "of-figures" not in html
    assert ('data-column="Name &amp; place">a &lt; b</td>' in html) == in_blocks
    assert "a &lt; b</td>" in html
    assert "<td class=day" in html
    assert "22 November 2022</td>" in html


def test_a_wide_table_of_figures_stands_close_together_on_a_phone() -> None:
    figures = {"Duty": "PND", "Overdue": 1, "Due": 0, "Done late": 2, "Done in time": 3}
    html = tables.as_html(pd.DataFrame([figures]), "Duties by state")

    assert 'class="table wide of-figures"' in html


def test_no_reference_is_broken_over_two_lines() -> None:
    html = tables.as_html(pd.DataFrame([{"Because of": "Now also CL-0210 & INT-7"}]), "Changed")
    assert (
        '<td>Now also <span class="reference">CL-0210</span> &amp; '
        '<span class="reference">INT-7</span></td>'
    ) in html
