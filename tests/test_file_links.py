"""The link of a file tells nothing of it, and is found by nobody who was not given it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.media_file_storage import MediaFileKind

from dashboard.serving import file_links
from dashboard.settings import settings

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
    ours = file_links.name(*FILE)
    assert ours == file_links.name(*FILE)
    assert ours != memory_media_file_storage._calculate_file_id(*FILE)
    _set(key, "another key for tests, and long enough too")
    assert ours != file_links.name(*FILE)


def test_large_files_that_differ_anywhere_have_links_of_their_own() -> None:
    one = b"a" * 3_000_000
    other = one[:700_000] + b"b" + one[700_001:]
    assert file_links.name(one, "text/csv") != file_links.name(other, "text/csv")


def test_files_with_the_same_bytes_split_differently_have_different_links() -> None:
    assert file_links.name(b"a", "bc") != file_links.name(b"ab", "c")


def test_the_server_uses_these_links(key: pytest.MonkeyPatch) -> None:
    key.setattr(memory_media_file_storage, "_calculate_file_id", None)
    file_links.keep_secret()
    storage = memory_media_file_storage.MemoryMediaFileStorage("/media")
    data, mimetype, filename = FILE
    given = storage.load_and_get_id(data, mimetype, MediaFileKind.DOWNLOADABLE, filename)
    assert given == file_links.name(*FILE)
