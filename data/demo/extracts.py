"""What the extract of a day holds: what had happened and been recorded by then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from data.demo.corrections import (
    Correction,
    as_recorded,
    corrected_entries,
    corrected_reports,
    corrected_stages,
)
from data.demo.days import INTELLIGENCE_FROM, extract_days, if_by
from data.demo.intelligence import reports
from data.demo.population import population
from data.demo.records import Entry, Record, Report, Row, Stage, rows_on
from data.demo.rollout import ANNOTATIONS, meetings, rollout
from data.demo.safeguarding.education import schooling
from data.demo.safeguarding.encounters import encounters
from data.demo.safeguarding.missing import episodes
from data.demo.safeguarding.not_applicable import decisions
from data.demo.safeguarding.nrm import cases, received
from data.demo.safeguarding.panels import panels
from data.demo.safeguarding.referrals import referrals
from data.demo.safeguarding.searches import searches
from data.demo.safeguarding.visits import visits
from data.demo.workbooks import change_rows, report_row, tracker_row


@dataclass(frozen=True)
class Demo:
    """All records as they truly are, and the corrections of those first recorded otherwise.
    `safeguarding` are the sheets about what is done for children."""

    entries: tuple[Entry, ...]
    entry_corrections: tuple[Correction[Entry], ...]
    reports: tuple[Report, ...]
    report_corrections: tuple[Correction[Report], ...]
    stages: tuple[Stage, ...]
    stage_corrections: tuple[Correction[Stage], ...]
    safeguarding: dict[str, tuple[Record, ...]]


def demo() -> Demo:
    """The demo of one force; the same on every call."""
    entries = population()
    entry_corrections = corrected_entries(entries)
    # A report can name a child only once the tracker holds that child.
    late = {correction.true for correction in entry_corrections if not correction.recorded}
    all_reports = reports(entry for entry in entries if entry not in late)
    stages = rollout()
    made, exempt = visits(entries), decisions(entries)
    return Demo(
        entries, entry_corrections,
        all_reports, corrected_reports(all_reports),
        stages, corrected_stages(stages),
        {
            "searches": searches(all_reports),
            "visits": made,
            "referrals": referrals(entries, made, exempt),
            "nrm": cases(entries),
            "sca_in": received(entries),
            "encounters": encounters(entries),
            "missing": episodes(entries),
            "education": schooling(entries),
            "not_applicable": exempt,
            **panels(entries),
        },
    )  # fmt: skip


def covered_by(demo: Demo, on: date) -> tuple[date, date]:
    """The first and last day whose reports the extract of a day holds.

    It holds its own month, or all since the month of the earliest report that it corrects. The
    first extract holds everything before it.
    """
    if on == extract_days()[0]:
        return INTELLIGENCE_FROM, on
    corrected = [
        report.submitted_on
        for correction in demo.report_corrections
        for report in (correction.true or correction.recorded,)
        if correction.put_right == on and report
    ]
    return min([on, *corrected]).replace(day=1), on


def sheets_on(demo: Demo, on: date) -> dict[str, list[Row]]:
    """The rows of each sheet in the extract of a day."""
    entries = [
        _as_seen(entry, on)
        for entry in as_recorded(demo.entries, demo.entry_corrections, on)
        if entry.added_on <= on
    ]
    entries.sort(key=lambda entry: (entry.added_on, entry.child.ref))
    known = {entry.child.ref for entry in entries}
    first, last = covered_by(demo, on)
    submitted = [
        report
        for report in as_recorded(demo.reports, demo.report_corrections, on)
        if first <= report.submitted_on <= last
    ]
    submitted.sort(key=lambda report: (report.submitted_on, report.ref))
    stages = [
        stage
        for stage in as_recorded(demo.stages, demo.stage_corrections, on)
        if stage.from_on <= on
    ]
    stages.sort(key=lambda stage: (stage.area, stage.from_on))
    return {
        "tracker": [tracker_row(entry) for entry in entries],
        "changes": [row for entry in entries for row in change_rows(entry)],
        "intelligence": [report_row(report) for report in submitted],
        "nsd_stages": [*stages],
        "meetings": rows_on(meetings(), on, known),
        "annotations": rows_on(ANNOTATIONS, on, known),
        **{name: rows_on(rows, on, known) for name, rows in demo.safeguarding.items()},
    }


def _as_seen(entry: Entry, on: date) -> Entry:
    """The entry without what had not happened by that day."""
    removed = if_by(entry.removed_on, on)
    recorded = if_by(entry.pnd_recorded_on, on)
    return replace(
        entry,
        removed_on=removed,
        reason=entry.reason if removed else "",
        spells=tuple(spell for spell in entry.spells if spell.starts_on <= on),
        ratified_on=if_by(entry.ratified_on, on),
        pnd_recorded_on=recorded,
        pnd_line=entry.pnd_line if recorded else "",
        pnd_line_type=entry.pnd_line_type if recorded else "",
        handover_on=if_by(entry.handover_on, on),
    )
