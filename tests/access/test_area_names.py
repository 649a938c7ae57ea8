"""An account's areas are given by name or code; an unknown one is refused with a list of areas."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from data import accounts
from data.accounts import AccountRefused, operator

BY = operator("clvt users")
PASSWORD = "four-plain-words-of-mine"


@pytest.mark.parametrize("given", ["gedling", "Gedling", " GEDLING "])
def test_an_area_is_given_by_its_code_or_its_name(writing: Engine, given: str) -> None:
    areas = (given, "City North", "city-north")
    accounts.add(writing, "attendee.one", PASSWORD, "attendee", areas, by=BY)
    (listed,) = accounts.list_accounts(writing)
    assert listed.areas == ("city-north", "gedling")


def test_an_unknown_area_is_refused_with_a_list_of_areas(writing: Engine) -> None:
    with pytest.raises(AccountRefused, match=r"There is no area Atlantis\. There are: Ashfield \("):
        accounts.add(writing, "attendee.one", PASSWORD, "attendee", ("Atlantis",), by=BY)
    assert accounts.list_accounts(writing) == []
