"""The soak test: random forces, released at 24 month ends, and attacked.

    python -m tests.disclosure.soak --cases 1000 --processes 2

prints by shape of force how much was released and hidden and how long it took. It exits with 1 if
the attacker succeeds anywhere, or if releasing the largest force takes longer than is promised.
Each case takes the next shape, so 1,000 cases try each shape about 50 times, with different
children.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from queries.disclosure.layout import Cell, Geography, Layout, MonthCounts
from queries.disclosure.publishing import publish
from tests.disclosure.attacker import Attack, ReleasedCell, bounds_by_reasoning, successes

STATUS = ("Open to the County Lines team", "Vulnerable to County Lines")
AGE = ("10 to 13", "14 to 15", "16 to 17", "Other or unknown")
GENDER = ("Male", "Female", "Other", "Unknown")
CATEGORIES: Mapping[str, tuple[str, ...]] = {"status": STATUS, "age": AGE, "gender": GENDER}


def layout(city: int = 5, county: int = 7, threshold: int = 5, others: int = 0) -> Layout:
    """A force of two districts with this many areas, and further districts like the second."""
    districts = {"City": city, "County": county}
    districts |= {f"District {n}": county for n in range(others)}
    geographies = [
        Geography("area", f"{name.lower()}-{n}", name)
        for name, areas in districts.items()
        for n in range(areas)
    ]
    geographies += [
        Geography("unknown", "unknown"),
        *(Geography("district", name) for name in districts),
        Geography("force", "force"),
    ]
    return Layout(tuple(geographies), CATEGORIES, threshold)


@dataclass(frozen=True)
class Spell:
    """One unbroken stretch of a child's time on the tracker; months are whole numbers."""

    starts: int
    ends: int
    area: str
    status: str


@dataclass(frozen=True)
class Child:
    """An invented child: month of birth (None: unknown), and how late the child was recorded."""

    born: int | None
    gender: str
    spells: tuple[Spell, ...]
    months_late: int = 0


@dataclass(frozen=True)
class Shape:
    """The characteristics of a force to invent."""

    name: str
    children: int
    city: int = 5
    county: int = 7
    others: int = 0
    months: int = 24
    areas_used: int | None = None
    first_area: float = 1.0
    """How many times as many children the first area has as it would have by chance."""
    female: float = 0.12
    other_gender: float = 0.01
    unknown_area: float = 0.02
    open_share: float = 0.36
    young: float = 0.1
    stay: float = 13.0
    moves: float = 0.02
    late: float = 0.0


# Shapes have 12 areas, as Nottinghamshire Police, or 5, which are quicker to audit.
SHAPES = (
    Shape("force of 42", 42),
    Shape("force of 42, all known", 42, other_gender=0, unknown_area=0),
    Shape("all in one area", 42, areas_used=1, unknown_area=0),
    Shape("busy", 150),
    Shape("large", 600),
    Shape("three children", 3),
    Shape("nobody", 0),
    Shape("few join", 20, city=2, county=3, stay=40),
    Shape("recorded late", 20, city=2, county=3, other_gender=0, late=0.1),
    Shape("in two areas", 30, city=2, county=3, areas_used=2),
    Shape("all male", 20, city=2, county=3, female=0, other_gender=0),
    Shape("all vulnerable", 20, city=2, county=3, open_share=0),
    Shape("tiny", 10, city=2, county=3, stay=9),
    Shape("many without an area", 20, city=2, county=3, unknown_area=0.3),
    Shape("one a month", 20, city=2, county=3, stay=20),
    Shape("small map, many", 60, city=2, county=3),
    Shape("one-area district", 25, city=1, county=4),
    Shape("one dominating area", 30, city=2, county=3, first_area=20),
    Shape("20 areas in 5 districts", 80, city=4, county=4, others=3),
    Shape("every kind", 30, city=2, county=3, female=0.4, other_gender=0.15, young=0.4),
)
LARGEST = Shape("60 areas in 5 districts", 240, city=12, county=12, others=3)
MOST_SECONDS = 120
"""The processor time within which two years of the largest force have to be released."""
MOST_SOLVED = 60
"""How many suppressed counts of a case are attacked by linear programming as well."""


