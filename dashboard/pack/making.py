"""Making the document of a pack from its issue: the same for everybody who may have it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from dashboard.pack.contents import agreed, released, summary
from dashboard.pack.contents.inspector import for_inspector
from dashboard.pack.contents.released import Contents
from dashboard.pack.document import Document
from dashboard.pack.issue import Audience, PackIssue
from dashboard.pack.reader import PackReader, fetch_once
from dashboard.style import words
from queries.access import Denied, Grant, Viewer
from queries.administration import reference
from queries.ask import DataUnavailable, Fetch, from_database
from queries.choices import CHOICES, offered_options
from queries.extract import newest_extract

TITLES = {
    Audience.INSPECTOR: "Pack for the monthly tracker meeting",
    Audience.PARTNERS: "Pack for partners",
}
EXACT = "Exact counts and references of children. Nothing is suppressed, so it is not for partners."


# Called with the share of a document that is made, from 0 to 1.
Progress = Callable[[float], None]


def no_progress(_: float) -> None:
    """Do nothing with the progress."""


def make_document(
    issue: PackIssue, viewer: Viewer, engine: Engine, progress: Progress = no_progress
) -> Document:
    """The document of an issue, for a viewer who may have it.

    Raises `Denied` for anybody else, before anything is asked, and `DataUnavailable`.
    """
    extract = newest_extract(engine, issue.filters.known)
    if extract is None:
        raise DataUnavailable("Nothing has been imported.")
    fetch = fetch_once(from_database(engine))
    if issue.audience is Audience.INSPECTOR:
        contents = _for_inspector(issue, viewer, fetch, progress)
    elif issue.issue is not None:
        reader = PackReader(agreed.partner_viewer(issue, viewer, engine), issue.filters, fetch)
        contents = agreed.contents(reader, issue.issue)
    else:
        contents = released.contents(
            PackReader(released.attendee_viewer(issue, viewer), issue.filters, fetch)
        )
    return Document(
        title=TITLES[issue.audience],
        force=issue.force,
        reference=issue.reference,
        marking=issue.marking,
        handling=issue.handling,
        recipient=issue.recipient,
        narrowed=contents.narrowed,
        as_at=contents.as_at,
        period=contents.period,
        known=issue.filters.known,
        known_on=extract.imported_at,
        moment=issue.issued_at,
        suppression=contents.suppression,
        summary=contents.summary,
        parts=contents.parts,
        is_demo=extract.is_demo,
    )


def _for_inspector(issue: PackIssue, viewer: Viewer, fetch: Fetch, progress: Progress) -> Contents:
    if not viewer.may(Grant.RECORDS):
        raise Denied("A pack for the Inspector needs leave to see records.")
    reader = PackReader(viewer, issue.filters, fetch, issue.decisions)
    return Contents(
        filters_in_words(reader),
        issue.filters.as_at,
        words.period(issue.filters.period),
        EXACT,
        summary.introduction(reader),
        for_inspector(reader, progress),
    )


def filters_in_words(reader: PackReader) -> str:
    """The filters in words."""
    options = reader.ask(reference.options).rows
    labels = {
        choice.name: offered_options(choice, options, {}, reader.filters.days).get(value, value)
        for choice in CHOICES
        if (value := choice.value_in(reader.filters))
    }
    return words.filters_in_words(reader.filters, labels)
