"""Month-end area releases as they were published: stored once, in order, and never changed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex

from sqlalchemy import Connection, Engine, insert, select

from data import keys
from data.clock import utc_now
from data.tables import access_event, area_release, area_release_cell, import_run

SECRET_BYTES = 32
DEMO_SEED = "demonstration"
NAMED = "Releases made before fingerprints were kept: "

StoredCell = tuple[str, str, str | None, int | None, str | None]
"""Geography, measure, category (None: the measure has none), value, and the symbol in its place
where the value is None."""


@dataclass(frozen=True)
class Release:
    """A release as it was published, in which suppressed values are None.

    `secret` determines which counts it hides. No reader is given it.
    """

    month_end: date
    import_id: int
    threshold: int
    withheld: str | None
    cells: tuple[StoredCell, ...]
    secret: str | None = field(default=None, repr=False)
    fingerprint: str | None = field(default=None, repr=False, compare=False)

    def is_as_made(self) -> bool:
        """Whether it is what its fingerprint was made of. Raises as `data.keys.log_key` does."""
        return hmac.compare_digest(self.fingerprint or "", fingerprint(self, keys.log_key()))


def fingerprint(release: Release, key: str) -> str:
    """An HMAC of everything that a release says, which nobody can make without the key of the
    log."""
    cells = sorted([(*each[:2], each[2] or "", *each[3:]) for each in release.cells], key=str)
    content = [
        release.month_end.isoformat(),
        release.import_id,
        release.threshold,
        release.withheld,
        release.secret,
        cells,
    ]
    return hmac.new(key.encode(), json.dumps(content).encode(), hashlib.sha256).hexdigest()


def month_ends(engine: Engine) -> list[date]:
    """The month ends released, oldest first. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        return _month_ends(connection)


def _month_ends(connection: Connection) -> list[date]:
    month_end = area_release.c.month_end
    return list(connection.execute(select(month_end).order_by(month_end)).scalars())


def secret(engine: Engine) -> str:
    """The secret that determines which counts releases hide: the newest release's, or a new one.

    All demonstrations share one, so that all show the same. Raises SQLAlchemyError.
    """
    newest_first = area_release.c.month_end.desc()
    query = select(area_release.c.secret).where(area_release.c.secret.is_not(None))
    with engine.connect() as connection:
        kept = connection.execute(query.order_by(newest_first).limit(1)).scalar()
        demo = connection.execute(select(import_run.c.import_id).where(import_run.c.is_demo))
        return kept or (DEMO_SEED if demo.first() else token_hex(SECRET_BYTES))


def stored(engine: Engine) -> list[Release]:
    """Every release, oldest first. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        return read_releases(connection)


def read_releases(connection: Connection) -> list[Release]:
    """The same within a transaction."""
    cells: dict[date, list[StoredCell]] = {}
    in_order = select(area_release_cell).order_by(*area_release_cell.primary_key)
    for row in connection.execute(in_order):
        cells.setdefault(row.month_end, []).append(
            (row.geography, row.measure, row.category or None, row.value, row.symbol)
        )
    query = select(area_release).order_by(area_release.c.month_end)
    return [
        Release(
            row.month_end,
            row.import_id,
            row.threshold,
            row.withheld,
            tuple(cells.get(row.month_end, ())),
            row.secret,
            row.fingerprint,
        )
        for row in connection.execute(query)
    ]


def made_before_fingerprints(connection: Connection) -> set[date]:
    """The month ends of the releases that may lack a fingerprint. Migration 0039 named them in the
    access log."""
    e = access_event.c
    named = select(e.change).where(e.page == "clvt migrate", e.change.startswith(NAMED))
    return {
        date.fromisoformat(day)
        for said in connection.execute(named).scalars()
        for day in said.removeprefix(NAMED).split(", ")
    }


def store(engine: Engine, known: Sequence[date], releases: Sequence[Release]) -> bool:
    """Store further releases after those of the month ends `known`: all of them, or none.

    Returns whether they were stored. They are not where another process has stored some since
    `known` was read. Raises SQLAlchemyError.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("LOCK TABLE area_release IN EXCLUSIVE MODE")
        if _month_ends(connection) != list(known):
            return False
        for release in releases:
            connection.execute(
                insert(area_release).values(
                    month_end=release.month_end,
                    import_id=release.import_id,
                    threshold=release.threshold,
                    made_at=utc_now(),
                    withheld=release.withheld,
                    secret=release.secret,
                    fingerprint=fingerprint(release, keys.log_key()),
                )
            )
            connection.execute(
                insert(area_release_cell),
                [
                    {
                        "month_end": release.month_end,
                        "geography": geography,
                        "measure": measure,
                        "category": category or "",
                        "value": value,
                        "symbol": symbol,
                    }
                    for geography, measure, category, value, symbol in release.cells
                ],
            )
        connection.commit()
    return True
