"""The slow answer for each cell of a release, in plain Python over lists of records."""

from __future__ import annotations

from queries.disclosure.layout import Cell
from queries.filters import Filters
from tests.invented.records import Records, Spell
from tests.slow.counting_rules import DISTRICT, age, children_on, entries_added, entries_removed


def age_band(years: int | None) -> str:
    """The age band, as a release names it, of an age in years."""
    for label, ages in (("10 to 13", (10, 13)), ("14 to 15", (14, 15)), ("16 to 17", (16, 17))):
        if years is not None and ages[0] <= years <= ages[1]:
            return label
    return "Other or unknown"


def slow_cell(records: Records, filters: Filters, cell: Cell) -> int:
    """The count of one cell of a release, by going through every child."""

    def here(spell: Spell) -> bool:
        district = DISTRICT[spell.area_code] if spell.area_code else None
        return cell.geography in (spell.area_code or "Unknown", district, "Force")

    if cell.measure == "added":
        return sum(here(stay.spells[0]) for stay in entries_added(records, filters))
    if cell.measure == "removed":
        return sum(here(stay.spells[-1]) for stay in entries_removed(records, filters))
    total = 0
    for stay, spell in children_on(records, filters, filters.as_at):
        kinds = {
            "on_tracker": None,
            "status": spell.status,
            "age": age_band(age(stay.child.date_of_birth, filters.as_at)),
            "gender": stay.child.gender,
        }
        total += here(spell) and kinds[cell.measure] == cell.category
    return total
