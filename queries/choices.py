"""The filters that pick one value of something, such as an area or a status: each declared once.

The filter bar, the page's address, the sentence under a page's title, the access log, the command
line, what the scope narrows and what a question may ignore all follow from this list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from queries.filters import UNKNOWN, Filters, Period


@dataclass(frozen=True)
class Choice:
    """A filter by one value.

    `name` is its field of `Filters`, and its name in the address, in the access log and on the
    command line; `label` stands above its box. `column` is the column that it narrows: a relation
    without that column is not narrowed by it.

    Of a place, `area_column` is the column of the table of areas that holds its values, and
    `label_column` the one that readers see instead. Other choices offer the values that occur on
    the tracker. `within` is the wider choice that it lies in: once both are chosen, only the
    narrower is said. `unknown_label` is offered for rows whose value is not recorded. `all_label`
    is shown where neither this nor the wider choice is made. A choice that `is_seldom` made stands
    under "More filters", and is within none that is made often: those are drawn after it.
    """

    name: str
    label: str
    column: str
    area_column: str = ""
    label_column: str = ""
    within: Choice | None = None
    unknown_label: str = ""
    all_label: str = ""
    is_seldom: bool = False

    def value_in(self, filters: Filters) -> str | None:
        """The value chosen; None: all of them."""
        chosen: str | None = getattr(filters, self.name)
        return chosen


DISTRICT = Choice("district", "District", "area_code", area_column="district")
AREA = Choice(
    "area",
    "Area",
    "area_code",
    area_column="code",
    label_column="name",
    within=DISTRICT,
    unknown_label="Not recorded",
    all_label="All areas",
)
STATUS = Choice("status", "Status", "status", is_seldom=True)
GENDER = Choice("gender", "Gender", "gender", is_seldom=True)

# In the order in which the filter bar has them.
CHOICES = (DISTRICT, AREA, STATUS, GENDER)

# Filters that a question may ignore. What has a place, but no status or gender, ignores those of a
# child.
EVERY_CHOICE = tuple(choice.name for choice in CHOICES)
CHILD_CHOICES = tuple(choice.name for choice in CHOICES if not choice.area_column)
CHILD_CHOICES_AND_PERIOD = (*CHILD_CHOICES, "period")
EVERY_CHOICE_AND_PERIOD = (*EVERY_CHOICE, "period")
EVERY_FILTER = ("as_at", *EVERY_CHOICE_AND_PERIOD)


def offered_options(
    choice: Choice,
    options: Iterable[tuple[Any, ...]],
    chosen: Mapping[str, str | None],
    days: Period,
) -> dict[str, str]:
    """The options that a choice offers, given what is chosen already: each value, with its label.

    `options` are the rows of `reference.options`. A place is offered if there is one on any of the
    `days`; if it was renamed within them, by its last name.
    """
    wider = chosen.get(choice.within.name) if choice.within else None
    labels: dict[str, str] = {}
    newest: dict[str, date] = {}
    for name, value, label, within, from_on, until_on in options:
        is_there = from_on is None or (from_on <= days.end and until_on >= days.start)
        if name != choice.name or wider not in (None, within) or not is_there:
            continue
        if value not in labels or (from_on and from_on > newest[value]):
            labels[value] = label
            newest[value] = from_on
    if choice.unknown_label and wider is None:
        labels[UNKNOWN] = choice.unknown_label
    return labels


def value_for(name: str, labels: Mapping[str, str]) -> str | None:
    """The value that is meant by its code or its label, in any capitals; None where there is none.

    `labels` has the label of each value."""
    values = {label.casefold(): value for value, label in labels.items()}
    values |= {value.casefold(): value for value in labels}
    return values.get(name.casefold())
