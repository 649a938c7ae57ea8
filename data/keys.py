"""Secret keys of an installation: each set in the environment, or made once and kept in a file."""

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

    From CLVT_LOG_KEY in the environment, so that it can be kept from those who look after the
    database; without that, from a file that only its owner can read. Raises ValueError where the
    key is too short, and OSError.
    """
    given = os.environ.get("CLVT_LOG_KEY")
    if given and len(given) < SHORTEST:
        raise ValueError(f"CLVT_LOG_KEY needs at least {SHORTEST} characters.")
    return given or kept(FOLDER / "log_key")


@cache
def kept(file: Path) -> str:
    """The key in a file, which is made where it is missing: of several processes, by the first."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_hex(32))
        try:
            os.link(draft, file)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = file.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST:
        raise ValueError(f"{file} does not hold a key: delete it, and a new one is made.")
    return key
