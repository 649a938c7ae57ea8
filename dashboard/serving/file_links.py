"""The links of files that are handed out: nobody can work one out, not even from the file."""

from __future__ import annotations

import hashlib
import hmac

from streamlit.runtime import memory_media_file_storage

from dashboard.signing_in import cookie


def name(data: bytes, mimetype: str, filename: str | None = None) -> str:
    """What a file is called in its link: of the same file the same, and known only to us.

    Streamlit's own is a plain hash, and no cookie is asked for: whoever guessed what stands in a
    file could try whether it is there. Of a large file it takes a part for the whole, besides.
    """
    of = hmac.new(cookie.key().encode(), digestmod=hashlib.sha256)
    for part in (data, mimetype.encode(), (filename or "").encode()):
        of.update(len(part).to_bytes(8))
        of.update(part)
    return of.hexdigest()


def keep_secret() -> None:
    """Have Streamlit call its files so."""
    memory_media_file_storage._calculate_file_id = name
