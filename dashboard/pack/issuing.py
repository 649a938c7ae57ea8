"""Issuing a pack: its files, its record, making it again, and knowing a file again.

A pack follows from its record alone: whom it is for, its filters with both clocks, and the words
that stand on each page. So the same record gives the same bytes, whatever was imported since.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Engine

from dashboard.pack.document import Document
from dashboard.pack.formats import FORMATS
from dashboard.pack.issue import Issue
from dashboard.pack.making import made
from dashboard.style import words
from data import access_log
from data.access_log import Action, Event
from data.accounts import By
from data.meeting import packs
from queries.access import Viewer

_REFERENCE = re.compile(rb"CLVT-\d{8}-[0-9A-F]{8}")


class NoSuchPack(LookupError):
    """No pack was issued under this reference."""


class NotTheSame(Exception):
    """A pack that was made again differs from what was issued."""


@dataclass(frozen=True)
class Issued:
    """A pack as it was handed out: its reference, and the file in each format."""

    reference: str
    files: Mapping[str, bytes]


def issue(of: Issue, viewer: Viewer, by: By, reading: Engine, writing: Engine) -> Issued:
    """Make a pack, keep its record, and log to whom it was given; only then is there a file.

    Raises `Denied` for a viewer who may not have it, `DataUnavailable` and `LogUnavailable`.
    """
    document, files = _made(of, viewer, reading)
    prints = {name: _fingerprint(content) for name, content in files.items()}
    with access_log.recording(writing) as connection:
        packs.store(connection, {"reference": of.reference, **of.row(), **prints})
        access_log.append(connection, _disclosure(of, document, by))
    return Issued(of.reference, files)


def issue_again(reference: str, viewer: Viewer, by: By, reading: Engine, writing: Engine) -> Issued:
    """Make a pack again from its record, the same byte for byte, and log that it was handed out.

    Raises `NoSuchPack`, `NotTheSame`, SQLAlchemyError, and what `issue` raises.
    """
    record = packs.issued(reading, reference)
    if record is None:
        raise NoSuchPack(f"No pack was issued as {reference}.")
    of = Issue.read(record)
    document, files = _made(of, viewer, reading)
    if any(_fingerprint(content) != record[name] for name, content in files.items()):
        raise NotTheSame(
            f"{reference} cannot be made again as it was issued: the dashboard, or a list of the "
            "force, has changed since. Ask whoever holds the file that was issued."
        )
    access_log.record(writing, _disclosure(of, document, by))
    return Issued(reference, files)


class Verdict(StrEnum):
    """What is found of a file."""

    ISSUED = "issued"
    CHANGED = "changed"
    UNKNOWN = "unknown"


def verified(content: bytes, engine: Engine) -> tuple[Verdict, Issue | None]:
    """Whether a file is a pack that was issued, unchanged; and the issue that it is, or names.

    Raises SQLAlchemyError.
    """
    if record := packs.with_fingerprint(engine, _fingerprint(content)):
        return Verdict.ISSUED, Issue.read(record)
    for reference in _named_in(content):
        if record := packs.issued(engine, reference):
            return Verdict.CHANGED, Issue.read(record)
    return Verdict.UNKNOWN, None


def _named_in(content: bytes) -> list[str]:
    """The references of packs that stand in a file, whether it is an archive or not."""
    parts = [content]
    with suppress(BadZipFile), ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    found = (match.decode() for part in parts for match in _REFERENCE.findall(part))
    return list(dict.fromkeys(found))


def _made(of: Issue, viewer: Viewer, reading: Engine) -> tuple[Document, dict[str, bytes]]:
    document = made(of, viewer, reading)
    return document, {name: each.write(document) for name, each in FORMATS.items()}


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _disclosure(of: Issue, document: Document, by: By) -> Event:
    return Event(
        by.who,
        by.role,
        Action.DISCLOSE,
        f"{by.page}: {of.reference}",
        filters=words.chosen(of.filters),
        child_refs=document.child_refs,
        purpose=of.purpose,
        recipients=of.recipient,
        row_count=sum(len(each.table.rows) for each in document.sections()),
        suppression=document.suppression,
        data_version=of.filters.known,
    )
