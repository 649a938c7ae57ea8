"""A fingerprint of source code, to know what the same code has made before."""

from __future__ import annotations

import hashlib
from pathlib import Path


def fingerprint_of(*sources: Path) -> str:
    """A fingerprint that stays the same until one of the files, or of our files in the folders,
    changes."""
    digest = hashlib.sha256()
    for source in sources:
        inside = [each for each in source.rglob("*") if each.suffix in (".py", ".csv", ".txt")]
        for file in sorted(inside) if source.is_dir() else [source]:
            digest.update(f"{file.relative_to(source.parent)}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
