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

from dashboard.answers import releases
from dashboard.pack import partners
from dashboard.pack.asking import Asking
from dashboard.pack.document import Document
from dashboard.pack.formats import FORMATS
from dashboard.pack.issue import Audience, PackIssue
from dashboard.pack.making import Progress, made, silent
from dashboard.settings import settings
from dashboard.style import words
from data import access_log
from data.access_log import Action, Event
from data.accounts import By
from data.clock import utc_now
from data.meeting import decisions, packs
from queries.access import Viewer
from queries.ask import from_database
from queries.filters import Filters

_REFERENCE = re.compile(rb"CLVT-\d{8}-[0-9A-F]{8}")


class NoSuchPack(LookupError):
    """No pack was issued under this reference."""


class NotTheSame(Exception):
    """A pack that was made again differs from what was issued."""


@dataclass(frozen=True)
class Prepared:
    """A pack that is made and not handed out yet: what it was made with, the file in the format
    wanted, the fingerprint of every format, and what the access log is to say of it."""

    issue: PackIssue
    content: bytes
    fingerprints: Mapping[str, str]
    disclosure: Event


def new(
    audience: Audience,
    viewer: Viewer,
    filters: Filters,
    recipient: str,
    purpose: str,
    reading: Engine,
    writing: Engine,
) -> PackIssue:
    """What a pack that is issued now is issued with; for partners, releases that are missing are
    made first.

    Raises `Denied` for an attendee who asks for areas of others, `DataUnavailable`, `NotMade` and
    SQLAlchemyError.
    """
    chosen, areas = settings(), tuple[str, ...]()
    if audience is Audience.PARTNERS:
        releases.make_missing(reading, writing, filters.known, chosen.disclosure_threshold)
        areas = partners.areas_of(Asking(viewer, filters, from_database(reading)))
    return PackIssue(
        audience=audience,
        filters=filters,
        issued_at=utc_now().replace(microsecond=0),
        issued_by=viewer.username,
        recipient=access_log.plain(recipient),
        purpose=purpose,
        force=chosen.force,
        marking=chosen.marking,
        handling=chosen.handling,
        areas=areas,
        decisions=decisions.newest(reading) if audience is Audience.INSPECTOR else 0,
    )


def prepare(
    of: PackIssue, kind: str, viewer: Viewer, by: By, reading: Engine, progress: Progress = silent
) -> Prepared:
    """Make a pack, in every format, without handing anything out.

    Raises `Denied` for a viewer who may not have it, and `DataUnavailable`.
    """
    document = made(of, viewer, reading, progress)
    files = {name: each.write(document) for name, each in FORMATS.items()}
    prints = {name: _fingerprint(content) for name, content in files.items()}
    return Prepared(of, files[kind], prints, _disclosure(of, document, by))


def prepare_again(reference: str, kind: str, viewer: Viewer, by: By, reading: Engine) -> Prepared:
    """Make a pack again from its record, the same byte for byte, without handing anything out.

    Raises `NoSuchPack`, `NotTheSame`, SQLAlchemyError, and what `prepare` raises.
    """
    record = packs.issued(reading, reference)
    if record is None:
        raise NoSuchPack(f"No pack was issued as {reference}.")
    found = prepare(PackIssue.read(record), kind, viewer, by, reading)
    if any(record[name] != digest for name, digest in found.fingerprints.items()):
        raise NotTheSame(
            f"{reference} cannot be made again as it was issued: the dashboard, or a list of the "
            "force, has changed since. Ask whoever holds the file that was issued."
        )
    return found


def hand_out(pack: Prepared, writing: Engine) -> bytes:
    """The file, once its disclosure is logged and, the first time, its record kept.

    Raises `LogUnavailable`; then there is none.
    """
    reference = pack.issue.reference
    with access_log.recording(writing) as connection:
        if not packs.is_issued(connection, reference):
            row = {"reference": reference, **pack.issue.row(), **pack.fingerprints}
            packs.store(connection, row)
        access_log.append(connection, pack.disclosure)
    return pack.content


class Verdict(StrEnum):
    """What is found of a file."""

    ISSUED = "issued"
    CHANGED = "changed"
    UNKNOWN = "unknown"


def verified(content: bytes, engine: Engine) -> tuple[Verdict, PackIssue | None]:
    """Whether a file is a pack that was issued, unchanged; and the issue that it is, or names.

    Raises SQLAlchemyError.
    """
    if record := packs.with_fingerprint(engine, _fingerprint(content)):
        return Verdict.ISSUED, PackIssue.read(record)
    for reference in _named_in(content):
        if record := packs.issued(engine, reference):
            return Verdict.CHANGED, PackIssue.read(record)
    return Verdict.UNKNOWN, None


def _named_in(content: bytes) -> list[str]:
    """The references of packs that stand in a file, whether it is an archive or not."""
    parts = [content]
    with suppress(BadZipFile), ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    found = (match.decode() for part in parts for match in _REFERENCE.findall(part))
    return list(dict.fromkeys(found))


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _disclosure(of: PackIssue, document: Document, by: By) -> Event:
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
