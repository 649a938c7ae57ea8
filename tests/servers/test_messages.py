"""A message that no page sends closes its own connection, and leaves one plain line in the log."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboard.serving.messages import PROTOCOL_ERROR
from data.accounts.demo import add_demo_accounts
from data.database import writing_engine
from tests.servers.serving import serving
from tests.servers.tab import closing_code, tab

LOGGED = "A tab sent a message that no page sends: its connection was closed."


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    engine = writing_engine(sqlite_url)
    add_demo_accounts(engine)
    engine.dispose()
    with serving(sqlite_url, tmp_path) as address:
        yield address


def open_connection(address: str) -> ClientConnection:
    return connect(
        f"ws{address.removeprefix('http')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
    )


def test_a_message_that_no_page_sends_is_refused_with_one_line_in_the_log(
    served: str, tmp_path: Path
) -> None:
    messages: list[bytes | str] = [
        b"\xff\xfe\x00 not a message \xff",
        "text, where Streamlit sends bytes",
        b"",
        BackMsg(clear_cache=True).SerializeToString(),
        BackMsg(debug_shutdown_runtime=True).SerializeToString(),
    ]
    with tab(served) as open_tab:
        open_tab.open("")
        for each in messages:
            with open_connection(served) as socket:
                socket.send(each)
                assert closing_code(socket) == PROTOCOL_ERROR
        assert b"Username" in open_tab.open(""), "other tabs are served as before"
    with urllib.request.urlopen(f"{served}/readyz") as answer:
        assert answer.status == 200
    (log,) = tmp_path.glob("served-*.log")
    lines = log.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if LOGGED in line] == [LOGGED] * len(messages)
    assert not [line for line in lines if "Traceback" in line or "Error" in line]
