"""Step 2, the audit: search for tables in which the hidden counts have other values.

A count is protected once a table is found for each value that it must be able to have. One table
often serves many counts, so each table found is checked against all of them. A table counts only
while the same release could be made of it: while each hidden count that is small in it can be each
of 1, 2, 3 and 4 in the tables that count. What remains at the end is exposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from queries.disclosure.feasible_tables import Bounds, FeasibleTables, Key, Numbers, Place
from queries.disclosure.month import Mask

Model = Callable[[], FeasibleTables]


@dataclass(frozen=True)
class Requirement:
    """Something that must be possible.

    `alternatives`: changes, each within bounds at some places, any of which would bring it about.
    `is_met`: whether it is so in one of some tables.
    """

    key: Key
    alternatives: tuple[Mapping[Place, Bounds], ...]
    is_met: Callable[[Numbers], bool]


@dataclass
class Audit:
    """The search for tables, and those that were found.

    `hidden`: the counts that are hidden. `places`: where the models have each count. `required`:
    the hidden counts that are small, each of which must be able to have every small value.
    `requirements`: what else must be possible. `table_of` makes a whole table from the changes that
    a model finds. `share_of_others`: of the other values still missing, the share that the first
    attempt at a value includes. `exclusions`: bounds that keep counts from being small, where the
    models do not find every small value for them.
    """

    counts: Numbers
    hidden: Mask
    threshold: int
    places: Mapping[Key, Place]
    required: Sequence[Key]
    requirements: Sequence[Requirement]
    table_of: Callable[[Numbers], Numbers]
    rng: np.random.Generator
    share_of_others: float = 0.5
    tables: list[Numbers] = field(default_factory=list)
    exclusions: dict[Place, Bounds] = field(default_factory=dict)

    def run(self, models: Sequence[Model]) -> None:
        """Search the models in turn, until what is required was found possible."""
        self._found = np.zeros((self.threshold, *self.counts.shape), bool)
        self._add_table(self.counts)
        built: list[FeasibleTables] = []
        for model in models:
            if built and not self.unmet:
                break
            built.append(model())
            self._search(built[-1])
        while True:
            partly = _with_some_small_values(
                self._found[1:], self.counts, self.hidden, self.threshold
            )
            if not partly:
                return
            # A count that is not small in truth must be able to have every small value, or none:
            # otherwise a table in which it is small would not be given the same release.
            failed = [key for key in partly if not self._find_missing(built, key)]
            for key in failed:
                self._exclude_small_values(key)
            if failed:
                for tables in built:
                    self._search(tables)

    @property
    def unmet(self) -> list[Key]:
        """The keys of everything that has not been shown possible."""
        return unmet(np.array(self.tables), self.required, self.requirements, self.threshold)

    def _missing_values(self, key: Key) -> list[int]:
        return [value for value in range(1, self.threshold) if not self._found[value, *key]]

    def _add_table(self, table: Numbers) -> None:
        self.tables.append(table)
        for value in range(1, self.threshold):
            self._found[value] |= table == value
        self._all_found: Mask = np.all(self._found[1:], axis=0, keepdims=False)

    def _search(self, tables: FeasibleTables) -> None:
        """Look in one model for what is required and has not been found."""
        for key in self.required:
            if tables.can_change(self.places[key]):
                self._find_missing([tables], key)
        for requirement in self.requirements:
            for alternative in requirement.alternatives:
                if not requirement.is_met(np.array(self.tables)) and all(
                    tables.can_change(place) for place in alternative
                ):
                    self._attempt(tables, alternative)

    def _find_missing(self, models: Sequence[FeasibleTables], key: Key) -> bool:
        """Look for a table for each value that a small count must be able to have."""
        place = self.places[key]
        for value in self._missing_values(key):
            pin = {place: (value - int(self.counts[key]),) * 2}
            for tables in models:
                if not self._found[value, *key] and tables.can_change(place):
                    with_others = self.share_of_others and self._attempt(
                        tables, pin, self.share_of_others
                    )
                    if not with_others:
                        self._attempt(tables, pin)
            if not self._found[value, *key]:
                return False
        return True

    def _attempt(
        self, tables: FeasibleTables, pin: Mapping[Place, Bounds], share_of_others: float = 0.0
    ) -> bool:
        """Look for a table and keep it; False if there is none."""
        costs = tables.costs.copy() if share_of_others else tables.costs
        fixed = dict(pin)
        for place, (low, high) in self.exclusions.items():
            if tables.can_change(place):
                own_low, own_high = fixed.get(place, (-inf, inf))
                fixed[place] = max(low, own_low), min(high, own_high)
        if share_of_others:
            for key in self.required:
                place = self.places[key]
                if self._all_found[key] or self.rng.random() > share_of_others:
                    continue
                if place.is_row or place in fixed:
                    continue
                change = int(self.rng.choice(self._missing_values(key))) - int(self.counts[key])
                fixed[place] = (min(0, change), max(0, change))
                # Worth more than any change costs, so it is made wherever it is possible.
                costs[place.index + (0 if change > 0 else tables.size)] = -6.0
        changes = tables.find(costs, fixed)
        if changes is None:
            return False
        self._add_table(self.table_of(changes))
        return True

    def _exclude_small_values(self, key: Key) -> None:
        """Leave out the tables in which a count is small that is not so in truth."""
        count = int(self.counts[key])
        self.exclusions[self.places[key]] = (self.threshold - count, inf) if count else (0.0, 0.0)
        kept = [table for table in self.tables if not 0 < int(table[key]) < self.threshold]
        self.tables = []
        self._found[:] = False
        for table in kept:
            self._add_table(table)


def unmet(
    tables: Numbers, required: Sequence[Key], requirements: Sequence[Requirement], threshold: int
) -> list[Key]:
    """The small counts that do not have every small value in the tables; then what else is not
    possible in any of them."""
    every: Mask = np.all(_values_found(tables, threshold), axis=0, keepdims=False)
    return [
        *(key for key in required if not every[key]),
        *(requirement.key for requirement in requirements if not requirement.is_met(tables)),
    ]


def partly_possible(tables: Numbers, counts: Numbers, hidden: Mask, threshold: int) -> list[Key]:
    """The hidden counts, not small in truth, that have some but not all small values in tables."""
    return _with_some_small_values(_values_found(tables, threshold), counts, hidden, threshold)


def _with_some_small_values(has: Mask, counts: Numbers, hidden: Mask, threshold: int) -> list[Key]:
    small = (counts > 0) & (counts < threshold)
    partly = has.any(axis=0) & ~has.all(axis=0) & hidden & ~small
    return [(int(node), int(column)) for node, column in np.argwhere(partly)]


def _values_found(tables: Numbers, threshold: int) -> Mask:
    """Whether each count has each small value in some table."""
    return np.array([(tables == value).any(axis=0) for value in range(1, threshold)])
