"""A pack under an agreement has what was issued, for the partner and for those who may issue it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select

from data import access_log
from data.access_log import LogUnavailable
from data.accounts import By
from data.sharing import agreements
from data.tables import access_event, area_issue, area_issue_figure, pack_issue
from tests.invented.releasing import give_agreement
from tests.packs.by_command import Clvt, command_on, copy_database, import_extract, reference_of
from tests.packs.reading_back import formulas, pages, sheets, slide_notes, word_tables

KINDS = ("pdf", "docx", "pptx", "xlsx")
WITH_GEDLING = ("pack", "--for", "partners", "--agreement", "ISA 1")


@pytest.fixture
def engine(clvt: Clvt, sqlite_url: str) -> Iterator[Engine]:
    """The database that the command works with, in which Pat's account has an agreement."""
    engine = create_engine(sqlite_url)
    give_agreement(engine, "pat", ["gedling"])
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def with_issue(with_extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the meeting's pack was issued, and the summary for Pat's agency."""
    folder = tmp_path_factory.mktemp("agreed")
    file = copy_database(with_extract, folder / "clvt.db")
    url = f"sqlite:///{file}"
    engine = create_engine(url)
    give_agreement(engine, "pat", ["gedling"])
    engine.dispose()
    with command_on(url) as run:
        reference_of(run("pack", "-o", folder / "meeting.docx"))
    return file


@pytest.fixture
def after_meeting(clvt: Clvt, sqlite_url: str, with_issue: Path) -> Iterator[Engine]:
    """The database that the command works with, after the meeting's pack was issued."""
    copy_database(with_issue, Path(sqlite_url.removeprefix("sqlite:///")))
    engine = create_engine(sqlite_url)
    yield engine
    engine.dispose()


def rows(engine: Engine, table: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(table)).all())


def disclosures(engine: Engine) -> list[Any]:
    """What was disclosed, oldest first."""
    c = access_event.c
    with engine.connect() as connection:
        found = select(access_event).where(c.action == "disclose").order_by(c.event_id)
        return list(connection.execute(found).all())


def test_the_packs_of_the_meeting_and_of_partners_are_issued_together(
    clvt: Clvt, engine: Engine, tmp_path: Path
) -> None:
    done = clvt("pack", "-o", tmp_path / "a.docx", "--as", "ines")
    issued = reference_of(done)
    assert "Issued with it to Social care (ISA 1)." in done.output
    (made,) = rows(engine, area_issue)
    (pack,) = rows(engine, pack_issue)
    assert (made.as_at, made.since, made.import_id) == (pack.as_at, pack.period_start, pack.known)
    partners, inspector = disclosures(engine)
    assert (partners.recipients, partners.suppression) == (
        "Social care (ISA 1)",
        "exact, for partners with an agreement",
    )
    assert json.loads(partners.child_refs) == []
    assert issued in partners.page
    assert issued in inspector.page
    clvt("pack", "--again", issued, "-o", tmp_path / "b.docx")
    assert len(rows(engine, area_issue)) == 1


def test_if_the_issue_cannot_be_logged_nothing_is_issued(
    clvt: Clvt, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise LogUnavailable("The access log cannot be written.")

    monkeypatch.setattr(access_log, "append", fails)
    assert clvt("pack", "-o", tmp_path / "a.docx").exit_code == 1
    assert rows(engine, area_issue) == rows(engine, area_issue_figure) == []
    assert rows(engine, pack_issue) == disclosures(engine) == []
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--not-to-partners",),
        ("--area", "Gedling"),
        ("--district", "County"),
        ("--for", "partners"),
        ("--as", "sam"),
    ],
    ids=" ".join,
)
def test_no_other_pack_issues_anything_to_partners(
    clvt: Clvt, engine: Engine, tmp_path: Path, options: tuple[str, ...]
) -> None:
    reference_of(clvt("pack", "-o", tmp_path / "a.docx", *options))
    assert rows(engine, area_issue) == []


def test_a_partners_pack_holds_only_issued_figures_in_every_format(
    clvt: Clvt, after_meeting: Engine, tmp_path: Path
) -> None:
    assert import_extract(clvt, tmp_path, children=5).exit_code == 0
    files = {}
    for kind in KINDS:
        file = tmp_path / f"a.{kind}"
        reference_of(clvt(*WITH_GEDLING, "-o", file))
        files[kind] = file.read_bytes()
        assert "unchanged" in clvt("pack", "verify", file).output
    text = "".join(pages(files["pdf"]))
    for words_of_pack in (
        "3 children of Gedling are on the tracker",
        "under agreement ISA 1 with Social care",
        "No children were removed over 12 months",
    ):
        assert "".join(words_of_pack.split()) in text, words_of_pack
    counts = next(each for each in word_tables(files["docx"]) if each[0][0] == "Figure")
    assert ("Children on the tracker", "All", "3") in [row[:3] for row in counts]
    assert any("Gedling" in note for note in slide_notes(files["pptx"]))
    assert len(list(sheets(files["xlsx"]))) == 8
    assert not formulas(files["xlsx"])
    for content in (text, *slide_notes(files["pptx"])):
        assert "CT-" not in content


