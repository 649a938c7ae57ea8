"""Hostile files are refused or read safely, and damaged ones never crash the importer."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.importing.files import workbooks
from data.importing.layout import grids
from data.importing.layout.grids import Grid, unpack_to_grids
from data.importing.layout.unpacking import MOST_COLUMNS, unpack
from data.importing.problems import Problems, Refused
from data.importing.run import import_files
from tests.importing.awkward.books import (
    CHILDREN,
    TRACKER,
    book,
    lines,
    text,
    with_parts,
)
from tests.importing.awkward.fuzz_workbooks import IMPORTED, REFUSED, try_out
from tests.importing.awkward.mutations import mutation
from tests.invented.workbooks import write_zip

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def read(path: Path, folder: Path) -> tuple[list[Grid], str]:
    """The sheets, read in a process of their own, and the problems of the file."""
    problems = Problems()
    (folder / "unpacked").mkdir()
    found = unpack_to_grids([path], folder / "unpacked", problems)
    return found, "\n".join(map(str, problems.refusal().groups))


def test_a_file_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 1 << 20)
    monkeypatch.setattr(grids, "unpack_in_process", unpack)
    path = write_zip(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b" " * (2 << 20)})
    assert "unpacks to more than 1 MB" in read(path, tmp_path)[1]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("noise.xlsx", "This file is not an Excel workbook, or is damaged."),
        ("noise.csv", "This is not text, though its name says CSV."),
    ],
)
def test_the_refusal_of_an_unreadable_file_names_the_format_of_its_name(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / name).write_bytes(bytes(range(1, 256)) + b"\0" * 9)
    assert said in read(tmp_path / name, tmp_path)[1]


def test_a_sheet_that_repeats_itself_without_end_is_refused(tmp_path: Path) -> None:
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
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b"<x/>",
    }
    path = write_zip(tmp_path / "bomb.ods", parts)
    assert "repeated 245,760,000 times" in read(path, tmp_path)[1]


def test_a_file_is_read_in_bounded_memory() -> None:
    limited = "from data.importing.layout.unpacking import _limit_resources; _limit_resources()"
    ended = subprocess.run(
        [sys.executable, "-c", f"{limited}; bytearray(3 << 30)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "MemoryError" in ended.stderr


def test_a_file_whose_reader_ends_early_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert "memory" in read(book(TRACKER)(tmp_path), tmp_path)[1]


def test_more_columns_than_anybody_uses_are_left_out(tmp_path: Path) -> None:
    path = text("wide.csv", lines([[str(n) for n in range(10_000)]] * 3))(tmp_path)
    (grid,), _ = read(path, tmp_path)
    assert [len(cells) for _, cells in grid.rows()] == [MOST_COLUMNS] * 3
    assert "left out" in grid.notices[0]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_never_followed(tmp_path: Path, part: str) -> None:
    write = with_parts(book(TRACKER), part, ("?>\n", f"?>\n{ENTITIES}"))
    if part.endswith("sheet1.xml"):
        write = with_parts(write, part, ("<sheetData>", "<sheetData>&c;&b;"))
    found, wrong = read(write(tmp_path), tmp_path)
    assert wrong or all("root:" not in str(row) for grid in found for row in grid.rows())


def test_the_name_of_a_sheet_is_never_a_path(tmp_path: Path) -> None:
    name = "../../../../tmp/x"
    path = with_parts(book(TRACKER), "xl/workbook.xml", ("CLVT Nov 22", name))(tmp_path)
    (grid,), _ = read(path, tmp_path)
    assert grid.name == name
    assert grid.unpacked.parent == tmp_path / "unpacked" / "0"


def test_macros_and_links_to_other_files_are_not_looked_at(tmp_path: Path) -> None:
    path = book(TRACKER, name="book.xlsm")(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not to be run")
        archive.writestr("xl/externalLinks/externalLink1.xml", '<x Target="http://x.invalid"/>')
    (grid,), wrong = read(path, tmp_path)
    assert len(list(grid.rows())) == len(CHILDREN) + 1
    assert not wrong


def test_a_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 64)
    assert "password" in read(path, tmp_path)[1]


def test_a_file_that_takes_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids, "MOST_SECONDS", 0.001)
    assert "takes longer" in read(book(TRACKER)(tmp_path), tmp_path)[1]


def test_no_damaged_file_crashes_the_importer_or_is_written_in_part(
    tmp_path: Path, sqlite_template: Path
) -> None:
    """A few of each kind; `make soak` tries 10,000, in processes that are watched."""
    tried = list(try_out(range(24), tmp_path, sqlite_template))
    assert [each for each in tried if each.wrong] == []
    assert {each.result for each in tried} == {IMPORTED, REFUSED}


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_workbook_with_a_compression_that_excel_does_not_use_is_refused(
    sqlite: Engine, tmp_path: Path, how: int
) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    damaged = path.read_bytes().replace(b"\x5d\x00", b"\xff\xff")
    path.write_bytes(damaged)
    with pytest.raises(Refused, match="1 problem"):
        import_files(sqlite, [path])
    assert "not an Excel workbook" in read(path, tmp_path)[1]


def test_the_same_seed_damages_a_workbook_in_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    made = [mutation(6, folder)[0].read_bytes() for folder in (tmp_path, tmp_path / "again")]
    assert made[0] == made[1]
