"""Areas and local authorities: each line of their files may have a first and a last day.

areas.csv has a line for each area and, where one is renamed or changes its district, a further line
with the same code. The columns `from` and `until` are the first and last day of a line, both
included; a line without them has always held and still does. `became` has the codes of the areas
that follow one that has ended: several where it was split.

A change of the files takes effect with the next import, so that figures as they were known at an
earlier import stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from data.duties.deciders import DECIDERS
from data.reference_files.reading import (
    Line,
    WrongReference,
    check_complete,
    lines_of,
    reference_file,
    row_of,
    typed_value,
)
from data.tables import CLOCKS, area, area_version, import_run, local_authority, metadata

AREAS, AUTHORITIES = "areas.csv", "local_authorities.csv"
AREA_COLUMNS = ("code", "name", "district", "local_authority", "tile_row", "tile_column")
# Words that pages and releases use in the same places as the names of areas and districts.
RESERVED = ("all", "force", "unknown")
ALWAYS = (date.min, date.max)

Row = dict[str, Any]


def load_areas(connection: Connection, reference: Path) -> None:
    """Load the areas and authorities of a folder, to hold from the next import on.

    Raises `WrongReference`, also where an area is missing that records or accounts name: the folder
    is then that of another force, or lacks a line that must stay.
    """
    authorities = _dated_rows(
        local_authority, lines_of(reference, AUTHORITIES, ("code", "district"))
    )
    areas = _dated_rows(area_version, lines_of(reference, AREAS, AREA_COLUMNS))
    for line, row in authorities:
        if row.get("nrm_decided_by") not in (None, *DECIDERS):
            raise line.error(
                f"nrm_decided_by is {row['nrm_decided_by']!r}. Write {' or '.join(DECIDERS)}."
            )
    _check_areas(areas, {row["code"] for _, row in authorities})
    wanted = {row["code"] for _, row in areas}
    _refuse_missing(connection, reference, wanted)
    known = set(connection.execute(select(area.c.code)).scalars())
    if new := sorted(wanted - known):
        connection.execute(insert(area), [{"code": code} for code in new])
    _write_versions(connection, local_authority, [row for _, row in authorities])
    _write_versions(connection, area_version, [row for _, row in areas])
    with_versions = select(area_version.c.code)
    if known - wanted:
        connection.execute(
            delete(area).where(area.c.code.in_(known - wanted), area.c.code.not_in(with_versions))
        )


def _dated_rows(table: Table, lines: Sequence[Line]) -> list[tuple[Line, Row]]:
    """The lines with their values. Raises `WrongReference` where two lines of one code hold on the
    same day."""
    found: list[tuple[Line, Row]] = []
    for line in lines:
        row = row_of(table, line)
        for column, heading, always in zip(
            ("from_on", "until_on"), ("from", "until"), ALWAYS, strict=True
        ):
            row[column] = typed_value(line, heading, table.c[column]) or always
        check_complete(table, row | dict.fromkeys(CLOCKS, 0), line)
        if row["from_on"] > row["until_on"]:
            raise line.error("until is before from. Give the first and the last day.")
        for other, same in found:
            if same["code"] == row["code"] and _overlap(same, row):
                raise line.error(
                    f"{row['code']} is in line {other.number} too, for the same days. Delete one "
                    "of them. If it has changed, give the last day of one in the column until, and "
                    "the day after it in the column from of the other."
                )
        found.append((line, row))
    return found


def _overlap(one: Row, other: Row) -> bool:
    return bool(one["from_on"] <= other["until_on"] and other["from_on"] <= one["until_on"])


def _check_areas(areas: Sequence[tuple[Line, Row]], authorities: set[str]) -> None:
    codes = {row["code"] for _, row in areas}
    for line, row in areas:
        if row["local_authority"] not in authorities:
            raise line.error(
                f"the local authority {row['local_authority']} is not in {AUTHORITIES}. Add it "
                "there, or correct its code here."
            )
        for column in ("code", "name", "district"):
            if row[column].casefold() in RESERVED:
                raise line.error(f"{row[column]} has another meaning. Use another {column}.")
        if row["district"] in codes:
            raise line.error(
                f"the district {row['district']} has the same name as the code of an area. Use "
                "another code for the area."
            )
        row["became"] = _successors(line, row, codes)
    for (earlier, one), (line, row) in combinations(areas, 2):
        if one["code"] == row["code"]:
            continue
        shared = {one["name"].casefold(), one["code"].casefold()} & {
            row["name"].casefold(),
            row["code"].casefold(),
        }
        if shared:
            raise line.error(
                f"{row['name']} ({row['code']}) has the same name or code as the area of line "
                f"{earlier.number}, {one['name']} ({one['code']}). Give each area its own."
            )


def _successors(line: Line, row: Row, codes: set[str]) -> str | None:
    """The codes of the areas that follow one that has ended, as stored; None if there are none."""
    after = [code.strip() for code in line.cells.get("became", "").split(";") if code.strip()]
    if not after:
        return None
    if row["until_on"] == date.max:
        raise line.error("became is given, but until is not. Give the last day of the area.")
    if unknown := [code for code in after if code not in codes]:
        raise line.error(
            f"became has {', '.join(unknown)}, which is not in the column code. Give the codes of "
            "the areas that follow it, separated by semicolons."
        )
    return "; ".join(after)


def _refuse_missing(connection: Connection, reference: Path, wanted: set[str]) -> None:
    current = area_version.c.known_until.is_(None)
    held = select(area_version.c.code, area_version.c.name).where(current)
    names = {code: name for code, name in connection.execute(held) if code not in wanted}
    missing = sorted(name for code, name in names.items() if _is_used(connection, code))
    if missing:
        raise WrongReference(
            f"{reference_file(reference, AREAS)} does not have {', '.join(missing)}, which records "
            "or accounts in this database name. If this folder is of another force, set "
            "CLVT_REFERENCE to the folder that belongs to this database. If an area has ended, "
            "keep its line, and give its last day in the column until."
        )


def _is_used(connection: Connection, code: str) -> bool:
    naming = (
        column
        for table in metadata.sorted_tables
        if table is not area_version
        for column in table.columns
        if column.references(area.c.code)
    )
    return any(connection.scalar(select(select(c).where(c == code).exists())) for c in naming)


def _write_versions(connection: Connection, table: Table, wanted: Sequence[Row]) -> None:
    """Make the wanted rows those that a table has from the next import on."""
    names = [column.name for column in table.columns if column.name not in CLOCKS]
    rows = {tuple(row.get(name) for name in names) for row in wanted}
    if dict(_current(connection, table, names)).keys() == rows:
        return
    next_import = (connection.scalar(select(func.max(import_run.c.import_id))) or 0) + 1
    c = table.c
    connection.execute(delete(table).where(c.known_from == next_import))
    connection.execute(update(table).where(c.known_until == next_import).values(known_until=None))
    current = dict(_current(connection, table, names))
    if ended_versions := [number for content, number in current.items() if content not in rows]:
        end = update(table).values(known_until=next_import)
        connection.execute(end.where(c.version_id.in_(ended_versions)))
    if new := sorted(rows - current.keys(), key=str):
        from_next_import = {"known_from": next_import}
        connection.execute(
            insert(table),
            [dict(zip(names, content, strict=True)) | from_next_import for content in new],
        )


def _current(
    connection: Connection, table: Table, names: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """The content of each current row of a table, with its version_id."""
    current = table.c.known_until.is_(None)
    query = select(table.c.version_id, *(table.c[name] for name in names)).where(current)
    for number, *content in connection.execute(query):
        yield tuple(content), number


def areas_changed_by(connection: Connection, import_id: int) -> list[str]:
    """The names of the areas that an import added, changed or removed; none for the first one."""
    if import_id == 1:
        return []
    c = area_version.c
    query = select(c.name).where((c.known_from == import_id) | (c.known_until == import_id))
    return sorted(set(connection.execute(query).scalars()))
