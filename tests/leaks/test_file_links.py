"""The link of a file reveals nothing about it, and only the reader who was given it can use it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.media_file_storage import MediaFileKind

from dashboard.serving import file_links
from dashboard.settings import settings
from dashboard.signing_in import file_links as links
from dashboard.signing_in import sign_in
from queries.access import Viewer
from tests.servers.serving import serving
from tests.servers.tab import media, session_cookie, tab

FILE = (b"Area,Children\nGedling,3\n", "text/csv", "area_summary.csv")


@pytest.fixture(autouse=True)
def key() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        _set(patch, "one key for tests, and long enough to be one")
        yield patch
    settings.cache_clear()


def _set(patch: pytest.MonkeyPatch, key: str) -> None:
    patch.setenv("CLVT_COOKIE_KEY", key)
    settings.cache_clear()


def test_the_link_to_a_file_cannot_be_worked_out_from_its_content(
    key: pytest.MonkeyPatch,
) -> None:
    ours = links.name(*FILE)
    assert ours == links.name(*FILE)
    assert ours != memory_media_file_storage._calculate_file_id(*FILE)
    _set(key, "another key for tests, and long enough too")
    assert ours != links.name(*FILE)


def test_large_files_that_differ_anywhere_have_links_of_their_own() -> None:
    one = b"a" * 3_000_000
    other = one[:700_000] + b"b" + one[700_001:]
    assert links.name(one, "text/csv") != links.name(other, "text/csv")


def test_files_with_the_same_bytes_split_differently_have_different_links() -> None:
    assert links.name(b"a", "bc") != links.name(b"ab", "c")


def test_the_server_uses_these_links(key: pytest.MonkeyPatch) -> None:
    key.setattr(memory_media_file_storage, "_calculate_file_id", None)
    file_links.keep_secret()
    storage = memory_media_file_storage.MemoryMediaFileStorage("/media")
    data, mimetype, filename = FILE
    given = storage.load_and_get_id(data, mimetype, MediaFileKind.DOWNLOADABLE, filename)
    assert given == links.name(*FILE)


CHIEF = Viewer("chief", "inspector")


def hand_out_file(seconds: int = 60) -> None:
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    links.hand_out("a-name", links.FileRecipient(CHIEF, "a session", until))


@pytest.fixture
def is_signed_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether the session is signed in; it is, until a test changes that."""
    stands = [True]
    monkeypatch.setattr(sign_in, "may_still", lambda *_: stands[0])
    links._waiting.clear()
    yield stands
    links._waiting.clear()


def test_a_file_is_fetched_once(is_signed_in: list[bool]) -> None:
    hand_out_file()
    assert links.fetch("a-name", "a session", is_only_test=True)
    assert links.fetch("a-name", "a session")
    assert not links.fetch("a-name", "a session")
    hand_out_file()
    assert links.fetch("a-name", "a session")


def test_a_file_is_fetched_only_by_the_session_that_asked_while_it_is_signed_in(
    is_signed_in: list[bool],
) -> None:
    hand_out_file()
    assert not links.fetch("a-name", "another session")
    assert not links.fetch("a-name", None)
    assert not links.fetch("another name", "a session")
    is_signed_in[0] = False
    assert not links.fetch("a-name", "a session")


def test_a_file_is_fetched_only_before_its_purpose_ends(is_signed_in: list[bool]) -> None:
    hand_out_file(seconds=-1)
    assert not links.fetch("a-name", "a session")
    hand_out_file()
    assert len(links._waiting["a-name"]) == 1  # a file that nobody may fetch any more is forgotten


def test_the_server_hands_a_file_out_once_and_to_nobody_else(
    demo_copy: str, tmp_path: Path, key: pytest.MonkeyPatch
) -> None:
    secret = "0123456789abcdef" * 4
    _set(key, secret)
    mine, other = (session_cookie(demo_copy, name) for name in ("leader", "inspector"))
    with serving(demo_copy, tmp_path, cookie_key=secret) as address, tab(address, mine) as at:
        for fetched_first in (mine, other):
            at.open("children")
            at.open_expander(1)  # of the first panel; the expander of the page comes before it
            at.press("Download as CSV")
            at.type("Who is it for?", "The meeting")
            at.cookie = fetched_first
            got_it = b"OFFICIAL-SENSITIVE" in at.save()[-4000:]
            assert got_it is (fetched_first == mine)
        sent = at.sent
        for cookie in ("", other):
            assert set(media(address, sent, cookie).values()) == {b"Not found."}
        assert any(b"OFFICIAL" in each for each in media(address, sent, mine).values())
        assert set(media(address, sent, mine).values()) == {b"Not found."}
