"""Issuing a pack: its files and its record, making it again, and verifying a file.

A pack depends only on its record: its audience, its filters with both clocks, and the words on each
page. So the same record gives the same bytes after later imports too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Engine

from dashboard.answers import issues, releases
from dashboard.answers.issues import Summaries
from dashboard.pack.contents import agreed, released
from dashboard.pack.document import Document
from dashboard.pack.formats import FORMATS
from dashboard.pack.issue import Audience, PackIssue
from dashboard.pack.making import Progress, make_document, no_progress
from dashboard.pack.reader import PackReader
from dashboard.settings import settings
from dashboard.style import words
from data import access_log
from data.access_log import Action, Event
from data.accounts import By
from data.agreement import Agreement
from data.clock import utc_now
from data.explained import Explained
from data.keeping import history
from data.meeting import decisions, packs
from data.sharing.in_force import all_in_force
from queries.access import Grant, Viewer
from queries.ask import from_database
from queries.choices import CHOICES
from queries.filters import Filters

_REFERENCE = re.compile(rb"CLVT-\d{8}-[0-9A-F]{8}")


class NoSuchPack(Explained):
    """No pack was issued under this reference."""


class NotTheSame(Explained):
    """A pack that was made again differs from what was issued; the message says why."""


@dataclass(frozen=True)
class Prepared:
    """A pack that is made but not handed out yet: its issue, the SHA-256 of its contents, the file
    in the format `kind`, and the event for the access log."""

    issue: PackIssue
    contents_sha256: str
    kind: str
    file: bytes
    disclosure: Event

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the file."""
        return _fingerprint(self.file)


def new_issue(
    audience: Audience,
    viewer: Viewer,
    filters: Filters,
    recipient: str,
    purpose: str,
    reading: Engine,
    writing: Engine,
) -> PackIssue:
    """The issue of a pack that is issued now; for partners, missing releases are made first.

    Raises `Denied` for an attendee who asks for areas of others, `DataUnavailable`, `NotMade` and
    SQLAlchemyError.
    """
    areas: tuple[str, ...] = ()
    if audience is Audience.PARTNERS:
        releases.make_missing(reading, writing, filters.known, settings().disclosure_threshold)
        areas = released.areas_of(PackReader(viewer, filters, from_database(reading)))
    decision_id = decisions.newest(reading) if audience is Audience.INSPECTOR else 0
    issue = _issue_of_now(audience, viewer, filters, recipient, purpose)
    return replace(issue, areas=areas, decisions=decision_id)


def issue_under_agreement(
    agreement: Agreement | None, viewer: Viewer, filters: Filters, recipient: str, reading: Engine
) -> PackIssue:
    """The issue of a pack under an agreement: what was issued under it last up to the as-at date,
    for those of its areas that the filters leave.

    Raises `Denied` for a viewer who may not have it and where no area is left, `NothingIssued`,
    `DataUnavailable` and SQLAlchemyError.
    """
    agreement = agreed.require_agreement(viewer, agreement)
    made, areas = agreed.newest_issue(
        PackReader(viewer, filters, from_database(reading)), agreement
    )
    purpose = f"agreement {agreement.reference}"
    issue = _issue_of_now(
        Audience.PARTNERS, viewer, made.filters, recipient or agreement.agency, purpose
    )
    return replace(issue, areas=areas, agreement=agreement.agreement_id, issue=made.number)


def _issue_of_now(
    audience: Audience, viewer: Viewer, filters: Filters, recipient: str, purpose: str
) -> PackIssue:
    configured = settings()
    return PackIssue(
        audience=audience,
        filters=filters,
        issued_at=utc_now().replace(microsecond=0),
        issued_by=viewer.username,
        recipient=access_log.on_one_line(recipient),
        purpose=purpose,
        force=configured.force,
        marking=configured.marking,
        handling=configured.handling,
    )


def is_of_the_meeting(audience: Audience, viewer: Viewer, filters: Filters) -> bool:
    """Whether a pack is that of the meeting: for the Inspector, of the whole force up to the as-at
    date, by a viewer who may issue to partners."""
    return (
        audience is Audience.INSPECTOR
        and viewer.may(Grant.ISSUE)
        and filters.period.end == filters.as_at
        and not any(choice.value_in(filters) for choice in CHOICES)
    )


def summaries_of(
    pack: PackIssue, viewer: Viewer, reading: Engine, writing: Engine
) -> Summaries | None:
    """The summaries that are issued to partners together with the pack of the meeting; None for any
    other pack, and without an agreement in force.

    Raises `NotIssued`, `DataUnavailable` and SQLAlchemyError.
    """
    filters = pack.filters
    if not (is_of_the_meeting(pack.audience, viewer, filters) and all_in_force(reading)):
        return None
    return issues.work_out_summaries(
        reading,
        writing,
        settings().disclosure_threshold,
        as_at=filters.as_at,
        since=filters.period.start,
        known=filters.known,
    )


