"""Leaders see exact splits that a release may hide: beneath each they are asked not to quote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pandas as pd
import pytest

from dashboard.views import VIEWS
from dashboard.views.view import NOT_TO_QUOTE, RELEASED, Finding
from queries.ask import Question
from queries.filters import Filters, last_12_months

ON = date(2022, 11, 22)
ROWS = pd.DataFrame({"children": [1]})


class Answered:
    """An answer to any question: every sheet is in, and there is one row."""

    def frame(self) -> pd.DataFrame:
        return ROWS

    def pairs(self) -> dict[str, date]:
        sheets = (view.question.sheet for view in VIEWS.values())
        return {sheet: ON for sheet in sheets if sheet}


def asked(_: Question) -> Any:
    return Answered()


@pytest.mark.parametrize("name", VIEWS)
def test_beneath_each_split_that_a_release_has_it_says_not_to_quote_it(name: str) -> None:
    view = replace(VIEWS[name], describe=lambda *_: Finding("Said", ROWS, ROWS), by=())
    found = view.finding(cast(Any, asked), Filters(ON, last_12_months(ON), 1))
    assert (NOT_TO_QUOTE in found.notes) == (view.question in RELEASED)
