"""The mappings that somebody agreed to: kept in the database, and found again for new files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from data.clock import utc_now
from data.explained import Explained
from data.importing.cells.references import normal_form
from data.importing.cells.values import read_lists
from data.importing.layout.grids import unpack_to_grids
from data.importing.mapping.declaration import LEFT_OUT, Mapping, SheetMapping, Suggestion, form_of
from data.importing.mapping.suggesting import suggest
from data.importing.mapping.toml import WrongMapping, from_toml, to_toml
from data.importing.problems import Problems, Refused
from data.reference_files import REFERENCE
from data.tables import workbook_mapping


@dataclass(frozen=True)
class AgreedMapping:
    """A mapping that was agreed to: by whom, and when (UTC)."""

    mapping_id: int
    form: str
    text: str
    agreed_by: str
    agreed_at: datetime

    @property
    def mapping(self) -> Mapping:
        """The mapping itself. Raises WrongMapping where what it names is no longer known."""
        return from_toml(self.text)

    def __str__(self) -> str:
        """Which it is, as messages and the access log name it."""
        return f"mapping {self.mapping_id}, agreed by {self.agreed_by} on {self.agreed_at:%d/%m/%Y}"


def suggestions_for(
    connection: Connection,
    paths: Sequence[Path],
    reference: Path = REFERENCE,
    chosen: Sequence[SheetMapping] = (),
) -> list[Suggestion]:
    """How each sheet of the files should probably be read. What somebody has already `chosen` is
    kept. Raises Refused."""
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="clvt-import-") as folder:
        grids = unpack_to_grids(paths, Path(folder), problems)
        if problems:
            raise problems.refusal()
        lists, agreed = read_lists(connection, reference), list(_valid(connection))
        return suggest(grids, lists, agreed, chosen)


class NewHeadings(Explained):
    """Headings have come since a mapping was agreed to; the message names them."""


def mapping_for_files(
    connection: Connection, paths: Sequence[Path], reference: Path = REFERENCE
) -> AgreedMapping | None:
    """The mapping by which the files are read, if one was agreed to for workbooks like them. None
    where there is none, or where they cannot be read. Raises WrongMapping and NewHeadings."""
    agreed = [each for each in agreed_mappings(connection) if not _is_needless(each)]
    if not agreed:
        return None
    try:
        suggestions = suggestions_for(connection, paths, reference)
    except Refused:
        return None
    found = mapping_for_sheets(agreed, suggestions)
    if found and (new := new_headings(found.mapping, suggestions)):
        raise NewHeadings(
            f"The headings have changed since {found}: {new}. Map it again or, if a "
            'column is not to be read, give its heading "" in the mapping.'
        )
    return found


def new_headings(agreed: Mapping, suggestions: Sequence[Suggestion]) -> str:
    """The headings that look like a known one which the mapping neither gives nor names, in words;
    empty where there are none."""
    new = []
    for sheet in (each.mapping for each in suggestions):
        alike = [
            each
            for each in agreed.sheets
            if (form_of(each.name), each.kind) == (form_of(sheet.name), sheet.kind)
        ]
        named = {normal_form(heading) for each in alike for heading in each.columns}
        given = {known for each in alike for known in (*each.columns.values(), *each.always)}
        new += [
            f"'{heading}' of '{sheet.name}' looks like {known}"
            for heading, known in sheet.columns.items()
            if alike and normal_form(heading) not in named and known not in given
        ]
    return "; ".join(new)


def _is_needless(agreed: AgreedMapping) -> bool:
    """Whether a mapping gives known sheets under their own names, which are read without it."""
    try:
        sheets = agreed.mapping.read
    except WrongMapping:
        return False
    return all(
        each == SheetMapping(each.name, normal_form(each.name), each.columns, dates=each.dates)
        and all(normal_form(own) == normal_form(known) for own, known in each.columns.items())
        for each in sheets
    )


def _valid(connection: Connection) -> Iterator[Mapping]:
    """The agreed mappings whose sheets and columns are all known, the newest first."""
    for each in agreed_mappings(connection):
        with suppress(WrongMapping):
            yield each.mapping


def form_of_workbooks(names: Sequence[str]) -> str:
    """A form that is equal for workbooks whose sheets' names differ only in months and numbers."""
    return "\n".join(sorted({form_of(name) for name in names}))


