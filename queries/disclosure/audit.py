"""The hunt for worlds that show each small count to be any small count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from queries.disclosure.feasible_tables import Bounds, Key, Numbers, Place, Worlds

EAGERNESS = (0.5, 0.0, 0.0, 0.15, 0.0, 0.1, 0.0, 0.05)
"""For each try at one value: how many of the other values still wanted it reaches for as well."""

Model = Callable[[], Worlds]
Permitted = Callable[[Numbers], bool]


@dataclass(frozen=True)
class Wish:
    """Something that must be possible, and the ways to try: changes within bounds at places."""

    key: Key
    ways: tuple[Mapping[Place, Bounds], ...]
    granted: Callable[[Numbers], bool]


@dataclass
class Hunt:
    """The search for worlds that show what is asked to be possible.

    `wanted`: the values that each small count must be able to have. `loose`: hidden numbers that
    must be able to differ from the truth. `wishes`: what else must be possible.
    """

    counts: Numbers
    places: Mapping[Key, Place]
    wanted: dict[Key, set[int]]
    loose: set[Key]
    wishes: list[Wish]
    world_of: Callable[[Numbers], Numbers]
    permitted: Permitted

    def run(self, models: Sequence[Model], all_of_it: bool = True) -> None:
        """Search the models in turn; what could not be shown possible is left in the three lists.

        `all_of_it`: False to stop at the first such thing.
        """
        rng = np.random.default_rng(1)
        for number, model in enumerate(models):
            if self.unmet:
                self._search(model(), rng, all_of_it or number < len(models) - 1)

    @property
    def unmet(self) -> list[Key]:
        """The keys of all that has not been shown possible yet."""
        return [*self.wanted, *(wish.key for wish in self.wishes), *sorted(self.loose)]

    def _search(self, worlds: Worlds, rng: np.random.Generator, all_of_it: bool) -> None:
        for key in list(self.wanted):
            if worlds.holds(self.places[key]):
                self._want(worlds, rng, key)
            if key in self.wanted and not all_of_it:
                return
        for wish in list(self.wishes):
            for way in wish.ways:
                if wish in self.wishes and all(worlds.holds(place) for place in way):
                    self._try(worlds, rng, way)
        for key in sorted(self.loose):
            if worlds.holds(self.places[key]):
                self._loosen(worlds, rng, key)
            if key in self.loose and not all_of_it:
                return

    def _want(self, worlds: Worlds, rng: np.random.Generator, key: Key) -> None:
        """Try for each value that a small count must be able to have."""
        for value in sorted(self.wanted.get(key, ())):
            change = value - int(self.counts[key])
            for attempt, eagerness in enumerate(EAGERNESS):
                if value not in self.wanted.get(key, ()):
                    break
                pin = {self.places[key]: (change, change)}
                found = self._try(worlds, rng, pin, eagerness, afresh=attempt > 1)
                if not found and not eagerness:
                    break

    def _loosen(self, worlds: Worlds, rng: np.random.Generator, key: Key) -> None:
        """Try for another number than the true one: more, or fewer."""
        for bounds in ((1.0, inf), (-inf, -1.0)):
            if key in self.loose:
                self._try(worlds, rng, {self.places[key]: bounds})

    def _try(
        self,
        worlds: Worlds,
        rng: np.random.Generator,
        pin: Mapping[Place, Bounds],
        eagerness: float = 0.0,
        afresh: bool = False,
    ) -> bool:
        """Look for a world, and learn from it; False where there is none."""
        if afresh:
            worlds.costs = rng.integers(2, 6, 2 * worlds.size).astype(float)
        costs = worlds.costs.copy() if eagerness else worlds.costs
        fixed = dict(pin)
        if eagerness:
            for key, values in self.wanted.items():
                place = self.places[key]
                column = worlds.column(place)
                if column is None or place in fixed or rng.random() > eagerness:
                    continue
                change = int(rng.choice(sorted(values))) - int(self.counts[key])
                fixed[place] = (min(0, change), max(0, change))
                costs[column if change > 0 else column + worlds.size] = -6.0
        changes = worlds.find(costs, fixed)
        if changes is None:
            return False
        world = self.world_of(changes)
        if self.permitted(world):
            self._learn(world)
        return True

    def _learn(self, world: Numbers) -> None:
        for key in list(self.wanted):
            self.wanted[key].discard(int(world[key]))
            if not self.wanted[key]:
                del self.wanted[key]
        self.loose = {key for key in self.loose if world[key] == self.counts[key]}
        self.wishes = [wish for wish in self.wishes if not wish.granted(world)]
