"""The demo's extracts, and the national ones, keep the rules and are the same every time."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.database import writing_engine
from data.demo import write_demo
from data.demo.national import NATIONAL_FROM, write_national
from data.importing.run import import_files
from data.tables import tracker_spell
from tests.demo.extract_files import (
    KEYS,
    NEWEST,
    ReadExtract,
    entry_key,
    on_tracker,
    read_csv,
)
from tests.demo.rules import broken_rules

# What an importer requires


def test_extracts_are_monthly_and_labelled_as_invented(demo: list[ReadExtract]) -> None:
    days = [written.extract.extracted_on for written in demo]
    assert (len(days), days[0], days[-2], days[-1]) == (
        20, date(2021, 4, 30), date(2022, 10, 31), NEWEST,
    )  # fmt: skip
    assert days == sorted(days)
    for written in demo:
        assert written.extract.path.name == f"demo-tracker-{written.extract.extracted_on}.xlsx"
        assert written.about.startswith("Invented data")
        assert list(written.sheets) == list(KEYS)


def test_every_extract_keeps_the_rules(demo: list[ReadExtract]) -> None:
    for written in demo:
        assert list(broken_rules(written.sheets, written.extract.extracted_on)) == []
        first, last = written.extract.covers
        assert last == written.extract.extracted_on
        assert all(first <= r["Submitted"] <= last for r in written.sheets["intelligence"])


def test_an_entry_that_has_changes_keeps_them(demo: list[ReadExtract]) -> None:
    before: set[tuple[str, date]] = set()
    for written in demo:
        now = set(map(entry_key, written.sheets["changes"]))
        assert before <= now
        before = now


def test_texts_hold_no_names_and_only_known_words(demo: list[ReadExtract]) -> None:
    """Free text is from short lists that say they are invented; a child is a reference."""
    for written in demo:
        for entry in written.sheets["tracker"]:
            assert re.fullmatch(r"CL-\d{4}", entry["Tracker ref"])
            assert entry["Source"].startswith("Invented: ")
            for column in ("County line", "PND line"):
                assert entry[column] is None or re.fullmatch(
                    r"Line [A-Z][a-z]+ \(invented\)|Generic line for children \(invented\)",
                    entry[column],
                )
        assert {row["Chair"] for row in written.sheets["meetings"]} == {"Inspector"}


def test_the_demo_is_the_same_every_time(demo: list[ReadExtract], tmp_path: Path) -> None:
    steps = []
    again = write_demo(tmp_path, progress=lambda *step: steps.append(step))
    assert len(steps) == 20
    for one, two in zip(demo, again, strict=True):
        assert (one.extract.extracted_on, one.extract.covers) == (two.extracted_on, two.covers)
        assert one.extract.path.read_bytes() == two.path.read_bytes()


# The national size, at a hundredth


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national")
    write_national(folder, children=1_000)
    return folder


def test_national_has_its_numbers_and_keeps_the_rules(national: Path) -> None:
    sheets = {path.stem: read_csv(path) for path in sorted(national.glob("*.csv"))}
    assert set(sheets) == set(KEYS), "a sheet is written by data/demo/national or has no rule here"
    assert [sheet for sheet, rows in sheets.items() if not rows] == []
    entries, changes = sheets["tracker"], sheets["changes"]
    assert len({entry["Tracker ref"] for entry in entries}) == 1_000
    in_changes = set(map(entry_key, changes))
    assert len(changes) + sum(entry_key(entry) not in in_changes for entry in entries) == 1_500
    assert len(sheets["intelligence"]) == 10_000
    assert 360 <= len(on_tracker(sheets, NEWEST)) <= 440
    assert list(broken_rules(sheets, NEWEST)) == []
    assert "Invented data" in (national / "about.txt").read_text(encoding="utf-8")


def test_the_importer_takes_the_national_extract_whole(national: Path, sqlite_url: str) -> None:
    engine, covers = writing_engine(sqlite_url), (NATIONAL_FROM, NEWEST)
    import_files(engine, [national], extracted_on=NEWEST, covers=covers, is_demo=True)
    with engine.connect() as connection:
        spells = connection.execute(select(func.count()).select_from(tracker_spell)).scalar_one()
    assert spells == 1_500


def test_national_is_the_same_every_time(national: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    write_national(tmp_path, children=1_000, progress=lambda *step: steps.append(step))
    for path in national.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()
    assert ("Writing intelligence.csv", 10_000, 10_000) in steps
