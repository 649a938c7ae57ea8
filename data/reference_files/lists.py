"""The lists of statuses, genders, panels and agencies, the standards of duties, the bank holidays.

A value that is no longer in a list keeps its row, without a position, because records may name it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select

from data.duties.deciders import DECIDERS
from data.reference_files.reading import (
    REFERENCE,
    check_complete,
    lines_of,
    names_in,
    refuse_repeated,
    row_of,
    typed_value,
)
from data.sheets.safeguarding.referrals import GRADES
from data.tables import (
    calendar_day,
    duty_standard,
    finder,
    first_responder,
    gender,
    panel,
    referral_agency,
    status,
)
from data.working_days import fill_calendar

# The lists that are stored in tables, because figures are broken down by them.
LISTS = {
    status: "statuses.csv",
    gender: "genders.csv",
    panel: "panels.csv",
    referral_agency: "referral_agencies.csv",
    first_responder: "first_responders.csv",
    finder: "finders.csv",
}
# The lists of names that only imports use, straight from the folder.
LISTS_OF_NAMES = ("agencies.csv", "removal_reasons.csv", "stages.csv")
UNITS = ("working", "calendar")
STANDARD_KEY = ("duty", "status", "kind", "from_on")
# Standards that may differ by kind: by the grade of a referral, and by who decides.
KINDS: dict[str | None, tuple[str, ...]] = {
    "Answer of a MASH": GRADES.values,
    "Reasonable grounds": DECIDERS,
}


def load_lists(connection: Connection, reference: Path) -> None:
    """Load the lists of a folder. Raises `WrongReference`.

    A folder made for an earlier version may lack a column. Its value then stays as it is in the
    database or, for a new line, comes from the line of the same name in the dashboard's own file.
    """
    _load_bank_holidays(connection, reference)
    _load_standards(connection, reference)
    for name in LISTS_OF_NAMES:
        names_in(reference, name)
    for table, file in LISTS.items():
        (key,) = table.primary_key.columns
        known = {row[key.name]: dict(row) for row in connection.execute(select(table)).mappings()}
        own = {line.cells[key.name]: line for line in lines_of(REFERENCE, file, (key.name,))}
        lines = lines_of(reference, file, (key.name,))
        refuse_repeated(lines, key.name)
        for position, line in enumerate(lines):
            row = row_of(table, line) | {"position": position}
            before = known.pop(row[key.name], {})
            if not before and row[key.name] in own:
                row = row_of(table, own[row[key.name]]) | row
            check_complete(table, before | row, line)
            if not before:
                connection.execute(table.insert().values(row))
            elif row.items() - before.items():
                connection.execute(table.update().where(key == row[key.name]).values(row))
        if known:
            connection.execute(table.update().where(key.in_(known)).values(position=None))


def own_force(reference: Path) -> str:
    """The name of the force itself in finders.csv; empty where no line is marked as own."""
    lines = lines_of(reference, "finders.csv", ("name", "is_own"))
    own = (line.cells["name"] for line in lines if typed_value(line, "is_own", finder.c.is_own))
    return next(own, "")


def _load_standards(connection: Connection, reference: Path) -> None:
    """Replace the standards of duties by those of the file, each of which has its own date."""
    lines = lines_of(reference, "standards.csv", ("duty", "from_on", "days", "unit"))
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        row = row_of(duty_standard, line) | {"standard_id": number}
        check_complete(duty_standard, row, line)
        if row["unit"] not in UNITS:
            raise line.error(f"the unit is {row['unit']!r}. Write {' or '.join(UNITS)}.")
        kinds = KINDS.get(row["duty"], ())
        if row.get("kind") and row["kind"] not in kinds:
            remedy = f"Write {', '.join(kinds)}, or leave it empty." if kinds else "Leave it empty."
            raise line.error(f"the kind is {row['kind']!r}. {remedy}")
        if any(all(each.get(name) == row.get(name) for name in STANDARD_KEY) for each in rows):
            raise line.error(
                f"{row['duty']} has another standard from the same day. Delete one of them."
            )
        rows.append(row)
    connection.execute(delete(duty_standard))
    if rows:
        connection.execute(duty_standard.insert(), rows)


def _load_bank_holidays(connection: Connection, reference: Path) -> None:
    lines = lines_of(reference, "bank_holidays.csv", ("day",))
    days = {typed_value(line, "day", calendar_day.c.day) for line in lines}
    fill_calendar(connection, days - {None})