def invent(shape: Shape, seed: int) -> list[Child]:
    """Children with their spells, from five years before the first release."""
    rng = random.Random(f"{shape.name}/{seed}")
    force_layout = layout(shape.city, shape.county, others=shape.others)
    areas = [g.code for g in force_layout.geographies if g.kind == "area"]
    if shape.areas_used is not None:
        areas = rng.sample(areas, shape.areas_used)
    weights = [rng.gammavariate(2.0, 1.0) + 0.05 for _ in areas]
    weights[0] *= shape.first_area
    arrivals = shape.children / shape.stay

    def area() -> str:
        if rng.random() < shape.unknown_area:
            return "unknown"
        return rng.choices(areas, weights)[0]

    def status() -> str:
        return STATUS[0] if rng.random() < shape.open_share else STATUS[1]

    children = []
    for month in range(-60, shape.months):
        joining = int(arrivals) + (rng.random() < arrivals % 1)
        joining += rng.choice((-1, 0, 0, 1)) if joining else 0
        for _ in range(joining):
            years = rng.randint(10, 13) if rng.random() < shape.young else rng.randint(14, 17)
            born = None if rng.random() < 0.01 else month - 12 * years - rng.randint(0, 11)
            leaves = month + int(rng.expovariate(1 / shape.stay) + 0.5)
            if born is not None:
                leaves = min(leaves, born + 12 * 18)
            spells, starts, here, now = [], month, area(), status()
            for at in range(month + 1, leaves):
                there = area() if rng.random() < shape.moves else here
                then = status() if rng.random() < 0.04 else now
                if (there, then) != (here, now):
                    spells.append(Spell(starts, at, here, now))
                    starts, here, now = at, there, then
            spells.append(Spell(starts, leaves, here, now))
            draw = rng.random()
            gender = _gender(draw, shape)
            late = rng.randint(1, 3) if rng.random() < shape.late else 0
            children.append(Child(born, gender, tuple(spells), late))
    return children


def _gender(draw: float, shape: Shape) -> str:
    """The gender of a child, by a number drawn from 0 to 1."""
    if draw < shape.other_gender / 2:
        return GENDER[2]
    if draw < shape.other_gender:
        return GENDER[3]
    return GENDER[1] if draw < shape.other_gender + shape.female else GENDER[0]


def _band(born: int | None, month: int) -> str:
    years = None if born is None else (month - born) // 12
    if years is None or not 10 <= years <= 17:
        return AGE[3]
    if years < 14:
        return AGE[0]
    return AGE[1] if years < 16 else AGE[2]


