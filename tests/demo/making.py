"""The demonstration's database, made once by `clvt demo` and kept while the code is the same."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

from tests.fingerprint import fingerprint_of
from tests.paths import PROJECT

KEPT = PROJECT / ".pytest_cache" / "demo"


def demo_database() -> Path:
    """The SQLite file with all that `clvt demo` writes, made now if it is not there.

    Only one process makes it; others wait for it. A file that other code made is removed.
    """
    from tests.servers.serving import run_clvt

    sources = [PROJECT / name for name in ("data", "queries", "dashboard")]
    file = KEPT / f"{fingerprint_of(*sources, PROJECT / 'requirements.lock')}.db"
    draft = KEPT / "draft.db"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for older in KEPT.glob("*.db*"):
                older.unlink()
            loaded = run_clvt("demo", url=f"sqlite:///{draft}")
            assert loaded.returncode == 0, loaded.stderr
            draft.rename(file)
    return file


def start_making() -> None:
    """Make it in a process of its own, while the first tests run, which do without it."""
    subprocess.Popen(
        [sys.executable, "-m", "tests.demo.making"],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    demo_database()
