"""About the data: what was imported, and what it leaves unknown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from queries.access import Grant
from queries.ask import question
from queries.choices import EVERY_FILTER
from queries.filters import UNKNOWN
from queries.scope import TRACKER, Query, Scope


@question(needs=Grant.COUNTS, counts="sheets", ignores=EVERY_FILTER)
def imports_by_file(scope: Scope) -> Query:
    """Each import, newest first, by file and sheet: the date of the extract, when it was imported
    (UTC), and the rows read, new, changed and withdrawn."""
    imports, files = scope.imports(), scope.import_files()
    return (
        select(
            *imports.c["import_id", "extracted_on", "imported_at"],
            *files.c["file", "sheet", "rows_read", "rows_new", "rows_changed", "rows_withdrawn"],
            files.c.notices,
        )
        .join_from(imports, files, files.c.import_id == imports.c.import_id, isouter=True)
        .order_by(imports.c.import_id.desc(), files.c.file_id)
    )


@question(needs=Grant.COUNTS, counts="refusals", ignores=EVERY_FILTER, is_kept=False)
def imports_refused(scope: Scope) -> Query:
    """Imports that were refused, newest first, because something in their files was wrong: nothing
    was written. The summary gives the sheet and column of each kind of problem, without the
    data."""
    refused = scope.refusals().c
    shown = refused["refused_at", "files", "problems", "summary"]
    return select(*shown).order_by(refused.refused_at.desc())


@question(needs=Grant.COUNTS, counts="children", ignores=("period",), sheet=TRACKER)
def unknowns_by_field(scope: Scope) -> Query:
    """For each field, how many children on the tracker at the as-at date do not have it recorded,
    and how many are on it in all. A missing date of birth leaves the age unknown; a missing area
    leaves the district unknown."""
    entries = scope.entries()
    fields = unrecorded_fields(entries)
    counted = select(
        func.count().label("children"),
        *(func.count(case((missing, 1))).label(name) for name, missing in fields.items()),
    ).select_from(entries)
    counts = counted.cte("counted")
    return union_all(
        *(
            select(
                literal(place, Integer).label("place"),
                literal(name, String).label("field"),
                counts.c[name].label("unknown"),
                counts.c.children,
            )
            for place, name in enumerate(fields)
        )
    ).order_by("place")


@question(needs=Grant.COUNTS, counts="records")
def fields_not_recorded(scope: Scope) -> Query:
    """How many records of the period have a field not recorded, by sheet, and how many there are:
    children linked of the days searched, whether a return interview was offered after a child was
    missing, and the child that a message of the SCA is about, who may not be on the tracker."""
    days, messages = scope.searches().c, scope.sca_messages().c
    episodes = scope.missing_episodes(to_count=True).c
    return union_all(
        _count_unrecorded(
            "searches", "Children linked, of days searched", days.children_linked, days.done_on
        ),
        _count_unrecorded(
            "missing", "Interview offered", episodes.interview_offered, episodes.missing_from
        ),
        _count_unrecorded("sca_in", "Tracker ref", messages.child_ref, messages.received_on),
    )


@question(needs=Grant.COUNTS, counts="referrals")
def flags_not_recorded(scope: Scope) -> Query:
    """How many referrals to the NRM of the period do not have the Home Office's flag of county
    lines recorded, and how many there are."""
    referrals = scope.nrm_referrals(to_count=True).c
    return _count_unrecorded("nrm", "County lines", referrals.county_lines, referrals.referred_on)


def _count_unrecorded(
    sheet: str, name: str, field: ColumnElement[Any], day: ColumnElement[Any]
) -> Select[str, str, int, int]:
    """How many of the records with a day have nothing in a field, and how many there are."""
    return select(
        literal(sheet).label("sheet"),
        literal(name).label("field"),
        func.count(case((and_(field.is_(None), day.is_not(None)), 1))).label("unknown"),
        func.count(day).label("records"),
    )


def unrecorded_fields(entries: Subquery) -> dict[str, ColumnElement[bool]]:
    """Whether a field of an entry is not recorded, by the field's name."""
    return {
        "Date of birth": entries.c.born.is_(None),
        "Gender": entries.c.gender == UNKNOWN,
        "Home area": entries.c.area_code.is_(None),
        "Source": func.coalesce(entries.c.source, "") == "",
        "Date proposed": entries.c.proposed_on.is_(None),
        "Date ratified": and_(entries.c.ratified_on.is_(None), ~entries.c.ratified_undated),
        "Day ratified (says Yes)": entries.c.ratified_undated,
        "County line": func.coalesce(entries.c.county_line, "") == "",
        "PND recorded": and_(entries.c.pnd_recorded_on.is_(None), ~entries.c.pnd_undated),
        "Day on PND (says Yes)": entries.c.pnd_undated,
        "PND line": func.coalesce(entries.c.pnd_line, "") == "",
        "PND line type": func.coalesce(entries.c.pnd_line_type, "") == "",
    }
