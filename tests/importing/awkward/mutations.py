"""Workbooks and CSV files that are damaged or wrong at random, each made from its number."""

from __future__ import annotations

import random
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data.sheets import SHEETS
from tests.importing.awkward.books import (
    CHILDREN,
    FORMATS,
    HEAD,
    INTEL,
    Rows,
    book,
    child,
    lines,
    report,
)
from tests.importing.awkward.xlsb import write_xlsb
from tests.invented import workbooks as invented

CELLS = (
    *("", " ", "#N/A", "=1+1", "Y", "N/K", "x" * 400, "x" * 40_000, "\u202eabc", "\ufeff", "é"),
    *(1e300, -1, 0, True, 39814.5, "Gedling; Mansfield", "Total", "'", '"', "\x00", "a\nb", "£12"),
)
DATES = (
    *("31.02.22", "32/13/2022", "0/0/0", "1900-01-01", "9999-12-31", "11.05.08", "May 2008"),
    *("2022-01-10T23:30:00Z", "10/01/22 25:99", "29/02/2023", "١٠/٠١/٢٠٢٢", -5, 2_958_466, 1e15),
    *(0.5, 60, date(1950, 1, 1), date(2100, 12, 31), "2022-01-10+99:00", "1/1", "10--01--2022"),
)
REFERENCES = (
    *("ct-1", "CT-1\u200b", "CT 1", "CT-01", "0001", 1, 1.0, "1.5", "CT-1; CT-2,;", ";;;", "N/K"),
    *("\uff23\uff34-1", "CT\u20111", "x" * 300, "CT-1\r\nCT-2", "None", "é" * 41, True, "#REF!"),
)
XML = (
    *('"', "<", ">", "&", "&#0;", "&#x110000;", "]]>", "<!--", "<c", "</row>", "1e999", "-1"),
    *("99999999999999999999", 't="e"', 't="s"', 'r="XFD1048576"', 'r=""', 's="9999"', "\ud800"),
    '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>',
)
_TOKEN = re.compile(r"<[^<>]*>|[^<>]+")
_NUMBER = re.compile(r"\d+")


def mutation(number: int, folder: Path) -> tuple[Path, bool]:
    """The file of a number, and whether it is read with a mapping. A number always gives the same
    file."""
    chance = random.Random(number)
    make = KINDS[number % len(KINDS)]
    return make(chance, folder), make is not known_sheets


def odd_cells(chance: random.Random, folder: Path) -> Path:
    """A sergeant's workbook with cells and headings changed, left out and swapped."""
    return _own(chance, folder, CELLS, range(len(HEAD)))


def odd_dates(chance: random.Random, folder: Path) -> Path:
    """A sergeant's workbook with odd dates."""
    return _own(chance, folder, DATES, (1, 5, 6))


def odd_references(chance: random.Random, folder: Path) -> Path:
    """A sergeant's workbook with odd references."""
    return _own(chance, folder, REFERENCES, (0,))


def _own(chance: random.Random, folder: Path, odd: Sequence[Any], columns: Sequence[int]) -> Path:
    children = [list(row) for row in (HEAD, *CHILDREN, child(7, Date_off="1.2.22"))]
    reports = [list(row) for row in (INTEL, report(1), report(2, "CCE, County Lines"))]
    for _ in range(chance.randrange(1, 9)):
        row = chance.choice(children[chance.random() > 0.1 :])
        row[chance.choice(columns)] = chance.choice(odd)
        chance.choice(reports[1:])[chance.randrange(len(INTEL))] = chance.choice(odd)
    if chance.random() < 0.2:
        chance.shuffle(children)
    names = chance.sample(("CLVT Nov 22", "Intel", "Removed 2022", "x" * 31, "tracker"), 2)
    if chance.random() < 0.3:
        return _csv(folder, children, chance)
    return book((names[0], _plain(children)), (names[1], _plain(reports)))(folder)


def _plain(rows: Rows) -> list[list[Any]]:
    """Rows as the library that writes workbooks accepts them."""
    return [[cell[:32_767] if isinstance(cell, str) else cell for cell in row] for row in rows]


def _csv(folder: Path, rows: Rows, chance: random.Random) -> Path:
    path = folder / "clvt.csv"
    text = lines(rows, chance.choice(",;\t|"))
    path.write_bytes(text.encode(chance.choice(("utf-8", "utf-16", "cp1252")), "replace"))
    return path


