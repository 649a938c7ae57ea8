"""From what a pack is issued with to its document: the same for everybody who may have it."""

from __future__ import annotations

from sqlalchemy import Engine

from dashboard.pack import partners, summary
from dashboard.pack.asking import Asking, once
from dashboard.pack.contents import for_inspector
from dashboard.pack.document import Document, Part
from dashboard.pack.issue import Audience, Issue
from dashboard.style import words
from queries.access import Denied, Grant, Viewer
from queries.administration import reference
from queries.ask import DataUnavailable, from_database
from queries.choices import CHOICES, offered
from queries.extract import Extract, newest_extract

EXACT = "Exact counts and references of children. Nothing is suppressed, so it is not for partners."


def made(issue: Issue, viewer: Viewer, engine: Engine) -> Document:
    """The document of an issue, for a viewer who may have it.

    Raises `Denied` for anybody else, before anything is asked, and `DataUnavailable`.
    """
    extract = newest_extract(engine, issue.filters.known)
    if extract is None:
        raise DataUnavailable("Nothing has been imported.")
    fetch = once(from_database(engine))
    if issue.audience is Audience.PARTNERS:
        asking = Asking(partners.reader(issue, viewer), issue.filters, fetch)
        held = partners.contents(asking)
        return _document(issue, extract, held.narrowed, held.suppression, held.summary, held.parts)
    if not viewer.may(Grant.RECORDS):
        raise Denied("A pack for the Inspector needs leave to see records.")
    asking = Asking(viewer, issue.filters, fetch, issue.decisions)
    return _document(
        issue, extract, _narrowed(asking), EXACT, summary.spoken(asking), for_inspector(asking)
    )


def _narrowed(asking: Asking) -> str:
    """The filters in words."""
    options = asking.ask(reference.options).rows
    labels = {
        choice.name: offered(choice, options, {}).get(value, value)
        for choice in CHOICES
        if (value := choice.of(asking.filters))
    }
    return words.narrowed(asking.filters, labels)


def _document(
    issue: Issue,
    extract: Extract,
    narrowed: str,
    suppression: str,
    said: str,
    parts: tuple[Part, ...],
) -> Document:
    return Document(
        title=TITLES[issue.audience],
        force=issue.force,
        reference=issue.reference,
        marking=issue.marking,
        handling=issue.handling,
        recipient=issue.recipient,
        narrowed=narrowed,
        as_at=issue.filters.as_at,
        period=words.period(issue.filters.period),
        known=issue.filters.known,
        known_on=extract.imported_at,
        moment=issue.issued_at,
        suppression=suppression,
        summary=said,
        parts=parts,
        is_demo=extract.is_demo,
    )


TITLES = {
    Audience.INSPECTOR: "Pack for the monthly tracker meeting",
    Audience.PARTNERS: "Pack for partners",
}
