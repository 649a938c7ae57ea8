"""What was imported, and what was refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    ScalarSelect,
    Select,
    String,
    Table,
    Text,
    exists,
    select,
)

from data.tables.versioned import metadata

import_run = Table(
    "import_run",
    metadata,
    Column(
        "import_id", Integer, primary_key=True, comment="rises by one an import: the data version"
    ),
    Column("extracted_on", Date, nullable=False, comment="the date the extract speaks of"),
    Column("imported_at", DateTime, nullable=False, comment="when it was imported, in UTC"),
    Column("is_demo", Boolean, nullable=False, comment="whether it brought invented data"),
    Column(
        "imported_by",
        String(120),
        comment="username, or the login of the operator; null: not recorded then",
    ),
    Column(
        "undoes",
        Integer,
        comment="it put back what was known before this import; null: it brought files",
    ),
    comment="One row per import: what was loaded, together, in one transaction",
)

import_file = Table(
    "import_file",
    metadata,
    Column("file_id", Integer, primary_key=True),
    Column(
        "import_id",
        ForeignKey("import_run.import_id"),
        nullable=False,
        index=True,
        comment="its import",
    ),
    Column("file", String(255), nullable=False, comment="the file's name, without its folder"),
    Column("sha256", String(64), nullable=False, index=True, comment="fingerprint of the file"),
    Column("sheet", String(40), nullable=False, comment="tracker, changes, intelligence …"),
    Column("rows_read", Integer, nullable=False, comment="rows in the sheet"),
    Column("rows_new", Integer, nullable=False, comment="records not known before"),
    Column("rows_changed", Integer, nullable=False, comment="records known with other content"),
    Column("rows_withdrawn", Integer, nullable=False, comment="records known, now gone"),
    Column("notices", Text, nullable=False, comment="what was ignored or unusual, a line each"),
    comment="One row per sheet of an import: where it came from and what it changed",
)

coverage = Table(
    "coverage",
    metadata,
    Column("coverage_id", Integer, primary_key=True),
    Column(
        "import_id",
        ForeignKey("import_run.import_id"),
        nullable=False,
        index=True,
        comment="its import",
    ),
    Column("sheet", String(40), nullable=False, comment="tracker, changes, intelligence …"),
    Column(
        "first_day",
        Date,
        comment="the first day that the sheet speaks of; null: as far back as its records go",
    ),
    Column("last_day", Date, nullable=False, comment="the last day that the sheet speaks of"),
    comment="One row per span of days that a sheet of an import speaks of. No figure goes beyond",
)

import_refusal = Table(
    "import_refusal",
    metadata,
    Column("refusal_id", Integer, primary_key=True),
    Column("refused_at", DateTime, nullable=False, comment="when, in UTC"),
    Column("files", Text, nullable=False, comment="the files' names, without their folders"),
    Column("problems", Integer, nullable=False, comment="how many problems were found in all"),
    Column(
        "summary",
        Text,
        nullable=False,
        comment="sheet, column, remedy and count of each kind of problem, never a value",
    ),
    comment="One row per import that was refused whole: what was wrong, without the data",
)


workbook_mapping = Table(
    "workbook_mapping",
    metadata,
    Column("mapping_id", Integer, primary_key=True),
    Column("form", Text, nullable=False, comment="the names of its sheets, without their months"),
    Column("mapping", Text, nullable=False, comment="as in clvt.toml"),
    Column("agreed_by", String(120), nullable=False, comment="username"),
    Column("agreed_at", DateTime, nullable=False, comment="when, in UTC"),
    comment="One row per form of workbook: how its sheets, headings and words are read",
)


def is_undone(known: int | ScalarSelect[int] | None = None) -> ColumnElement[bool]:
    """Whether an import was undone by a later one (up to the import `known`)."""
    later = import_run.alias()
    undone = [
        later.c.undoes <= import_run.c.import_id,
        later.c.import_id > import_run.c.import_id,
    ]
    if known is not None:
        undone.append(later.c.import_id <= known)
    return exists().where(*undone).correlate(import_run)


def imports_in_force(known: int | ScalarSelect[int] | None) -> Select[Any]:
    """The ids of the imports up to `known` (None: all) that were not undone by then."""
    in_force = select(import_run.c.import_id).where(~is_undone(known))
    return in_force if known is None else in_force.where(import_run.c.import_id <= known)
