"""The records of the packs that were issued, which are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, exists, insert, or_, select

from data.tables import pack_issue

FORMATS = ("pdf", "docx", "pptx", "xlsx")


def store(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store the record of a pack, by column. Raises SQLAlchemyError."""
    connection.execute(insert(pack_issue).values(**row))


def issued(engine: Engine, reference: str) -> dict[str, Any] | None:
    """The record of a pack by its reference; None where there is none. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        query = select(pack_issue).where(pack_issue.c.reference == reference)
        row = connection.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def with_fingerprint(engine: Engine, digest: str) -> dict[str, Any] | None:
    """The record of the pack whose file, in any format, has this SHA-256; None where there is none.

    Raises SQLAlchemyError.
    """
    with engine.connect() as connection:
        is_of = or_(*(pack_issue.c[name] == digest for name in FORMATS))
        row = connection.execute(select(pack_issue).where(is_of)).mappings().first()
    return dict(row) if row else None


def is_issued(connection: Connection, reference: str) -> bool:
    """Whether there is a pack with this reference. Raises SQLAlchemyError."""
    query = select(exists().where(pack_issue.c.reference == reference))
    return bool(connection.execute(query).scalar())
