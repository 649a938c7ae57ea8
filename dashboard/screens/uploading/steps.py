"""The steps of the page Import. Each checks who is signed in and whether they may import.

The files are on disk while a step works on them, and are removed at its end. The importer's modules
are loaded by the first step, so that a server starts without them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dashboard.components import audit
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from data import access_log
from data.access_log import Action, Event, LogUnavailable
from queries.access import Denied, Grant, Viewer
from queries.figures import BeforeAndAfter

if TYPE_CHECKING:
    from data.importing.mapping.agreed import AgreedMapping
    from data.importing.mapping.declaration import Mapping as WorkbookMapping
    from data.importing.mapping.declaration import SheetMapping, Suggestion
    from data.importing.preview import Preview
    from data.importing.problems import Refused
    from data.importing.run import BeforeCommit, Outcome
    from data.recording.snapshots import Removal

PAGE = "Import"
MOST_FILES = 20
Progress = Callable[[str, int, int], None]


class Upload(Protocol):
    """A file as the page was given it."""

    @property
    def name(self) -> str:
        """Its name on the reader's computer."""

    def getvalue(self) -> bytes:
        """Its content."""


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported: the files, how they are read, and what the reader said about them.

    A database that holds the demonstration takes only files that the reader says are invented too
    (`is_invented`). `only_sheet` names the one sheet that is read, if not all are. `left` has the
    removals of those who are no longer on the list; None: not said yet.
    """

    files: Sequence[Upload]
    mapping: WorkbookMapping
    extracted_on: date
    left: Mapping[str, Removal] | None = None
    only_sheet: str = ""
    is_confirmed: bool = False
    is_invented: bool = False


@dataclass(frozen=True)
class ImportOutcome:
    """The outcome: what changed or would change, or why it was refused."""

    outcome: Outcome | None = None
    preview: Preview | None = None
    refused: Refused | None = None
    problem: str = ""
    figures: BeforeAndAfter | None = None
    refs: tuple[str, ...] = field(default=(), repr=False)


def suggest(
    files: Sequence[Upload], chosen: Sequence[SheetMapping] = ()
) -> tuple[list[Suggestion], ImportOutcome]:
    """How each sheet of the files is probably to be read, given what the reader has chosen; or why
    they cannot be read. Raises Denied."""
    from data.importing.mapping.agreed import suggestions_for
    from data.importing.problems import Refused

    _importing_viewer()
    if len(files) > MOST_FILES:
        return [], ImportOutcome(problem=f"Give at most {MOST_FILES} files at a time.")
    try:
        with _on_disk(files) as paths, sign_in.engine().connect() as connection:
            return suggestions_for(connection, paths, settings().reference, chosen), ImportOutcome()
    except Refused as refusal:
        return [], ImportOutcome(refused=refusal)
    except SQLAlchemyError:
        return [], ImportOutcome(problem="The database does not answer.")


def try_out(request: ImportRequest, progress: Progress) -> ImportOutcome:
    """What an import would change, with each record; nothing is written. Raises Denied."""
    from data.importing.preview import Preview
    from data.sheets import SHEETS

    viewer = _importing_viewer()
    kinds = {sheet.kind for sheet in request.mapping.sheets}
    preview = Preview([name for name in SHEETS if name in kinds])
    figures = BeforeAndAfter(viewer)

    def look(connection: Connection, import_id: int) -> None:
        preview.collect(connection, import_id)
        figures.look(connection, import_id)

    result = _import(request, viewer, progress, look, dry_run=True)
    gone = result.refused.absent_refs if result.refused else ()
    refs = tuple(dict.fromkeys((*(each.child for each in preview.changes if each.child), *gone)))
    return ImportOutcome(result.outcome, preview, result.refused, result.problem, figures, refs)


def confirm(request: ImportRequest, progress: Progress) -> ImportOutcome:
    """Import the files and log it, both or neither, and keep the mapping for workbooks of the same
    form. Raises Denied."""
    from data.importing.mapping.agreed import describe_mapping, save_mapping

    viewer = _importing_viewer()
    names = ", ".join(PurePath(each.name).name for each in request.files)

    def log(connection: Connection, _import_id: int) -> None:
        change = f"import {names}, read by {describe_mapping(connection, request.mapping)}"
        access_log.append(connection, _change_event(viewer, change))

    try:
        result = _import(request, viewer, progress, log, dry_run=False)
        if result.outcome:
            save_mapping(sign_in.engine(), request.mapping, viewer.username)
    except (LogUnavailable, SQLAlchemyError):
        return ImportOutcome(problem="The database does not answer.")
    return result


def is_demonstration() -> bool:
    """Whether the database holds the invented demonstration. Raises Denied."""
    from data.importing.run import holds_demo

    _importing_viewer()
    return holds_demo(sign_in.engine())


def removal_reasons() -> list[str]:
    """Why a child may be removed, in the order of the list. Raises Denied."""
    from data.importing.cells.values import read_lists

    _importing_viewer()
    with sign_in.engine().connect() as connection:
        return list(read_lists(connection, settings().reference).values["removal_reasons"].values())


def mappings() -> list[AgreedMapping]:
    """The mappings that were agreed to, the newest first. Raises Denied."""
    from data.importing.mapping.agreed import agreed_mappings

    _importing_viewer()
    with sign_in.engine().connect() as connection:
        return agreed_mappings(connection)


def amend(mapping_id: int, text: str) -> None:
    """Put another mapping in place of one that was agreed to, and log it. Raises Denied,
    WrongMapping and LogUnavailable."""
    from data.importing.mapping.agreed import replace_mapping
    from data.importing.mapping.toml import from_toml

    viewer, mapping = _importing_viewer(), from_toml(text)
    with access_log.recording(sign_in.engine()) as connection:
        replace_mapping(connection, mapping_id, mapping, viewer.username)
        access_log.append(connection, _change_event(viewer, f"changed mapping {mapping_id}"))


def marked(files: Sequence[Upload], refused: Refused) -> bytes:
    """A copy of the files as one workbook, with the refused cells marked. The caller checks first
    who is signed in: see `downloads.log_and_hand_out`."""
    from data.importing.marking import write_marked

    with _on_disk(files) as paths, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "marked.xlsx"
        write_marked(paths, refused.problems, file)
        return file.read_bytes()


def forget(mapping_id: int) -> None:
    """Forget a mapping, and log it. Raises Denied and LogUnavailable."""
    from data.importing.mapping.agreed import delete_mapping

    viewer = _importing_viewer()
    with access_log.recording(sign_in.engine()) as connection:
        delete_mapping(connection, mapping_id)
        access_log.append(connection, _change_event(viewer, f"forgot mapping {mapping_id}"))


def _change_event(viewer: Viewer, change: str) -> Event:
    return Event(viewer.username, viewer.role, Action.DATA_CHANGE, PAGE, change=change)


def log_look(viewer: Viewer, purpose: str, refs: tuple[str, ...]) -> None:
    """Log that records are about to be shown. Raises LogUnavailable; then nothing may be."""
    shown = Event(viewer.username, viewer.role, Action.CONSULT, PAGE, child_refs=refs)
    audit.record_look(replace(shown, purpose=purpose, row_count=len(refs)))


def _import(
    request: ImportRequest,
    viewer: Viewer,
    progress: Progress,
    before_commit: BeforeCommit,
    *,
    dry_run: bool,
) -> ImportOutcome:
    from data.importing.likely_mistakes import Tolerance
    from data.importing.problems import Refused
    from data.importing.run import holds_demo, import_files

    chosen, engine = settings(), sign_in.engine()
    try:
        if holds_demo(engine) and not request.is_invented:
            return ImportOutcome(problem="Say first that what you import here is invented.")
        with _on_disk(request.files) as paths:
            outcome = import_files(
                engine,
                paths,
                extracted_on=request.extracted_on,
                is_demo=holds_demo(engine),
                dry_run=dry_run,
                is_confirmed=request.is_confirmed,
                tolerance=Tolerance(
                    chosen.confirm_withdrawn_share, chosen.confirm_withdrawn_records
                ),
                reference=chosen.reference,
                progress=progress,
                by=viewer.username,
                mapping=request.mapping,
                only_sheet=request.only_sheet,
                removals=request.left,
                before_commit=before_commit,
            )
    except Refused as refusal:
        return ImportOutcome(refused=refusal)
    except SQLAlchemyError:
        return ImportOutcome(problem="The database could not be written, and nothing changed.")
    return ImportOutcome(outcome)


@contextmanager
def _on_disk(files: Sequence[Upload]) -> Iterator[list[Path]]:
    """The files in a folder of their own, under their own names, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="clvt-upload-") as folder:
        paths = []
        for place, each in enumerate(files):
            inside = Path(folder) / str(place)
            inside.mkdir()
            path = inside / (PurePath(each.name.replace("\\", "/")).name or "file")
            path.write_bytes(each.getvalue())
            paths.append(path)
        yield paths


def _importing_viewer() -> Viewer:
    viewer = sign_in.viewer()
    if not viewer.may(Grant.IMPORT):
        raise Denied(PAGE)
    return viewer
