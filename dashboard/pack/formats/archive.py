"""An Office document as an archive with the same bytes on every machine and at any time."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

UNIX = 3


def reproducible(content: bytes) -> bytes:
    """The same archive without times, and uncompressed, because libraries on different machines
    compress differently."""
    found = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(found, "w", ZIP_STORED) as after:
        for name in before.namelist():
            entry = ZipInfo(name)  # of 1 January 1980
            entry.create_system = UNIX
            after.writestr(entry, before.read(name))
    return found.getvalue()