def test_a_partners_pack_is_reproduced_byte_for_byte_after_a_later_issue(
    clvt: Clvt, after_meeting: Engine, tmp_path: Path
) -> None:
    first, again = tmp_path / "a.pdf", tmp_path / "b.pdf"
    issued = reference_of(clvt(*WITH_GEDLING, "-o", first))
    assert import_extract(clvt, tmp_path, children=5).exit_code == 0
    reference_of(clvt("pack", "-o", tmp_path / "meeting.docx"))
    assert len(rows(after_meeting, area_issue)) == 2
    assert reference_of(clvt("pack", "--again", issued, "-o", again)) == issued
    assert again.read_bytes() == first.read_bytes()
    assert reference_of(clvt(*WITH_GEDLING, "-o", again)) != issued


def test_each_partners_pack_is_logged_as_a_disclosure_under_its_agreement(
    clvt: Clvt, after_meeting: Engine, tmp_path: Path
) -> None:
    reference_of(clvt("pack", "--for", "partners", "--as", "pat", "-o", tmp_path / "a.docx"))
    last = disclosures(after_meeting)[-1]
    assert (last.purpose, last.recipients) == ("agreement ISA 1", "Social care")
    assert json.loads(last.child_refs) == []
    pack = rows(after_meeting, pack_issue)[-1]
    assert (pack.agreement_id, json.loads(pack.areas), pack.issued_by) == (1, ["gedling"], "pat")


@pytest.mark.parametrize(
    ("username", "options", "message"),
    [
        ("lee", ("--agreement", "ISA 1"), "no such pack"),
        ("lee", ("--agreement", "ISA 9"), "no such pack"),
        ("sam", ("--agreement", "ISA 1"), "no such pack"),
        ("gill", ("--agreement", "ISA 1"), "no such pack"),
        ("pat", ("--agreement", "ISA 9"), "no such pack"),
        ("pat", ("--area", "Ashfield"), "no such pack"),
        ("pat", ("--district", "City"), "no such pack"),
        ("pat", ("--for", "inspector"), "no such pack"),
        ("ines", ("--agreement", "ISA 9"), "no agreement in force"),
        ("ines", ("--agreement", "ISA 1", "--area", "Ashfield"), "no such pack"),
        ("ines", ("--agreement", "ISA 1", "--as-at", "2022-11-21"), "Nothing was issued"),
    ],
)
def test_nobody_gets_a_pack_of_an_agreement_that_is_not_theirs(
    clvt: Clvt,
    after_meeting: Engine,
    tmp_path: Path,
    username: str,
    options: tuple[str, ...],
    message: str,
) -> None:
    before, file = len(disclosures(after_meeting)), tmp_path / "a.docx"
    result = clvt("pack", "--for", "partners", "--as", username, "-o", file, *options)
    assert result.exit_code == 1
    assert message in result.output
    assert not file.exists()
    assert len(disclosures(after_meeting)) == before


def test_an_issued_pack_is_given_again_only_to_its_partner_and_its_issuer(
    clvt: Clvt, after_meeting: Engine, tmp_path: Path
) -> None:
    (whole,) = [pack.reference for pack in rows(after_meeting, pack_issue)]
    issued = reference_of(clvt(*WITH_GEDLING, "-o", tmp_path / "a.docx"))
    for username, code in (("pat", 0), ("ines", 0), ("gill", 1), ("lee", 1), ("sam", 1)):
        again = clvt("pack", "--again", issued, "-o", tmp_path / "b.docx", "--as", username)
        assert (username, again.exit_code) == (username, code)
    for username in ("pat", "gill", "lee"):
        again = clvt("pack", "--again", whole, "-o", tmp_path / "b.docx", "--as", username)
        assert again.exit_code == 1
    agreements.end(after_meeting, 1, by=By("one", "administrator", "test"))
    for username, code in (("pat", 1), ("ines", 0)):
        again = clvt("pack", "--again", issued, "-o", tmp_path / "b.docx", "--as", username)
        assert (username, again.exit_code) == (username, code)
    assert clvt(*WITH_GEDLING, "-o", tmp_path / "b.docx").exit_code == 1
