"""The secret choice: which of several safe patterns is taken is drawn from a secret.

A reader who knows the method could otherwise repeat it on every table that agrees with a release,
and keep those that give the same release. Each installation draws its secret once and keeps it with
its releases, so that it makes the same release again. It never leaves the database.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date

EXTRA = 1 / 8
"""How often a count is hidden, or stays hidden, although the audit does not ask for it."""


@dataclass(frozen=True)
class SecretChoice:
    """The draws for one release. The same secret and month end always give the same draws."""

    secret: str
    month_end: date

    def draw(self, *what: object) -> float:
        """A number of at least 0 and below 1, drawn for the thing that `what` names."""
        name = "\n".join(map(str, (self.month_end, *what)))
        drawn = hmac.digest(self.secret.encode(), name.encode(), "sha256")
        return int.from_bytes(drawn[:7]) / 256**7

    def is_extra(self, *what: object) -> bool:
        """Whether something is hidden although nothing asks for it."""
        return self.draw("extra", *what) < EXTRA
