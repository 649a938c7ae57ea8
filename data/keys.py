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
    return _given("CLVT_LOG_KEY") or kept(FOLDER / "log_key")


def new_log_key() -> str:
    """The key that the access log is to have next, from CLVT_LOG_KEY_NEW in the environment. Raises
    ValueError where there is none, or one that is too short."""
    given = _given("CLVT_LOG_KEY_NEW")
    if not given:
        raise ValueError("Give the new key as CLVT_LOG_KEY_NEW, in the environment.")
    return given


def _given(name: str) -> str:
    """A key from the environment; empty where it is not set."""
    given = os.environ.get(name, "")
    if given and len(given) < SHORTEST:
        raise ValueError(f"{name} needs at least {SHORTEST} characters.")
    return given


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
