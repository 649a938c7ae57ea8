"""Issuing the summaries of areas to partners with an agreement: worked out once, and kept as
issued.

They are issued with the pack of the meeting, or by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from dashboard.answers import releases
from data.access_log import recording
from data.accounts import By
from data.agreement import Agreement
from data.explained import Explained
from data.releases import Release, stored
from data.sharing.in_force import all_in_force
from data.sharing.issues import AreaIssue, Beside, store
from queries.access import OPERATOR
from queries.ask import Ask, asking
from queries.disclosure.layout import Cell
from queries.extract import newest_extract
from queries.releases import issuing
from queries.releases.beside import beside


class NotIssued(Explained):
    """Nothing was issued; the message says why, in words for the person who wanted it."""


@dataclass(frozen=True)
class Issued:
    """What was issued: its number, its as-at date, the day from which it counts changes, and the
    accounts that may see it."""

    issue_id: int
    as_at: date
    since: date
    partners: tuple[str, ...]


@dataclass(frozen=True)
class Summaries:
    """Summaries of areas that are worked out but not issued yet, and each account with its
    agreement."""

    issue: AreaIssue
    partners: tuple[tuple[str, Agreement], ...]

    @property
    def recipients(self) -> list[str]:
        """The agencies that they are for, each with the reference of its agreement."""
        return list(dict.fromkeys(f"{each.agency} ({each.reference})" for _, each in self.partners))

    def store(self, connection: Connection, by: By) -> int:
        """Issue them within a transaction of the access log; returns the number of the issue."""
        return store(connection, self.issue, self.recipients, by=by)


def issue(
    reading: Engine,
    writing: Engine,
    threshold: int,
    *,
    by: By,
    as_at: date | None = None,
    since: date | None = None,
) -> Issued:
    """Issue the summaries of the areas of agreements in force without a pack, for an agreement that
    was approved after the meeting. The pack of the meeting issues them itself.

    Raises what `work_out_summaries` raises, and `LogUnavailable`; then nothing is issued.
    """
    found = work_out_summaries(reading, writing, threshold, as_at=as_at, since=since)
    with recording(writing) as connection:
        number = found.store(connection, by)
    names = tuple(name for name, _ in found.partners)
    return Issued(number, found.issue.as_at, found.issue.since, names)


def work_out_summaries(
    reading: Engine,
    writing: Engine,
    threshold: int,
    *,
    as_at: date | None = None,
    since: date | None = None,
    known: int | None = None,
) -> Summaries:
    """The summaries of the areas of agreements in force, and of no others, as at a day that the
    tracker covers (by default its last), as known at an import (by default the newest).

    Changes are counted from `since`, by default the day after the meeting before, or 1 January.
    Raises `NotIssued`, `DataUnavailable` and SQLAlchemyError.
    """
    answer = asking(reading, OPERATOR)
    extract = newest_extract(reading, known)
    if extract is None:
        raise NotIssued("Nothing has been imported yet.")
    known = extract.version
    as_at = as_at or extract.covered_to
    if as_at > extract.covered_to:
        raise NotIssued(f"The tracker is known up to {extract.covered_to}, and no further.")
    since = since or issuing.since_the_meeting_before(answer, as_at, known)
    if since > as_at:
        raise NotIssued("The day to count from is after the as-at date.")
    agreements = tuple(all_in_force(reading))
    if not agreements:
        raise NotIssued("No partner has an agreement in force, so there is nothing to issue.")
    moment = issuing.Moment(as_at, since, known)
    try:
        releases.make_missing(reading, writing, known, threshold)
    except releases.NotMade as problem:
        raise NotIssued("The month-end releases that stand beside it are missing.") from problem
    districts = releases.districts_of(answer, as_at, known)
    newest = _newest_release(reading, as_at, known)
    areas = sorted({area for _, each in agreements for area in each.areas})
    figures = tuple(
        figure
        for area in areas
        if area in districts  # it may have ended
        for figure in issuing.figures(answer, moment, area, districts[area])
    )
    figures_beside = tuple(row for _, each in agreements for row in _beside(answer, newest, each))
    release_on = newest.month_end if newest else None
    return Summaries(
        AreaIssue(as_at, since, known, release_on, figures, figures_beside), agreements
    )


def _newest_release(reading: Engine, as_at: date, known: int) -> Release | None:
    """The last release up to a day that was made from what was known; None where it is withheld."""
    made = [each for each in stored(reading) if each.month_end <= as_at and each.import_id <= known]
    return made[-1] if made and not made[-1].withheld else None


def _beside(answer: Ask, release: Release | None, agreement: Agreement) -> list[Beside]:
    """The figures of a release that may be shown beside the areas of an agreement; none without a
    release."""
    if release is None:
        return []
    districts = releases.districts_of(answer, release.month_end, release.import_id)
    own = agreement.areas & districts.keys()
    found = beside(
        sorted(own),
        districts,
        {Cell(*cell[:3]): cell[3] for cell in release.cells},
        dict(issuing.counts_at(answer, release.month_end, release.import_id, districts, own)),
        release.threshold,
    )
    return [
        (agreement.agreement_id, cell.geography, cell.measure, cell.category or "", value)
        for cell, value in found.items()
    ]
