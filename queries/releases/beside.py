"""What is shown beside the exact figures of a partner's areas: of districts and the force.

A reader who knows the exact figures of an area can subtract them. Where a district has two areas,
the district less one area is the other. So only what a release publishes stands beside exact
figures. That alone is not enough: a release that hides both areas of a district, and shows the
district, relies on neither being known. Therefore:

- An account never has both: with an agreement it is refused the releases (`queries.access`), and
  all it ever sees of districts and the force is decided here, for all areas of its agreement at
  once, when the summaries are issued.
- A figure of a district or of the force is shown only if the release publishes it and subtracting
  the exact figures gives nobody away: the release shows those areas' own figures anyway, or the
  figure is 0, or at least the threshold is left, for two or more other areas together. Children
  whose area is not recorded count as an area.
- A breakdown is shown whole or not at all, because its categories add up to the total; what is left
  in its categories that the release hides has to reach the threshold too. Added and removed are
  shown together or not at all, because they explain the change of the total.

What remains: readers may remember what they were shown before, or under, an agreement, and two
partners may tell each other what they see. No rule here prevents that; the agreement has to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from queries.disclosure.layout import FLOWS, Cell
from queries.scope import FORCE

# Measures that stand beside exact figures together or not at all.
BLOCKS = (("on_tracker",), ("status",), ("age",), ("gender",), FLOWS)
FEWEST_OTHERS = 2


def beside(
    own: Collection[str],
    districts: Mapping[str, str],
    released: Mapping[Cell, int | None],
    exact: Mapping[Cell, int],
    threshold: int,
) -> dict[Cell, int | None]:
    """The figures of the districts of the areas `own`, and of the force: None, where one may not
    be shown.

    `districts`: the district of every area there is. `released`: every cell of a release that is
    not withheld. `exact`: the true counts of the areas at its month end; 0 where one is left out.
    """
    found: dict[Cell, int | None] = {}
    for place in (*dict.fromkeys(districts[area] for area in own), FORCE):
        own_inside = [area for area in own if place in (FORCE, districts[area])]
        all_inside = [area for area in districts if place in (FORCE, districts[area])]
        others = len(all_inside) - len(own_inside) + (place == FORCE)  # those of no known area
        for block in BLOCKS:
            cells = [cell for cell in released if cell.geography == place and cell.measure in block]
            remaining = _remaining(own_inside, Cell(place, "on_tracker"), cells, released, exact)
            is_safe = not remaining or (others >= FEWEST_OTHERS and min(remaining) >= threshold)
            found |= {cell: released[cell] if is_safe else None for cell in cells}
    return found


def _remaining(
    own_inside: Collection[str],
    total: Cell,
    cells: Collection[Cell],
    released: Mapping[Cell, int | None],
    exact: Mapping[Cell, int],
) -> list[int]:
    """What is left of a place after subtracting the areas inside, for its total, each category
    shown, and all hidden categories together; without the numbers that the release shows anyway."""
    remaining: dict[Cell, int] = {}
    is_public: dict[Cell, bool] = {}
    for cell in (total, *cells):
        value = released.get(cell)
        if value is not None:
            own = [cell._replace(geography=area) for area in own_inside]
            remaining[cell] = value - sum(exact.get(each, 0) for each in own)
            is_public[cell] = value == 0 or all(released.get(each) is not None for each in own)
    found = [remaining[cell] for cell in remaining if not is_public[cell]]
    shown = [cell for cell in cells if cell.category and cell in remaining]
    is_partly_hidden = any(cell.category and cell not in remaining for cell in cells)
    if total in remaining and is_partly_hidden and not all(is_public.values()):
        found.append(remaining[total] - sum(remaining[cell] for cell in shown))
    return found
