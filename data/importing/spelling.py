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
    for rows in (staged.rows, *staged.parts.values()):
        own = rows.c[name]
        is_new = ~exists().where(record[name] == own, is_current)
        form = func.lower(own)
        known = staging.table(
            f"known_{rows.name}",
            Column("form", own.type),
            Column("written", own.type),
            index=["form"],
        )
        written = select(func.lower(record[name]), func.min(record[name]))
        written = written.where(
            is_current, func.lower(record[name]).in_(select(form).where(own.is_not(None), is_new))
        )
        both = written.group_by(func.lower(record[name]))
        staging.connection.execute(insert(known).from_select(["form", "written"], both))
        staging.index_filled(known)
        as_known = select(known.c.written).where(known.c.form == form).scalar_subquery()
        staging.connection.execute(
            update(rows).where(is_new, form.in_(select(known.c.form))).values({name: as_known})
        )


def rows_nearly_alike(
    staging: Staging, sheets: Mapping[Sheet, StagedTables], references: References
) -> Iterator[tuple[Sheet, list[int]]]:
    """For each sheet, the rows whose reference to a child is nearly the same as another one."""
    alike = staging.like("nearly_alike", child, ["child_ref"], ["child_ref"])
    staging.fill(alike, [(each,) for each in references.nearly_the_same()])
    staging.index_filled(alike)
    for sheet, staged in sheets.items():
        for table in (staged.rows, *staged.parts.values()):
            if "child_ref" in table.c:
                found = select(table.c.row).where(table.c.child_ref.in_(select(alike.c.child_ref)))
                rows = staging.connection.execute(found.order_by(table.c.row)).scalars()
                yield sheet, list(rows)
