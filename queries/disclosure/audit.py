"""Step 2, the audit: search for feasible tables in which the hidden counts have other values.

A count is protected once a permitted feasible table is found for each value that it must be able to
have. One table often serves many counts, so each table found is checked against all of them. What
remains at the end is exposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place

SHARES_OF_OTHERS = (0.5, 0.0, 0.0, 0.15, 0.0, 0.1, 0.0, 0.05)
"""For each attempt at one value: the share of the other required values that it includes."""

Model = Callable[[], FeasibleTables]
Permitted = Callable[[Numbers], bool]


@dataclass(frozen=True)
class Requirement:
    """Something that must be possible.

    `alternatives`: changes, each within bounds at some places, any of which would bring it about.
    """

    key: Key
    alternatives: tuple[Mapping[Place, Bounds], ...]
    is_met: Callable[[Numbers], bool]


@dataclass
class Audit:
    """The search for feasible tables, and what has not been shown possible yet.

    `required_values`: the values that each small count must be able to have. `must_vary`: hidden
    numbers that
    must be able to differ from the truth. `requirements`: what else must be possible.
    """

    counts: Numbers
    places: Mapping[Key, Place]
    required_values: dict[Key, set[int]]
    must_vary: set[Key]
    requirements: list[Requirement]
    table_of: Callable[[Numbers], Numbers]
    permitted: Permitted

    def run(self, models: Sequence[Model], find_all: bool = True) -> None:
        """Search the models in turn, and take off the three lists what was shown possible.

        `find_all`: False to stop at the first thing that the last model cannot show possible.
        """
        rng = np.random.default_rng(1)
        for number, model in enumerate(models):
            if self.unmet:
                self._search(model(), rng, find_all or number < len(models) - 1)

    @property
    def unmet(self) -> list[Key]:
        """The keys of everything that has not been shown possible yet."""
        return [
            *self.required_values,
            *(requirement.key for requirement in self.requirements),
            *sorted(self.must_vary),
        ]

    def _search(self, tables: FeasibleTables, rng: np.random.Generator, find_all: bool) -> None:
        for key in list(self.required_values):
            if tables.holds(self.places[key]):
                self._seek_required_values(tables, rng, key)
            if key in self.required_values and not find_all:
                return
        for requirement in list(self.requirements):
            for alternative in requirement.alternatives:
                if requirement in self.requirements and all(
                    tables.holds(place) for place in alternative
                ):
                    self._attempt(tables, rng, alternative)
        for key in sorted(self.must_vary):
            if tables.holds(self.places[key]):
                self._seek_another_value(tables, rng, key)
            if key in self.must_vary and not find_all:
                return

    def _seek_required_values(
        self, tables: FeasibleTables, rng: np.random.Generator, key: Key
    ) -> None:
        """Look for a table for each value that a small count must be able to have."""
        for value in sorted(self.required_values.get(key, ())):
            change = value - int(self.counts[key])
            for attempt, share_of_others in enumerate(SHARES_OF_OTHERS):
                if value not in self.required_values.get(key, ()):
                    break
                pin = {self.places[key]: (change, change)}
                found = self._attempt(tables, rng, pin, share_of_others, new_costs=attempt > 1)
                if not found and not share_of_others:
                    break

    def _seek_another_value(
        self, tables: FeasibleTables, rng: np.random.Generator, key: Key
    ) -> None:
        """Look for a table in which a count is higher than in truth, or else lower."""
        for bounds in ((1.0, inf), (-inf, -1.0)):
            if key in self.must_vary:
                self._attempt(tables, rng, {self.places[key]: bounds})

    def _attempt(
        self,
        tables: FeasibleTables,
        rng: np.random.Generator,
        pin: Mapping[Place, Bounds],
        share_of_others: float = 0.0,
        new_costs: bool = False,
    ) -> bool:
        """Look for a feasible table and record what it shows; False if there is none.

        `new_costs`: draw other costs, so that the search leads to another table.
        """
        if new_costs:
            tables.costs = rng.integers(2, 6, 2 * tables.size).astype(float)
        costs = tables.costs.copy() if share_of_others else tables.costs
        fixed = dict(pin)
        if share_of_others:
            for key, values in self.required_values.items():
                place = self.places[key]
                column = tables.column(place)
                if column is None or place in fixed or rng.random() > share_of_others:
                    continue
                change = int(rng.choice(sorted(values))) - int(self.counts[key])
                fixed[place] = (min(0, change), max(0, change))
                costs[column if change > 0 else column + tables.size] = -6.0
        changes = tables.find(costs, fixed)
        if changes is None:
            return False
        table = self.table_of(changes)
        if self.permitted(table):
            self._record(table)
        return True

    def _record(self, table: Numbers) -> None:
        for key in list(self.required_values):
            self.required_values[key].discard(int(table[key]))
            if not self.required_values[key]:
                del self.required_values[key]
        self.must_vary = {key for key in self.must_vary if table[key] == self.counts[key]}
        self.requirements = [
            requirement for requirement in self.requirements if not requirement.is_met(table)
        ]
