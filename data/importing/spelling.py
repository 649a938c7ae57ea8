"""References that are spelled in more than one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Column, exists, func, insert, select, update

from data.importing.cells.references import References
from data.recording.staging import StagedTables, Staging
from data.sheets.declaration import Sheet
from data.tables import child


def use_known_spelling(staging: Staging, sheet: Sheet, staged: StagedTables) -> None:
    """Spell the references of staged rows as the records do, where only the case differs.

    The references of children are already spelled so when their cells are read.
    """
    if len(sheet.key) > 1 or not sheet.key_fields[0].is_reference:
        return
    name = sheet.key[0]
    record = sheet.record.c
    is_current = record.known_until.is_(None)
    known_lower = func.lower(record[name])
    for rows in staged.all_tables:
        reference = rows.c[name]
        lower = func.lower(reference)
        is_new = ~exists().where(record[name] == reference, is_current)
        known = staging.table(
            f"known_{rows.name}",
            Column("lower", reference.type),
            Column("written", reference.type),
            index=["lower"],
        )
        new = select(lower).where(reference.is_not(None), is_new)
        spellings = (
            select(known_lower, func.min(record[name]))
            .where(is_current, known_lower.in_(new))
            .group_by(known_lower)
        )
        staging.connection.execute(insert(known).from_select(["lower", "written"], spellings))
        staging.index_filled(known)
        as_known = select(known.c.written).where(known.c.lower == lower).scalar_subquery()
        staging.connection.execute(
            update(rows).where(is_new, lower.in_(select(known.c.lower))).values({name: as_known})
        )


def rows_nearly_alike(
    staging: Staging, sheets: Mapping[Sheet, StagedTables], references: References
) -> Iterator[tuple[Sheet, list[int]]]:
    """For each sheet, the rows whose reference to a child is nearly the same as another one."""
    alike = staging.like("nearly_alike", child, ["child_ref"], ["child_ref"])
    staging.fill(alike, [(each,) for each in references.nearly_the_same()])
    staging.index_filled(alike)
    for sheet, staged in sheets.items():
        for table in staged.all_tables:
            if "child_ref" in table.c:
                found = select(table.c.row).where(table.c.child_ref.in_(select(alike.c.child_ref)))
                rows = staging.connection.execute(found.order_by(table.c.row)).scalars()
                yield sheet, list(rows)