def month_end(month: int) -> date:
    """The last day of a month counted from January 2021."""
    following = month + 1
    return date(2021 + following // 12, following % 12 + 1, 1) - timedelta(days=1)


def counted(children: list[Child], of: Layout, month: int) -> MonthCounts:
    """The true counts of one month end, and of the 12 months up to it."""
    counts = dict.fromkeys(of.cells(), 0)
    in_month: Counter[Cell] = Counter()
    above = {
        g.code: [g.code, "force"] + ([g.district] if g.district else [])
        for g in of.geographies
        if g.kind in ("area", "unknown")
    }

    def add(area: str, measure: str, category: str | None = None) -> None:
        for code in above[area]:
            counts[Cell(code, measure, category)] += 1

    for child in children:
        if child.spells[0].starts + child.months_late > month:
            continue
        for spell in child.spells:
            if spell.starts <= month < spell.ends:
                add(spell.area, "on_tracker")
                add(spell.area, "status", spell.status)
                add(spell.area, "age", _band(child.born, month))
                add(spell.area, "gender", child.gender)
        for flow, at, area in (
            ("added", child.spells[0].starts, child.spells[0].area),
            ("removed", child.spells[-1].ends, child.spells[-1].area),
        ):
            if month - 12 < at <= month:
                add(area, flow)
            if month == at:
                in_month[Cell(area, flow)] += 1
    return MonthCounts(month_end(month), counts, in_month)


def months_of(shape: Shape, seed: int) -> tuple[Layout, list[MonthCounts]]:
    """One invented force: its geography, and its true counts at every month end."""
    force_layout = layout(shape.city, shape.county, others=shape.others)
    children = invent(shape, seed)
    return force_layout, [counted(children, force_layout, month) for month in range(shape.months)]


def net_moves(of: Layout, months: list[MonthCounts]) -> dict[tuple[date, str], int]:
    """How many more children moved into each area than out of it, by month end and area."""
    moved = {}
    for before, after in pairwise(months):
        for place in of.geographies:
            total = Cell(place.code, "on_tracker")
            added, removed = (
                after.in_month.get(Cell(place.code, flow), 0) for flow in ("added", "removed")
            )
            change = after.counts[total] - before.counts[total]
            moved[after.month_end, place.code] = change - added + removed
    return moved


@dataclass(frozen=True)
class Outcome:
    """The result of one case."""

    shape: str
    seed: int
    seconds: float
    releases: int
    withheld: int
    cells: int
    suppressed: int
    broken: tuple[str, ...]


def attack_one(shape: Shape, seed: int, solved: int = MOST_SOLVED) -> Outcome:
    """Invent one force, release it, and attack the releases with everything published."""
    force_layout, months = months_of(shape, seed)
    started = time.process_time()
    published = publish(months, force_layout, secret=str(seed))
    seconds = time.process_time() - started
    truth = {ReleasedCell(m.month_end, cell): n for m in months for cell, n in m.counts.items()}
    # Late records break the sums between months, so only each month is attacked.
    moves = None if shape.late else net_moves(force_layout, months)
    attack = Attack(force_layout, published, over_time=not shape.late, net_moves=moves)
    attack.reason()
    broken = list(successes(bounds_by_reasoning(attack), truth, force_layout.threshold))
    if not broken:
        number = min(solved, len(attack.suppressed))
        targets = random.Random(seed).sample(attack.suppressed, number)
        broken = list(successes(attack.solve(targets), truth, force_layout.threshold))
    shown = [p for p in published if p.withheld is None]
    return Outcome(
        shape.name,
        seed,
        seconds,
        len(published),
        len(published) - len(shown),
        sum(len(p.values) for p in shown),
        len(attack.suppressed),
        tuple(f"{known.released_cell}: {known.least} to {known.greatest}" for known, _ in broken),
    )


def seconds_to_release(shape: Shape) -> float:
    """The seconds of processor time in which one invented force is released."""
    force_layout, months = months_of(shape, 0)
    started = time.process_time()
    publish(months, force_layout, secret="0")
    return time.process_time() - started


def main() -> int:
    """Run the soak test; returns 1 if the attacker succeeded anywhere, or releasing took too
    long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    arguments = parser.parse_args()
    numbers = range(arguments.first, arguments.first + arguments.cases)
    shapes = [SHAPES[number % len(SHAPES)] for number in numbers]
    started = time.monotonic()
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(arguments.processes) as pool:
        for outcome in pool.map(attack_one, shapes, numbers):
            outcomes.append(outcome)
            for what in outcome.broken:
                print(f"BROKEN {outcome.shape} {outcome.seed}: {what}", flush=True)
            if len(outcomes) % 50 == 0:
                _print_progress(outcomes, started)
    print(f"{'shape':28}{'cases':>6}{'releases':>9}{'withheld':>9}{'hidden':>8}{'seconds':>9}")
    by_shape = sorted(outcomes, key=lambda outcome: outcome.shape)
    for shape, group in groupby(by_shape, key=lambda outcome: outcome.shape):
        cases = list(group)
        hidden = sum(o.suppressed for o in cases) / max(1, sum(o.cells for o in cases))
        releases, withheld = sum(o.releases for o in cases), sum(o.withheld for o in cases)
        seconds = sum(o.seconds for o in cases) / len(cases)
        print(f"{shape:28}{len(cases):6}{releases:9}{withheld:9}{hidden:8.0%}{seconds:9.1f}")
    _print_progress(outcomes, started)
    seconds = seconds_to_release(LARGEST)
    print(f"{LARGEST.name}: {seconds:.0f} s of processor time; at most {MOST_SECONDS} s is allowed")
    is_broken = any(outcome.broken for outcome in outcomes)
    return 1 if is_broken or seconds > MOST_SECONDS else 0


def _print_progress(outcomes: list[Outcome], started: float) -> None:
    """Print how many cases are done, and what was found so far."""
    print(
        f"{len(outcomes)} cases, {sum(o.suppressed for o in outcomes)} suppressed counts in "
        f"{sum(o.releases for o in outcomes)} releases ({sum(o.withheld for o in outcomes)} "
        f"withheld), {(time.monotonic() - started) / 60:.0f} minutes; "
        f"cases broken: {sum(bool(o.broken) for o in outcomes)}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
