"""`clvt watch`: importing the files that arrive in a folder, with a report beside each.

Each file is imported by a process of its own, as by `clvt import`, so that a failure does not end
the watch.
"""

from __future__ import annotations

import math
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import typer

from dashboard.cli import STOPPED, UNAVAILABLE
from data.access_log import on_one_line
from data.explained import Explained

DONE, FAILED = "done", "failed"
LOOK_SECONDS = 2.0  # seconds
STILL_SECONDS = 5.0  # seconds without a change of a file, after which it counts as complete
# How programs name files that they have not finished writing, or hold open.
BEGINNINGS = (".", "~")
ENDINGS = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp")
# Exit statuses of an import that was interrupted from outside and may be run again.
INTERRUPTED = {-signal.SIGTERM, -signal.SIGINT, STOPPED}

Fingerprint = tuple[tuple[str, int, int], ...]  # name, size and time of change of each file


@dataclass
class Arrival:
    """A file in the folder, the time since which it has not changed, and the last message about
    it."""

    fingerprint: Fingerprint
    unchanged_since: float
    last_message: str = ""


@dataclass
class WatchedFolder:
    """A folder, and the files seen in it. `import_path` imports a file, or a folder of files, and
    returns the exit status of `clvt import` and all that it printed."""

    folder: Path
    import_path: Callable[[Path], tuple[int, str]]
    still_seconds: float
    arrivals: dict[str, Arrival] = field(default_factory=dict)

    def look(self) -> None:
        """Import the files that are complete, in the order in which they were first seen."""
        now, present = time.monotonic(), dict(_files_and_folders(self.folder))
        for gone in self.arrivals.keys() - present.keys():
            del self.arrivals[gone]
        for name, fingerprint in present.items():
            if name not in self.arrivals or self.arrivals[name].fingerprint != fingerprint:
                self.arrivals[name] = Arrival(fingerprint, now)
        for name, arrival in list(self.arrivals.items()):
            if now - arrival.unchanged_since >= self.still_seconds:
                self._import(name, arrival)

    def _import(self, name: str, arrival: Arrival) -> None:
        path = self.folder / name
        links = [each for each in _files_of(path) if each.is_symlink()]
        code, report = (1, _why_links_are_refused(links)) if links else self.import_path(path)
        if code and not links:
            report += _how_to_go_on(path)
        if code == UNAVAILABLE or code in INTERRUPTED:
            self._print_once(arrival, f"{on_one_line(name)} is tried again. {_first_line(report)}")
        elif _fingerprint(path) != arrival.fingerprint:
            self._print_once(
                arrival, f"{on_one_line(name)} was changed while it was read, and is read again."
            )
        else:
            try:
                moved = _move(path, self.folder / (FAILED if code else DONE), report)
            except OSError as error:
                self._print_once(arrival, f"{on_one_line(name)} cannot be moved: {error.strerror}.")
                arrival.unchanged_since = math.inf  # not imported again and again
                return
            del self.arrivals[name]
            outcome = "failed" if code else "is imported"
            typer.echo(on_one_line(f"{name} {outcome}: see {moved}.txt"))

    @staticmethod
    def _print_once(arrival: Arrival, message: str) -> None:
        """Print a message about a file, unless it was the last one printed."""
        if arrival.last_message != message:
            typer.echo(message)
        arrival.last_message = message


def watch(folder: Path, still_seconds: float = STILL_SECONDS) -> None:
    """Import what arrives in a folder until it is stopped."""
    for name in (DONE, FAILED):
        (folder / name).mkdir(0o700, parents=True, exist_ok=True)
        if (folder / name).is_symlink():
            raise Explained(f"{folder / name} is a link. Make it a folder of its own.")
    watched = WatchedFolder(folder.resolve(), import_in_a_process, still_seconds)

    def stop(*_: int | FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    typer.echo(f"Watching {folder}. Stop it with Ctrl+C.")
    with suppress(KeyboardInterrupt):
        while True:
            try:
                watched.look()
            except OSError as error:
                typer.echo(f"{folder} cannot be read: {error.strerror}.", err=True)
            time.sleep(LOOK_SECONDS)
    typer.echo("Stopped. Files not yet imported are still in the folder.")


def import_in_a_process(path: Path) -> tuple[int, str]:
    """Import a file or a folder of files in a process of its own. If this process ends, the import
    is ended too and writes nothing. Returns the exit status and what was printed."""
    # -P: Python modules are not loaded from the current folder.
    command = [sys.executable, "-P", "-c", "from dashboard.cli.commands import app; app()"]
    importing = subprocess.Popen(  # noqa: S603  (no word of it comes from elsewhere)
        [*command, "import", str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        printed, _ = importing.communicate()
    except BaseException:
        importing.terminate()
        importing.wait()
        raise
    report = printed.decode("utf-8", "replace")
    if importing.returncode < 0:
        report += f"The import was ended by signal {-importing.returncode}; nothing was written.\n"
    return importing.returncode, report


def _files_and_folders(folder: Path) -> Iterator[tuple[str, Fingerprint]]:
    """The files and folders in a folder, oldest first, without those that are still being
    written."""
    for path in sorted(folder.iterdir(), key=_changed_at):
        is_ours = path.name in (DONE, FAILED) and path.is_dir()
        if not is_ours and not _is_temporary(path.name) and (found := _fingerprint(path)):
            yield path.name, found


def _is_temporary(name: str) -> bool:
    return name.startswith(BEGINNINGS) or name.casefold().endswith(ENDINGS)


def _fingerprint(path: Path) -> Fingerprint:
    """The name, size and time of change of a file, or of each file in a folder; empty while one of
    them is empty, still being written, or removed."""
    found = []
    try:
        for file in _files_of(path):
            status = file.lstat()
            if not status.st_size or file.name.casefold().endswith(ENDINGS):
                return ()
            found.append((file.name, status.st_size, status.st_mtime_ns))
    except OSError:
        return ()
    return tuple(found)


def _files_of(path: Path) -> list[Path]:
    """A file, or each file in a folder. A link is one of them, and is not followed."""
    return sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]


def _why_links_are_refused(links: list[Path]) -> str:
    """Why nothing is read where there are links: each may lead to any file of the machine."""
    return "".join(
        f"{on_one_line(each.name)} is a link. Links are not followed: put the file itself here.\n"
        for each in links
    )


def _how_to_go_on(path: Path) -> str:
    """What to do with a file that was refused, once what is wrong is put right or confirmed."""
    return (
        f"\nOnce that is put right, put the file into {path.parent} again. What is to be confirmed "
        f"is confirmed by hand: clvt import {shlex.quote(str(path))}, with the options named "
        "above and --extracted-on DATE if it is not of today, or on the page Import.\n"
    )


def _changed_at(path: Path) -> tuple[float, str]:
    try:
        return path.lstat().st_mtime, path.name
    except OSError:
        return math.inf, path.name


def _move(path: Path, to: Path, report: str) -> Path:
    """Move a file or folder, with its report beside it, which names its new place; nothing is
    written over. Raises OSError."""
    place = to / path.name
    if os.path.lexists(place) or Path(f"{place}.txt").exists():
        place = to / f"{path.stem} {datetime.now(UTC):%Y%m%d-%H%M%S-%f}{path.suffix}"
    report_file = Path(f"{place}.txt")
    report_file.touch(0o600, exist_ok=False)
    report = report.replace(shlex.quote(str(path)), shlex.quote(str(place)))
    report_file.write_text(report, encoding="utf-8")
    path.rename(place)
    return place


def _first_line(report: str) -> str:
    return next(iter(report.strip().splitlines()), "")
