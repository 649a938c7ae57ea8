"""Slow answers to the questions about the data itself, and about the options of filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queries.filters import Filters
from tests.invented.records import Records, Spell
from tests.slow.counting_rules import (
    ALL_DAYS,
    AREAS,
    Rows,
    Stay,
    children_on,
    covered_to,
    known_records,
    reference,
    slow_answer,
)
from tests.slow.safeguarding.referring.nrm import messages, referrals_made
from tests.slow.safeguarding.searches import day_done, days_covered, known_searches
from tests.slow.safeguarding.visits import records_of_children


@slow_answer
def imports_by_file(records: Records, filters: Filters) -> Rows:
    names = ["file", "sheet", "rows_read", "rows_new", "rows_changed", "rows_withdrawn", "notices"]
    return [
        {
            "import_id": each.import_id,
            "extracted_on": each.extracted_on,
            "imported_at": each.imported_at,
            **{name: getattr(file, name) if file else None for name in names},
        }
        for each in records.imports
        if each.import_id <= filters.known
        for file in each.files or (None,)
    ]


@slow_answer
def imports_refused(records: Records, filters: Filters) -> Rows:
    return [
        {
            "refused_at": each.refused_at,
            "files": each.files,
            "problems": each.problems,
            "summary": each.summary,
        }
        for each in records.refusals
    ]


@slow_answer
def fields_not_recorded(records: Records, filters: Filters) -> Rows:
    days = days_covered(records, filters, filters.period)
    searches = [known_searches(records, filters).get(day) for day in days]
    done = [each for each in searches if day_done(each, filters)]
    missing = records_of_children(records, filters, "missing_episode", "missing_from")
    return [
        not_recorded_row("searches", "Children linked, of days searched", "children_linked", done),
        not_recorded_row("missing", "Interview offered", "interview_offered", missing),
        not_recorded_row("sca_in", "Tracker ref", "child_ref", messages(records, filters)),
    ]


@slow_answer
def flags_not_recorded(records: Records, filters: Filters) -> Rows:
    return [
        not_recorded_row("nrm", "County lines", "county_lines", referrals_made(records, filters))
    ]


def not_recorded_row(sheet: str, field: str, name: str, of: list[Any]) -> dict[str, Any]:
    unknown = sum(getattr(each, name) is None for each in of)
    return {"sheet": sheet, "field": field, "unknown": unknown, "records": len(of)}


@slow_answer
def unknowns_by_field(records: Records, filters: Filters) -> Rows:
    present = children_on(records, filters, filters.as_at)
    fields: dict[str, Callable[[Stay, Spell], bool]] = {
        "Date of birth": lambda stay, _: stay.child.date_of_birth is None,
        "Gender": lambda stay, _: stay.child.gender == "Unknown",
        "Home area": lambda _, spell: spell.area_code is None,
        "Source": lambda stay, _: not stay.entry.source,
        "Date proposed": lambda stay, _: stay.entry.proposed_on is None,
        "Date ratified": lambda stay, _: (
            stay.entry.ratified_on is None and not stay.entry.ratified_undated
        ),
        "Day ratified (says Yes)": lambda stay, _: stay.entry.ratified_undated,
        "County line": lambda stay, _: not stay.entry.county_line,
        "PND recorded": lambda stay, _: (
            stay.entry.pnd_recorded_on is None and not stay.entry.pnd_undated
        ),
        "Day on PND (says Yes)": lambda stay, _: stay.entry.pnd_undated,
        "PND line": lambda stay, _: not stay.entry.pnd_line,
        "PND line type": lambda stay, _: not stay.entry.pnd_line_type,
    }
    return [
        {
            "place": place,
            "field": field,
            "unknown": sum(is_unknown(*each) for each in present),
            "children": len(present),
        }
        for place, (field, is_unknown) in enumerate(fields.items())
    ]


# The options of filters, which other filters do not narrow


@slow_answer
def areas(records: Records, filters: Filters) -> Rows:
    return [{name: line[name] for name in ("code", "name", "district")} for line in AREAS]


@slow_answer
def areas_of_any_day(records: Records, filters: Filters) -> Rows:
    return areas(records, filters)


@slow_answer
def changes_of_areas(records: Records, filters: Filters) -> Rows:
    return []


@slow_answer
def options(records: Records, filters: Filters) -> Rows:
    children = known_records(records.children, filters)
    spells = known_records(records.spells, filters)
    offered = [
        *{("district", line["district"], line["district"], None, *ALL_DAYS) for line in AREAS},
        *(("area", line["code"], line["name"], line["district"], *ALL_DAYS) for line in AREAS),
        *{("status", spell.status, spell.status, None, None, None) for spell in spells},
        *{("gender", child.gender, child.gender, None, None, None) for child in children},
    ]
    names = ("choice", "value", "label", "within", "from_on", "until_on")
    return [dict(zip(names, each, strict=True)) for each in offered]


@slow_answer
def categories(records: Records, filters: Filters) -> Rows:
    statuses = [
        {
            "dimension": "status",
            "value": line["name"],
            "short": line["short"],
            "in_words": None,
            "is_open": int(line["is_open"] == "yes"),
            "is_listed": 1,
        }
        for line in reference("statuses")
    ]
    genders = [
        {
            "dimension": "gender",
            "value": line["name"],
            "short": line["name"],
            "in_words": line["in_words"] or None,
            "is_open": 0,
            "is_listed": 1,
        }
        for line in reference("genders")
    ]
    return genders + statuses


@slow_answer
def last_meeting(records: Records, filters: Filters) -> Rows:
    until = covered_to(records, filters, "meetings")
    held = [meeting.held_on for meeting in known_records(records.plain["tracker_meeting"], filters)]
    before = [day for day in held if until and day < filters.as_at and day <= until]
    return [{"held_on": max(before, default=None), "covered_to": until}]


@slow_answer
def imports(records: Records, filters: Filters) -> Rows:
    return [
        {
            "import_id": each.import_id,
            "extracted_on": each.extracted_on,
            "covered_to": max(
                (
                    span.last_day
                    for other in records.imports
                    if other.import_id <= each.import_id
                    for span in other.coverage
                    if span.sheet == "tracker"
                ),
                default=None,
            ),
        }
        for each in records.imports
        if each.import_id <= filters.known
    ]


@slow_answer
def coverage(records: Records, filters: Filters) -> Rows:
    spans = [
        span
        for each in records.imports
        if each.import_id <= filters.known
        for span in each.coverage
    ]
    rows: Rows = []
    for sheet in {span.sheet for span in spans}:
        of_sheet = [span for span in spans if span.sheet == sheet]
        firsts = [span.first_day for span in of_sheet if span.first_day]
        rows.append(
            {
                "sheet": sheet,
                "first_day": min(firsts) if len(firsts) == len(of_sheet) else None,
                "last_day": max(span.last_day for span in of_sheet),
            }
        )
    return rows
