"""Intelligence reports, and the children named in them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    or_,
)

from data.recording.intelligence import count_reports_by_day
from data.recording.writing import within_days_covered
from data.sheets.declaration import Field, Rule, Sheet, Staged
from data.sheets.rules import rule
from data.tables import intelligence_link, intelligence_report


def _rules(staged: Staged) -> Iterator[Rule]:
    """Of the reports, against the days the file is said to cover."""
    rows = staged.sheets[INTELLIGENCE.name].rows
    if staged.covers:
        start, end = staged.covers
        yield rule(
            INTELLIGENCE,
            "submitted_on",
            f"This is outside the days said to be covered, {start:%d/%m/%Y} to {end:%d/%m/%Y}.",
            "Correct Submitted, or the days covered.",
            rows,
            or_(rows.c.submitted_on < start, rows.c.submitted_on > end),
        )


INTELLIGENCE = Sheet(
    "intelligence",
    intelligence_report,
    (
        Field("Report ref", intelligence_report.c.report_ref, required=True, filled=True),
        Field(
            "Submitted", intelligence_report.c.submitted_on, required=True, filled=True, ahead=False
        ),
        Field("Flag", intelligence_report.c.flag, required=True, empty="", spelt=("County Lines",)),
        Field("Area", intelligence_report.c.area_code, listed="areas"),
        Field("Tracker refs", intelligence_link.c.child_ref, several=True),
    ),
    rules=_rules,
    writes=within_days_covered("submitted_on", then=count_reports_by_day),
)
