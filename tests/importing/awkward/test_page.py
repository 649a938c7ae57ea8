"""The steps of the page Import: who may take them, and what they leave behind."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from dashboard.screens.uploading import steps
from dashboard.serving.middleware import ClosedRoutes
from dashboard.signing_in import sign_in
from data.access_log import Action
from data.importing.layout import grids
from data.importing.layout.unpacking import unpack
from data.importing.mapping.declaration import Mapping
from data.importing.mapping.toml import WrongMapping
from data.importing.problems import Problems
from data.keeping.history import imports
from data.tables import access_event
from queries.access import NOBODY, ROLES, Denied, Grant, Viewer
from queries.ask import ask, from_database
from queries.figures import HEADLINES, Headlines
from queries.filters import Filters, Period
from queries.oversight.movement import bridge
from tests.importing.awkward.books import HEAD, book, child
from tests.sign_in.test_refused_requests import first_answer, stand_in_for_streamlit

SERGEANT = Viewer("sergeant", "sergeant")
OCTOBER, ON = date(2022, 10, 31), date(2022, 11, 22)


@dataclass(frozen=True)
class File:
    """A file as a browser sends it."""

    name: str
    path: Path

    def getvalue(self) -> bytes:
        return self.path.read_bytes()


@pytest.fixture
def engine(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr(sign_in, "engine", lambda: sqlite)
    monkeypatch.setattr(sign_in, "viewer", lambda: SERGEANT)
    monkeypatch.setattr(grids, "unpack_in_process", unpack)
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    return sqlite


def upload_files(folder: Path) -> list[File]:
    path = book(("CLVT Nov 22", [HEAD, child(1), child(2)]))(folder)
    return [File("../../etc/CLVT.xlsx", path)]


def no_progress(_label: str, _done: int, _total: int) -> None:
    """A progress callback that does nothing."""


def test_a_workbook_is_mapped_tried_out_and_imported(engine: Engine, tmp_path: Path) -> None:
    files = upload_files(tmp_path)
    suggestions, wrong = steps.suggest(files)
    assert not wrong.problem
    mapping = Mapping(tuple(each.mapping for each in suggestions), is_agreed=True)
    asked = steps.ImportRequest(files, mapping, date(2022, 11, 22))
    tried = steps.try_out(asked, no_progress)
    assert tried.refs == ("CT-1", "CT-2")
    assert len(imports(engine)) == 0
    done = steps.confirm(asked, no_progress)
    assert done.outcome
    assert done.outcome.import_id == 1
    assert [each.agreed_by for each in steps.mappings()] == ["sergeant"]
    e = access_event.c
    with engine.connect() as connection:
        logged = connection.execute(select(e.who, e.change).where(e.action == Action.DATA_CHANGE))
        assert [tuple(row) for row in logged] == [
            ("sergeant", "import CLVT.xlsx, read by a new mapping")
        ]
    assert list((tmp_path / "scratch").iterdir()) == []


def agreed_request(files: list[File], day: date = ON) -> steps.ImportRequest:
    """The suggested mapping of the files, agreed to."""
    suggestions, _ = steps.suggest(files)
    mapping = Mapping(tuple(each.mapping for each in suggestions), is_agreed=True)
    return steps.ImportRequest(files, mapping, day)


def workbook(folder: Path, *rows: list[Any]) -> list[File]:
    return [File("book.xlsx", book(("CLVT Nov 22", [HEAD, *rows]))(folder))]


def test_the_figures_before_and_after_are_those_that_the_pages_show(
    engine: Engine, tmp_path: Path
) -> None:
    first = steps.try_out(
        agreed_request(workbook(tmp_path, child(1), child(2)), OCTOBER), no_progress
    )
    assert first.figures
    assert first.figures.before is None
    assert first.figures.after == Headlines(OCTOBER, figures_of(2, 2, 0))
    steps.confirm(agreed_request(workbook(tmp_path, child(1), child(2)), OCTOBER), no_progress)
    now = [child(1, Date_off="01/11/2022", Why_removed="Other"), child(2), child(3)]
    second = steps.try_out(agreed_request(workbook(tmp_path, *now)), no_progress)
    assert second.figures
    assert second.figures.before == first.figures.after
    assert second.figures.after == Headlines(ON, figures_of(2, 3, 1))
    done = steps.confirm(
        replace(agreed_request(workbook(tmp_path, *now)), is_confirmed=True), no_progress
    )
    assert done.outcome
    assert done.outcome.import_id == 2
    filters = Filters(ON, Period(date(2022, 1, 1), ON), known=2)
    counted = ask(bridge, SERGEANT, filters, from_database(engine)).one()
    assert (counted["closing"], counted["added"], counted["removed"]) == (2, 3, 1)


def figures_of(on: int, added: int, removed: int) -> dict[str, int | None]:
    return dict(zip(HEADLINES, (on, added, removed, None), strict=True))


def test_a_marked_copy_is_made_of_files_that_are_refused(engine: Engine, tmp_path: Path) -> None:
    files = workbook(tmp_path, child(1, DOB="31.02.08"), child(2))
    refused = steps.try_out(agreed_request(files), no_progress).refused
    assert refused
    assert steps.confirm(agreed_request(files), no_progress).refused
    e = access_event.c
    with engine.connect() as connection:
        logged = connection.execute(select(e.change).where(e.action == Action.DATA_CHANGE))
        assert list(logged) == []  # what was refused did not change the data
    copy = tmp_path / "marked.xlsx"
    copy.write_bytes(steps.marked(files, refused))
    (grid,) = [each for each in grids_of(copy, tmp_path) if each.name == "CLVT Nov 22"]
    assert [cells[1] for _, cells in grid.rows()] == ["DOB", "31.02.08", "11.05.2008"]
    with zipfile.ZipFile(copy) as archive:
        (comments,) = [name for name in archive.namelist() if "comments" in name]
        assert b"not a valid date" in archive.read(comments)


def grids_of(file: Path, folder: Path) -> list[grids.Grid]:
    (folder / "grids").mkdir()
    return grids.unpack_to_grids([file], folder / "grids", Problems())


def test_a_mapping_is_changed_logged_and_used(engine: Engine, tmp_path: Path) -> None:
    steps.confirm(agreed_request(workbook(tmp_path, child(1))), no_progress)
    (kept,) = steps.mappings()
    steps.amend(kept.mapping_id, kept.text.replace('"Beat" = "Home area"\n', ""))
    (changed,) = steps.mappings()
    assert "Home area" not in changed.mapping.sheets[0].columns.values()
    with pytest.raises(WrongMapping, match="not known"):
        steps.amend(kept.mapping_id, kept.text.replace("Home area", "Home town"))
    assert steps.mappings() == [changed]
    steps.forget(kept.mapping_id)
    assert steps.mappings() == []
    e = access_event.c
    with engine.connect() as connection:
        logged = connection.execute(
            select(e.change).where(e.action == Action.DATA_CHANGE)
        ).scalars()
        assert list(logged)[1:] == [
            f"{did} mapping {kept.mapping_id}" for did in ("changed", "forgot")
        ]


@pytest.mark.parametrize("role", [role for role in ROLES if Grant.IMPORT not in ROLES[role].grants])
def test_only_those_who_may_import_can_take_a_step(
    engine: Engine, tmp_path: Path, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "viewer", lambda: Viewer("somebody", role))
    files = upload_files(tmp_path)
    asked = steps.ImportRequest(files, Mapping((), is_agreed=True), date(2022, 11, 22))
    for step in (
        lambda: steps.suggest(files),
        lambda: steps.try_out(asked, no_progress),
        lambda: steps.confirm(asked, no_progress),
        steps.mappings,
        lambda: steps.forget(1),
        lambda: steps.amend(1, ""),
        steps.removal_reasons,
    ):
        with pytest.raises(Denied):
            step()
    assert len(imports(engine)) == 0


@pytest.mark.parametrize(
    ("viewer", "length", "status"),
    [
        (SERGEANT, b"1000", 200),
        (SERGEANT, b"99999999999", 404),
        (SERGEANT, b"many", 404),
        (Viewer("leader", "leader"), b"1000", 404),
        (NOBODY, b"1000", 404),
    ],
)
def test_only_those_who_may_import_can_upload_a_file(
    viewer: Viewer, length: bytes, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "session_in", lambda _: "a session")
    monkeypatch.setattr(sign_in, "viewer_of", lambda _: viewer)

    async def sized(scope: Any, receive: Any, send: Any) -> None:
        scope["headers"] = [*scope["headers"], (b"content-length", length)]
        await ClosedRoutes(stand_in_for_streamlit)(scope, receive, send)

    path = "/_stcore/upload_file/a/b"
    assert first_answer(sized, None, "clvt.example", path=path, method="PUT") == status
