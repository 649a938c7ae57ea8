"""Secret keys of an installation: each is given to it, or made once and kept in a file."""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / ".clvt"
SHORTEST = 32


@cache
def log_key() -> str:
    """The key under which the access log is written, the same for all processes.

    From CLVT_LOG_KEY in the environment, so that it can be kept away from those who look after the
    database; without it, from a file that is made for its owner alone. Never from the database.
    Raises ValueError where it is too short, and OSError.
    """
    given = os.environ.get("CLVT_LOG_KEY")
    if given and len(given) < SHORTEST:
        raise ValueError(f"CLVT_LOG_KEY needs at least {SHORTEST} characters.")
    return given or kept(FOLDER / "log_key")


@cache
def kept(file: Path) -> str:
    """The file's key. Where there is none it is made, whole: of several makers the first counts."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_hex(32))
        try:
            os.link(draft, file)  # fails where another was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = file.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST:
        raise ValueError(f"{file} does not hold a key: delete it, and a new one is made.")
    return key