def prepare(
    pack: PackIssue,
    kind: str,
    viewer: Viewer,
    by: By,
    reading: Engine,
    progress: Progress = no_progress,
) -> Prepared:
    """Make a pack in a format, without handing anything out.

    Raises `Denied` for a viewer who may not have it, and `DataUnavailable`.
    """
    document = make_document(pack, viewer, reading, progress)
    file = FORMATS[kind].write(document)
    return Prepared(pack, document.sha256, kind, file, _disclosure(pack, document, by))


def prepare_again(reference: str, kind: str, viewer: Viewer, by: By, reading: Engine) -> Prepared:
    """Make a pack again from its record, without handing anything out: with the same contents, and
    the same byte for byte in a format in which it was handed out before.

    Raises `NoSuchPack`, `NotTheSame`, SQLAlchemyError, and what `prepare` raises.
    """
    record = packs.issued(reading, reference)
    if record is None:
        raise NoSuchPack(f"No pack was issued as {reference}.")
    try:
        issue = PackIssue.read(record)
    except (KeyError, TypeError, ValueError) as error:  # such as a filter that there is no more
        raise NotTheSame(_why_not_the_same(reference, record["issued_at"], reading)) from error
    made = prepare(issue, kind, viewer, by, reading)
    fingerprint = packs.fingerprints(reading, reference).get(kind, made.fingerprint)
    recorded = (reference, record["contents"] or made.contents_sha256, fingerprint)
    if recorded != (issue.reference, made.contents_sha256, made.fingerprint):
        raise NotTheSame(_why_not_the_same(reference, record["issued_at"], reading))
    return made


def _why_not_the_same(reference: str, issued_at: datetime, reading: Engine) -> str:
    """Why a pack is no longer the same: children who were made anonymous since, or anything else.

    The children listed are not kept with the record, because retention has to remove them
    everywhere.
    """
    since = [each for each in history.retentions(reading) if each.run_at >= issued_at]
    if since:
        return (
            f"{reference} can no longer be made again: records that it rests on were made "
            f"anonymous on {words.day(since[-1].run_at)}, as the retention of records asks. Ask "
            "the person who has the file that was issued: clvt pack verify still says whether it "
            "is unchanged."
        )
    return (
        f"{reference} cannot be made again as it was issued: this version of the dashboard makes "
        "other contents, or a list of the force has changed since. Ask the person who has the file "
        "that was issued: clvt pack verify still says whether it is unchanged."
    )


def hand_out(pack: Prepared, writing: Engine, to_partners: Summaries | None = None) -> bytes:
    """The file, once its disclosure is logged, and its record and its fingerprint are kept. What is
    issued to partners with it is issued in the same transaction: all of it, or nothing.

    Raises `LogUnavailable`: then nothing is issued.
    """
    reference, disclosure = pack.issue.reference, pack.disclosure
    with access_log.recording(writing) as connection:
        if not packs.is_issued(connection, reference):
            row = {"reference": reference, **pack.issue.row(), "contents": pack.contents_sha256}
            packs.store(connection, row)
            if to_partners:
                to_partners.store(connection, By(disclosure.who, disclosure.role, disclosure.page))
        packs.store_file(connection, reference, pack.kind, pack.fingerprint)
        access_log.append(connection, disclosure)
    return pack.file


class Verdict(StrEnum):
    """The result of verifying a file."""

    ISSUED = "issued"
    CHANGED = "changed"
    UNKNOWN = "unknown"


def verified(content: bytes, engine: Engine) -> tuple[Verdict, Mapping[str, Any]]:
    """Whether a file is a pack that was issued, and unchanged; and its record, or that of the pack
    that it names. The record is as it was kept: this version need not be able to make the pack.

    Raises SQLAlchemyError.
    """
    if record := packs.with_fingerprint(engine, _fingerprint(content)):
        return Verdict.ISSUED, record
    for reference in _references_in(content):
        if record := packs.issued(engine, reference):
            return Verdict.CHANGED, record
    return Verdict.UNKNOWN, {}


def _references_in(content: bytes) -> list[str]:
    """The references of packs in a file or, if it is an archive, in its files."""
    parts = [content]
    with suppress(BadZipFile), ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    references = (match.decode() for part in parts for match in _REFERENCE.findall(part))
    return list(dict.fromkeys(references))


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _disclosure(pack: PackIssue, document: Document, by: By) -> Event:
    return Event(
        by.who,
        by.role,
        Action.DISCLOSE,
        f"{by.page}: {pack.reference}",
        filters=words.chosen(pack.filters),
        child_refs=document.child_refs,
        purpose=pack.purpose,
        recipients=pack.recipient,
        row_count=sum(len(each.table.rows) for each in document.sections()),
        suppression=document.suppression,
        data_version=pack.filters.known,
    )