def mapping_for_sheets(
    mappings: Sequence[AgreedMapping], suggestions: Sequence[Suggestion]
) -> AgreedMapping | None:
    """The mapping by which a workbook with these sheets is read: the one of its form or else, where
    they differ only in sheets that are not read, the newest. Where one has a month or a number in
    its names and the other has none, it takes this one's. None where there is none."""
    form = form_of_workbooks([each.mapping.name for each in suggestions])
    names = [each.mapping.name for each in suggestions if each.mapping.kind != LEFT_OUT]
    forms, forms_to_read = set(form.split("\n")), set(map(form_of, names))
    for each in mappings:
        if each.form == form:
            return each
    for each in mappings:
        with suppress(WrongMapping):
            read, mapped = (
                {form_of(sheet.name) for sheet in sheets}
                for sheets in (each.mapping.read, each.mapping.sheets)
            )
            if read <= forms and forms_to_read <= mapped:
                return each
    return next(filter(None, (_renamed(each, names) for each in mappings)), None)


def _renamed(agreed: AgreedMapping, names: Sequence[str]) -> AgreedMapping | None:
    """A mapping under other names of its sheets, such as children Dec for children. None where its
    sheets are not these."""
    try:
        read = agreed.mapping.read
    except WrongMapping:
        return None
    by_name = {_without_month(name): name for name in names}
    if "" in by_name or not len(by_name) == len(names) == len(read):
        return None
    if by_name.keys() != {_without_month(sheet.name) for sheet in read}:
        return None
    sheets = (replace(sheet, name=by_name[_without_month(sheet.name)]) for sheet in read)
    return replace(agreed, text=_agreed_text(sheets))


def _without_month(name: str) -> str:
    return " ".join(form_of(name).replace("#", " ").split())


def agreed_mappings(connection: Connection) -> list[AgreedMapping]:
    """All mappings that were agreed to, the newest first."""
    m = workbook_mapping.c
    rows = select(m.mapping_id, m.form, m.mapping, m.agreed_by, m.agreed_at)
    return [AgreedMapping(*row) for row in connection.execute(rows.order_by(m.mapping_id.desc()))]


def describe_mapping(connection: Connection, mapping: Mapping) -> str:
    """Which mapping it is, for the access log."""
    text = _agreed_text(mapping.sheets)
    known = (str(each) for each in agreed_mappings(connection) if each.text == text)
    return next(known, "a new mapping")


def save_mapping(engine: Engine, mapping: Mapping, by: str) -> None:
    """Keep an agreed mapping, in place of the one for workbooks of the same form. One that is kept
    already stays as it is, with who agreed to it."""
    row = _row(mapping, by)
    kept = (row["form"], row["mapping"])
    with engine.begin() as connection:
        if all((each.form, each.text) != kept for each in agreed_mappings(connection)):
            same_form = workbook_mapping.c.form == row["form"]
            connection.execute(delete(workbook_mapping).where(same_form))
            connection.execute(insert(workbook_mapping).values(row))


def replace_mapping(connection: Connection, mapping_id: int, mapping: Mapping, by: str) -> None:
    """Replace an agreed mapping, and any other for workbooks of the same form."""
    m, row = workbook_mapping.c, _row(mapping, by)
    others_of_form = (m.form == row["form"], m.mapping_id != mapping_id)
    connection.execute(delete(workbook_mapping).where(*others_of_form))
    connection.execute(update(workbook_mapping).where(m.mapping_id == mapping_id).values(row))


def _row(mapping: Mapping, by: str) -> dict[str, Any]:
    return {
        "form": form_of_workbooks([sheet.name for sheet in mapping.sheets]),
        "mapping": _agreed_text(mapping.sheets),
        "agreed_by": by,
        "agreed_at": utc_now(),
    }


def _agreed_text(sheets: Iterable[SheetMapping]) -> str:
    return to_toml(Mapping(tuple(sheets), is_agreed=True))


def delete_mapping(connection: Connection, mapping_id: int) -> None:
    """Delete a mapping: workbooks of its form need a new one."""
    connection.execute(delete(workbook_mapping).where(workbook_mapping.c.mapping_id == mapping_id))
