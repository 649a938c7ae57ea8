"""A row of the table: what was measured, what it is compared with, and whether it reaches its
target."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from typing import Any

HEAD = "| what | ours | beside it | ratio | target | reached |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Measurement:
    """A median and the 95th centile; a single value is both."""

    median: float
    centile_95: float

    @classmethod
    def milliseconds(cls, seconds: list[float]) -> Measurement:
        """The median and the 95th centile of some seconds, in milliseconds."""
        centile_95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
        return cls(statistics.median(seconds) * 1e3, centile_95 * 1e3)

    @classmethod
    def once(cls, value: float) -> Measurement:
        """A single measurement."""
        return cls(value, value)

    def __str__(self) -> str:
        return f"{self.median:,.0f}" + (
            f" / {self.centile_95:,.0f}" if self.centile_95 != self.median else ""
        )


@dataclass(frozen=True)
class Target:
    """The limit: a multiple of what it is compared with, or an amount in the row's unit. `of` says
    what must keep to it: the median, the 95th centile, or both."""

    limit: float
    is_ratio: bool = True
    of: tuple[str, ...] = ("median",)


@dataclass(frozen=True)
class Row:
    """One row. It is compared with the floor, unless `against` says otherwise."""

    what: str
    target: Target
    ours: Measurement
    beside: Measurement | None = None
    unit: str = "ms"
    against: str = "floor"
    note: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached."""
        for name in self.target.of:
            found = getattr(self.ours, name)
            if self.target.is_ratio:
                found /= getattr(self.beside, name)
            if found > self.target.limit:
                return False
        return True

    @property
    def line(self) -> str:
        """The row of the table."""
        target, ours, beside = self.target, self.ours, self.beside
        ratio = f"{ours.median / beside.median:.2f}" if beside else ""
        if beside and ours.centile_95 != ours.median:
            ratio += f" / {ours.centile_95 / beside.centile_95:.2f}"
        cells = (
            self.what + (f" ({self.note})" if self.note else ""),
            f"{ours} {self.unit}",
            f"{beside} {self.unit}, {self.against}" if beside else "",
            ratio,
            f"{target.limit:,g} " + (f"× {self.against}" if target.is_ratio else self.unit),
            "yes" if self.is_reached else "**no**",
        )
        return f"| {' | '.join(cells)} |"

    def as_json(self) -> dict[str, Any]:
        """The row as JSON."""
        return asdict(self) | {"is_reached": self.is_reached}
