"""A print of code as it stands, to know by it what the same code has made before."""

from __future__ import annotations

import hashlib
from pathlib import Path


def print_of(*folders: Path) -> str:
    """The same for as long as no file of ours in the folders changes."""
    found = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".csv", ".txt"):
                found.update(f"{file.relative_to(folder)}\n".encode())
                found.update(file.read_bytes())
    return found.hexdigest()[:12]
