"""Issuing a pack: its record, its disclosure, making it again, and recognising a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from dashboard.pack.contents import inspector
from dashboard.style import words
from data.access_log import triggers
from data.accounts import operator
from data.clock import utc_now
from data.database import writing_engine
from data.keeping.retention import make_anonymous
from data.meeting import packs
from tests.packs.by_command import Clvt, import_extract, reference_of


def test_a_pack_is_made_again_byte_for_byte_whatever_was_imported_since(
    clvt: Clvt, tmp_path: Path
) -> None:
    first, again = tmp_path / "first.docx", tmp_path / "again.docx"
    issued = reference_of(clvt("pack", "--as-at", "2022-11-22", "-o", first))
    assert import_extract(clvt, tmp_path, children=5).exit_code == 0
    assert reference_of(clvt("pack", "--again", issued, "-o", again)) == issued
    assert again.read_bytes() == first.read_bytes()
    anew = clvt("pack", "--as-at", "2022-11-22", "-o", again)
    assert reference_of(anew) != issued
    assert again.read_bytes() != first.read_bytes()
    unknown = clvt("pack", "--again", "CLVT-20221122-00000000", "-o", again)
    assert unknown.exit_code == 1
    assert "No pack was issued as" in unknown.output


def test_a_pack_file_is_recognised_and_a_changed_file_is_not(clvt: Clvt, tmp_path: Path) -> None:
    paper, slides = tmp_path / "a.pdf", tmp_path / "a.pptx"
    issued = reference_of(clvt("pack", "-o", paper, "--recipient", "Insp Example"))
    clvt("pack", "--again", issued, "-o", slides)
    for file in (paper, slides):
        same = clvt("pack", "verify", file)
        assert same.exit_code == 0
        assert f"unchanged: it is {issued}" in same.output
        assert "Insp Example" in same.output
        file.write_bytes(file.read_bytes() + b"\n")
        changed = clvt("pack", "verify", file)
        assert changed.exit_code == 1
        assert f"changed since: it says that it is {issued}" in changed.output
    other = tmp_path / "other.txt"
    other.write_text("Nothing of ours", encoding="utf-8")
    assert clvt("pack", "verify", other).exit_code == 1


def test_a_format_has_a_fingerprint_once_the_pack_was_handed_out_in_it(
    clvt: Clvt, sqlite_url: str, tmp_path: Path
) -> None:
    issued = reference_of(clvt("pack", "-o", tmp_path / "a.xlsx"))
    engine = create_engine(sqlite_url)
    assert set(packs.fingerprints(engine, issued)) == {"xlsx"}
    for name in ("a.docx", "b.docx", "b.xlsx"):
        clvt("pack", "--again", issued, "-o", tmp_path / name)
    kept = packs.fingerprints(engine, issued)
    engine.dispose()
    assert set(kept) == {"xlsx", "docx"}
    for name in ("a.xlsx", "b.xlsx", "a.docx", "b.docx"):
        file = tmp_path / name
        assert kept[file.suffix[1:]] == hashlib.sha256(file.read_bytes()).hexdigest(), name


def other_contents(_: str, patch: pytest.MonkeyPatch) -> None:
    """A version of the dashboard without the first section."""
    rest = list(inspector.INSPECTOR.items())[1:]
    patch.setattr(inspector, "INSPECTOR", dict(rest))


def other_filters(url: str, _: pytest.MonkeyPatch) -> None:
    """A version without a filter that the pack was issued with."""
    engine = writing_engine(url)
    with engine.begin() as connection, triggers.without_triggers(connection, "pack_issue"):
        connection.execute(text("""UPDATE pack_issue SET choices = '{"ward": "A"}'"""))
    engine.dispose()


@pytest.mark.parametrize("changed", [other_contents, other_filters])
def test_a_pack_of_a_version_with_other_contents_is_recognised_and_not_made_again(
    clvt: Clvt,
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: Callable[[str, pytest.MonkeyPatch], None],
) -> None:
    file, again = tmp_path / "a.pdf", tmp_path / "b.pdf"
    issued = reference_of(clvt("pack", "-o", file, "--recipient", "Insp Example"))
    changed(sqlite_url, monkeypatch)
    refused = clvt("pack", "--again", issued, "-o", again)
    assert refused.exit_code == 1
    assert "this version of the dashboard makes other contents" in refused.output
    assert not again.exists()
    another = clvt("pack", "--again", issued, "-o", tmp_path / "b.docx")
    assert (another.exit_code, another.output) == (refused.exit_code, refused.output)
    same = clvt("pack", "verify", file)
    assert same.exit_code == 0, same.output
    assert f"unchanged: it is {issued}" in same.output
    assert "Insp Example" in same.output
    file.write_bytes(file.read_bytes() + b"\n")
    assert f"changed since: it says that it is {issued}" in clvt("pack", "verify", file).output


def test_a_pack_with_a_child_since_made_anonymous_is_not_made_again_but_its_file_is_recognised(
    clvt: Clvt, sqlite_url: str, tmp_path: Path
) -> None:
    assert import_extract(clvt, tmp_path, children=3, gone=1).exit_code == 0
    file, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
    lists_it = reference_of(clvt("pack", "-o", file))
    lists_none = reference_of(clvt("pack", "--since", "2022-11-01", "-o", other))
    engine = writing_engine(sqlite_url)
    days = [utc_now().date()]
    done = make_anonymous(engine, date(2022, 11, 15), operator("clvt retention"), dry_run=False)
    days.append(utc_now().date())  # the next day, where midnight has just passed
    engine.dispose()
    assert done.children == 1
    again = clvt("pack", "--again", lists_it, "-o", tmp_path / "c.pdf")
    assert again.exit_code == 1
    assert any(f"made anonymous on {words.day(day)}" in again.output for day in days)
    assert not (tmp_path / "c.pdf").exists()
    assert f"unchanged: it is {lists_it}" in clvt("pack", "verify", file).output
    # A pack that did not list the child can still be made again.
    assert reference_of(clvt("pack", "--again", lists_none, "-o", tmp_path / "d.pdf"))
    assert (tmp_path / "d.pdf").read_bytes() == other.read_bytes()


def test_the_record_is_kept_for_good_and_the_disclosure_logged(
    clvt: Clvt, sqlite_url: str, tmp_path: Path
) -> None:
    issued = reference_of(
        clvt("pack", "-o", tmp_path / "a.xlsx", "--area", "Gedling", "--as", "ines")
    )
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM pack_issue")).mappings().one()
        assert (row["reference"], row["audience"], row["known"]) == (issued, "inspector", 1)
        assert (row["issued_by"], row["period_start"]) == ("ines", "2022-10-26")
        assert json.loads(row["choices"]) == {"area": "gedling"}
        event = (
            connection.execute(text("SELECT * FROM access_event WHERE action = 'disclose'"))
            .mappings()
            .one()
        )
        assert issued in event["page"]
        assert json.loads(event["child_refs"]) == ["CT-0", "CT-1", "CT-2"]
        assert event["recipients"] == row["recipient"]
    for change in (
        "UPDATE pack_issue SET recipient = 'x'",
        "DELETE FROM pack_issue",
        "UPDATE pack_file SET sha256 = 'x'",
        "DELETE FROM pack_file",
    ):
        with engine.connect() as connection, pytest.raises(DatabaseError):
            connection.execute(text(change))
    engine.dispose()


@pytest.mark.parametrize(
    ("username", "options", "code"),
    [
        ("lee", (), 1),
        ("gill", (), 1),
        ("gill", ("--for", "partners", "--area", "Ashfield"), 1),
        ("gill", ("--for", "partners"), 0),
        ("lee", ("--for", "partners"), 0),
        ("ines", ("--since", "2022-11-23"), 2),
        ("nobody", (), 1),
    ],
)
def test_an_account_gets_what_it_may_see_and_nothing_else(
    clvt: Clvt, tmp_path: Path, username: str, options: tuple[str, ...], code: int
) -> None:
    file = tmp_path / "a.pdf"
    result = clvt("pack", "-o", file, "--as", username, *options)
    assert result.exit_code == code, result.output
    assert file.exists() == (code == 0)
    if code == 1:
        assert "There is no such pack for this account" in result.output
    if username == "lee" and code == 0:  # a partner's pack gives no access to more
        issued = reference_of(clvt("pack", "-o", file, "--as", "ines"))
        assert clvt("pack", "--again", issued, "-o", file, "--as", "lee").exit_code == 1
