"""Hostile files are refused, or read safely; mutated ones never bring the importer down."""

from __future__ import annotations

import random
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from data.database import writing_engine
from data.importing import Refused, import_files
from data.importing.files import workbooks
from data.importing.layout import grids
from data.importing.layout.grids import Grid, unpacked
from data.importing.layout.unpacking import MOST_COLUMNS, unpack
from data.importing.mapping.declaration import Mapping
from data.importing.mapping.remembering import looked_into
from data.importing.mapping.suggesting import answered
from data.importing.problems import Problems
from data.tables import import_run, tracker_entry
from tests.importing.awkward.books import (
    CHILDREN,
    FORMATS,
    HEAD,
    TRACKER,
    book,
    child,
    lines,
    text,
    with_part,
)
from tests.sampling import IS_SOAK

MUTATIONS = 10_000 if IS_SOAK else 40
SECONDS_EACH = 20
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    made = writing_engine(sqlite_url)
    yield made
    made.dispose()


def read(path: Path, folder: Path) -> tuple[list[Grid], str]:
    """The sheets as read in a process of their own, and what is wrong with the file."""
    problems = Problems()
    (folder / "unpacked").mkdir()
    found = unpacked([path], folder / "unpacked", problems)
    return found, "\n".join(map(str, problems.refusal().groups))


def zipped(path: Path, **parts: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST", 1 << 20)
    monkeypatch.setattr(grids, "unpack_apart", unpack)
    path = zipped(tmp_path / "bomb.xlsx", xl__workbook_xml=" " * (2 << 20))
    assert "unpacks to more than 1 MB" in read(path, tmp_path)[1]


def test_a_sheet_that_repeats_itself_without_end_is_refused_in_bounded_memory(
    tmp_path: Path,
) -> None:
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="5000">{cell}</table:table-row>'
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="a">{row * 3}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = {"META-INF__manifest_xml": "<x/>"}
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    path = zipped(tmp_path / "bomb.ods", mimetype=kind, content_xml=content, **manifest)
    assert "memory" in read(path, tmp_path)[1]


def test_more_columns_than_anybody_uses_are_left_out(tmp_path: Path) -> None:
    path = text("wide.csv", lines([[str(n) for n in range(10_000)]] * 3))(tmp_path)
    (grid,), _ = read(path, tmp_path)
    assert [len(cells) for _, cells in grid.rows()] == [MOST_COLUMNS] * 3
    assert "left out" in grid.notices[0]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_never_followed(tmp_path: Path, part: str) -> None:
    write = with_part(book(TRACKER), part, "?>\n", f"?>\n{ENTITIES}")
    if part.endswith("sheet1.xml"):
        write = with_part(write, part, "<sheetData>", "<sheetData>&c;&b;")
    found, amiss = read(write(tmp_path), tmp_path)
    assert amiss or all("root:" not in str(row) for grid in found for row in grid.rows())


def test_the_name_of_a_sheet_is_never_a_path(tmp_path: Path) -> None:
    name = "../../../../tmp/x"
    path = with_part(book(TRACKER), "xl/workbook.xml", "CLVT Nov 22", name)(tmp_path)
    (grid,), _ = read(path, tmp_path)
    assert grid.name == name
    assert grid.unpacked.parent == tmp_path / "unpacked" / "0"


def test_macros_and_links_to_other_files_are_not_looked_at(tmp_path: Path) -> None:
    path = book(TRACKER, name="book.xlsm")(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not to be run")
        archive.writestr("xl/externalLinks/externalLink1.xml", '<x Target="http://x.invalid"/>')
    (grid,), amiss = read(path, tmp_path)
    assert len(list(grid.rows())) == len(CHILDREN) + 1
    assert not amiss


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 64)
    assert "password" in read(path, tmp_path)[1]


def test_a_file_that_takes_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids, "SECONDS", 0.001)
    assert "takes longer" in read(book(TRACKER)(tmp_path), tmp_path)[1]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes of a file with some changed, cut, doubled or moved."""
    kept = bytearray(content)
    for _ in range(chance.choice((1, 2, 8, 40))):
        place = chance.randrange(len(kept) or 1)
        match chance.randrange(5):
            case 0:
                kept[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del kept[place : place + chance.choice((1, 5, 300))]
            case 2:
                kept[place:place] = kept[place : place + 40]
            case 3:
                kept[place:place] = chance.choice((b"\0", b'"', b";", b"\n", b"\xff", b"9" * 30))
            case _:
                kept = kept[: place + 1] if chance.random() < 0.05 else kept
    return bytes(kept)


def mutated_cells(chance: random.Random) -> Callable[[Path], Path]:
    """A workbook whose cells and headings are changed, left out and swapped."""
    odd = [
        "",
        "#N/A",
        "=1+1",
        "31.02.22",
        "Y",
        "x" * 400,
        1e300,
        -1,
        True,
        "CT-1",
        "\u202eabc",
        "é",
    ]
    rows = [list(row) for row in (HEAD, *CHILDREN, child(7, Date_off="1.2.22"))]
    for _ in range(chance.randrange(1, 12)):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(odd)
    if chance.random() < 0.3:
        chance.shuffle(rows)
    return book((chance.choice(("CLVT", "Intel", "Removed", "x")), rows))


@pytest.mark.parametrize("tenth", range(10))
def test_no_mutation_brings_the_importer_down_or_is_written_in_part(
    engine: Engine, tmp_path: Path, tenth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = grids.unpack_apart
    bases = [book(TRACKER)(tmp_path), FORMATS / "clvt.xls", FORMATS / "clvt.ods"]
    bases.append(text("clvt.csv", lines([HEAD, *CHILDREN]))(tmp_path))
    for number in range(tenth, MUTATIONS, 10):
        chance = random.Random(number)
        if number % 2:
            path = mutated_cells(chance)(tmp_path)
        else:
            base = chance.choice(bases)
            path = tmp_path / f"mutated{base.suffix}"
            path.write_bytes(mutated(base.read_bytes(), chance))
        # A damaged workbook may end the process that reads it: see `unpack_apart`.
        is_safe = number % 2 or path.suffix == ".csv"
        monkeypatch.setattr(grids, "unpack_apart", unpack if is_safe else apart)
        before, began = _state(engine), time.monotonic()
        try:
            with engine.connect() as database:
                suggestions = looked_into(database, [path])
            mapping = Mapping(tuple(answered(each, {}) for each in suggestions), is_agreed=True)
            import_files(engine, [path], extracted_on=date(2022, 11, 22), mapping=mapping, left={})
        except Refused:
            assert _state(engine) == before, number
        assert time.monotonic() - began < SECONDS_EACH, number


def _state(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        return (
            connection.scalar(select(func.count()).select_from(import_run)) or 0,
            connection.scalar(select(func.count()).select_from(tracker_entry)) or 0,
        )
