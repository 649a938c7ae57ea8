"""What was imported: when, by whom, and what each import changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, select

from data.tables import import_file, import_run, retention_run


@dataclass(frozen=True)
class SheetChanges:
    """What one sheet of an import changed, in records."""

    file: str
    sheet: str
    new: int
    changed: int
    withdrawn: int


@dataclass(frozen=True)
class Import:
    """An import. `undoes` is the first of the imports that it undid; `undone_by` is the import that
    undid this one."""

    import_id: int
    extracted_on: date
    imported_at: datetime
    imported_by: str | None
    undoes: int | None
    undone_by: int | None
    sheets: tuple[SheetChanges, ...]


def imports(engine: Engine) -> list[Import]:
    """Every import, newest first. Raises SQLAlchemyError."""
    file = import_file.c
    with engine.connect() as connection:
        runs = connection.execute(select(import_run).order_by(import_run.c.import_id.desc())).all()
        of_import = defaultdict(list)
        for row in connection.execute(select(import_file).order_by(file.file_id)):
            of_import[row.import_id].append(
                SheetChanges(
                    row.file, row.sheet, row.rows_new, row.rows_changed, row.rows_withdrawn
                )
            )
    undoing = sorted((run.import_id, run.undoes) for run in runs if run.undoes is not None)
    return [
        Import(
            run.import_id,
            run.extracted_on,
            run.imported_at,
            run.imported_by,
            run.undoes,
            next((by for by, first in undoing if first <= run.import_id < by), None),
            tuple(of_import[run.import_id]),
        )
        for run in runs
    ]


@dataclass(frozen=True)
class Retention:
    """A run of `clvt retention`: children who left the tracker before a day were made anonymous,
    in every version of their records, so that an undo puts back the anonymous records."""

    run_at: datetime
    run_by: str
    gone_before: date
    children: int


def retentions(engine: Engine) -> list[Retention]:
    """Every run of `clvt retention`, newest first. Raises SQLAlchemyError."""
    run = retention_run.c
    query = select(run.run_at, run.run_by, run.gone_before, run.children)
    with engine.connect() as connection:
        return [
            Retention(*row) for row in connection.execute(query.order_by(run.retention_id.desc()))
        ]
