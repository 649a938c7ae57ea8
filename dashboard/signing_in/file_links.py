"""The links of files that are handed out: each serves once, and only the browser that asked for it.

Nobody can guess a link, not even from the file. A file is fetched once, with the cookie of the
session that asked, and before its purpose ends.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from dashboard.signing_in import cookie, sign_in
from queries.access import Viewer


@dataclass(frozen=True)
class FileRecipient:
    """The viewer and session that a file was handed out to, and until when (UTC) it may be
    fetched."""

    viewer: Viewer
    session: str
    until: datetime


_waiting: dict[str, list[FileRecipient]] = {}  # not fetched yet, by the name in the link
_lock = Lock()


def name(data: bytes, mimetype: str, filename: str | None = None) -> str:
    """The name of a file in its link: always the same for the same file, and not to be guessed.

    Streamlit's own name is a plain hash, so that somebody who guesses the content of a file could
    test whether it is there. For a large file it hashes only a part.
    """
    digest = hmac.new(cookie.key().encode(), digestmod=hashlib.sha256)
    for part in (data, mimetype.encode(), (filename or "").encode()):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def hand_out(name: str, to: FileRecipient) -> None:
    """Let a file be fetched once."""
    now = datetime.now(UTC)
    with _lock:
        for other, waiting in list(_waiting.items()):
            _waiting[other] = [each for each in waiting if each.until > now]
            if not _waiting[other]:
                del _waiting[other]
        _waiting.setdefault(name, []).append(to)


def fetch(name: str, session: str | None, *, is_only_test: bool = False) -> bool:
    """Whether the file may be fetched now in this session. That uses the link up, unless
    `is_only_test`."""
    now = datetime.now(UTC)
    with _lock:
        waiting = _waiting.get(name, [])
        found = next((e for e in waiting if e.session == session and e.until > now), None)
        if found is None:
            return False
        if not is_only_test:
            waiting.remove(found)
    return sign_in.may_still(found.viewer, found.session)
