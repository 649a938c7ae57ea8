"""Counting intelligence reports by day."""

from __future__ import annotations

from sqlalchemy import func, insert, or_, select

from data.recording.comparing import content
from data.recording.writing import Writing
from data.tables import intelligence_day, intelligence_report, key_of

DAY_KEY = key_of(intelligence_day)


def count_reports_by_day(writing: Writing) -> None:
    """Count again the reports of the days on which this import has changed any."""
    report, staging = intelligence_report.c, writing.staging
    days = staging.like("touched_day", intelligence_report, ("submitted_on",), ("submitted_on",))
    brought = or_(report.known_from == writing.import_id, report.known_until == writing.import_id)
    staging.connection.execute(
        insert(days).from_select(
            ["submitted_on"], select(report.submitted_on).where(brought).distinct()
        )
    )
    wanted = staging.like("wanted_day", intelligence_day, content(intelligence_day), DAY_KEY)
    key = [report[name] for name in DAY_KEY]
    counted = (
        select(*key, func.count())
        .where(report.known_until.is_(None), report.submitted_on.in_(select(days.c.submitted_on)))
        .group_by(*key)
    )
    staging.connection.execute(insert(wanted).from_select([*DAY_KEY, "reports"], counted))
    staging.settle(days, wanted)
    covered = intelligence_day.c.submitted_on.in_(select(days.c.submitted_on))
    writing.write_table(intelligence_day, wanted, covered)
