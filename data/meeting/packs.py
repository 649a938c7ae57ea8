"""The records of the packs that were issued, which are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, exists, insert, select

from data.tables import pack_file, pack_issue


def store(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store the record of a pack, by column. Raises SQLAlchemyError."""
    connection.execute(insert(pack_issue).values(**row))


def store_file(connection: Connection, reference: str, kind: str, sha256: str) -> None:
    """Store the fingerprint of a pack in a format, unless it is stored. Raises SQLAlchemyError."""
    key = {"reference": reference, "format": kind}
    is_there = exists().where(pack_file.c.reference == reference, pack_file.c.format == kind)
    if not connection.execute(select(is_there)).scalar():
        connection.execute(insert(pack_file).values(**key, sha256=sha256))


def issued(engine: Engine, reference: str) -> dict[str, Any] | None:
    """The record of a pack by its reference; None where there is none. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        query = select(pack_issue).where(pack_issue.c.reference == reference)
        row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def fingerprints(engine: Engine, reference: str) -> dict[str, str]:
    """The SHA-256 of each file of a pack that was handed out, by format. Raises SQLAlchemyError."""
    file = pack_file.c
    with engine.connect() as connection:
        query = select(file.format, file.sha256).where(file.reference == reference)
        return {row.format: row.sha256 for row in connection.execute(query)}


def with_fingerprint(engine: Engine, sha256: str) -> dict[str, Any] | None:
    """The record of the pack whose file, in any format, has this SHA-256; None where there is none.

    Raises SQLAlchemyError.
    """
    with engine.connect() as connection:
        query = select(pack_issue).join(pack_file).where(pack_file.c.sha256 == sha256)
        row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def is_issued(connection: Connection, reference: str) -> bool:
    """Whether there is a pack with this reference. Raises SQLAlchemyError."""
    query = select(exists().where(pack_issue.c.reference == reference))
    return bool(connection.execute(query).scalar())