def known_sheets(chance: random.Random, folder: Path) -> Path:
    """A workbook, or a folder of CSV files, with the known sheets and odd cells and headings."""
    made: dict[str, list[dict[str, Any]]] = {
        "tracker": [invented.entry(f"CT-{number}") for number in range(1, 5)],
        "changes": [invented.change()],
        "intelligence": [invented.report(f"I-{n}", Tracker_refs="CT-1; CT-2") for n in range(3)],
        "visits": [invented.visit("V-1"), invented.visit("V-2")],
        "nrm": [invented.nrm()],
        "referrals": [invented.referral()],
        "education": [invented.schooling()],
        "searches": [invented.search()],
    }
    sheets = {name: made[name] for name in chance.sample(sorted(made), chance.randrange(1, 5))}
    for _ in range(chance.randrange(1, 6)):
        row = chance.choice(chance.choice(list(sheets.values())))
        heading = chance.choice([*row, chance.choice(SHEETS["tracker"].fields).heading])
        row[heading] = chance.choice((*CELLS, *DATES, *REFERENCES))
        if chance.random() < 0.1:
            row[str(chance.choice(CELLS))[:200]] = chance.choice(CELLS)
    if chance.random() < 0.4:
        written = {name: list(map(_writable, rows)) for name, rows in sheets.items()}
        return invented.write_csvs(folder / "in", written, chance.choice(("utf-8", "utf-16")))
    return invented.write_workbook(folder / "book.xlsx", sheets)


def _writable(row: dict[str, Any]) -> dict[str, Any]:
    return {heading: str(cell).replace("\x00", "") for heading, cell in row.items()}


def damaged_zip(chance: random.Random, folder: Path) -> Path:
    """A workbook with parts missing, repeated, empty, cut short or renamed."""
    base = chance.choice(_zipped(folder))
    with zipfile.ZipFile(base) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(parts))
        name, content = parts[place]
        match chance.randrange(6):
            case 0 if len(parts) > 1:
                del parts[place]
            case 1:
                parts.append((name, content[: chance.randrange(len(content) + 1)]))
            case 2:
                parts[place] = name, b""
            case 3:
                parts[place] = name.upper(), content
            case 4:
                parts[place] = "../" * chance.randrange(1, 4) + name, content
            case _:
                parts[place] = name, mutated(content, chance)
    path = folder / f"zip{base.suffix}"
    how = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA))
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", how) as archive:
        warnings.simplefilter("ignore")  # two parts of the same name, on purpose
        for name, content in parts:
            archive.writestr(name, content)
    if chance.random() < 0.3:
        path.write_bytes(mutated(path.read_bytes(), chance))
    return path


def damaged_xml(chance: random.Random, folder: Path) -> Path:
    """A workbook with tags and numbers of its XML changed, left out, repeated or swapped."""
    base = chance.choice(_zipped(folder))
    with zipfile.ZipFile(base) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    xml = [name for name in parts if name.endswith((".xml", ".rels"))]
    likely = [name for name in xml if re.search("sheet1|workbook|shared|styles|content", name)]
    name = chance.choice(likely or xml)
    tokens = _TOKEN.findall(parts[name].decode("utf-8"))
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(tokens))
        match chance.randrange(6):
            case 0 if len(tokens) > 1:
                del tokens[place]
            case 1:
                tokens[place:place] = [tokens[place]] * chance.choice((1, 50))
            case 2:
                other = chance.randrange(len(tokens))
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 3:
                huge = chance.choice(("0", "-1", "65536", "1048577", "4294967296", "9" * 25))
                tokens[place] = _NUMBER.sub(huge, tokens[place], count=1)
            case 4:
                cut = chance.randrange(len(tokens[place]) + 1)
                tokens[place] = tokens[place][:cut] + chance.choice(XML) + tokens[place][cut:]
            case _:
                tokens[place] = chance.choice(XML)
    parts[name] = "".join(tokens).encode("utf-8", "surrogatepass")
    path = folder / f"xml{base.suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return path


def damaged_text(chance: random.Random, folder: Path) -> Path:
    """A CSV file with bytes changed, cut, repeated or moved."""
    path = _csv(folder, [HEAD, *CHILDREN], chance)
    path.write_bytes(mutated(path.read_bytes(), chance))
    return path


def damaged_workbook(chance: random.Random, folder: Path) -> Path:
    """A workbook of any format with bytes changed, cut, repeated or moved."""
    base = chance.choice([*_zipped(folder), FORMATS / "clvt.xls"])
    path = folder / f"bytes{base.suffix}"
    path.write_bytes(mutated(base.read_bytes(), chance))
    return path


def _zipped(folder: Path) -> list[Path]:
    excel, binary = folder / "base.xlsx", folder / "base.xlsb"
    if not excel.exists():
        book(("CLVT", [HEAD, *CHILDREN]), ("Intel", [INTEL, report()]), name=excel.name)(folder)
        write_xlsb(binary, "CLVT", [HEAD, *CHILDREN])
    return [excel, binary, FORMATS / "clvt.ods"]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes of a file with some changed, cut, repeated or moved."""
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


KINDS: tuple[Callable[[random.Random, Path], Path], ...] = (
    odd_cells,
    odd_dates,
    odd_references,
    known_sheets,
    damaged_zip,
    damaged_xml,
    damaged_text,
    damaged_workbook,
)
