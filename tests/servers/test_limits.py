"""What one client may open and send, and what happens to a process or a tab that hangs."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from dashboard.serving import limits
from dashboard.serving.limits import Limits, PacedMessages
from dashboard.serving.processes import LONGEST_MESSAGE
from dashboard.settings import Settings
from dashboard.signing_in import cookie
from data.accounts.demo import add_demo_accounts
from data.database import writing_engine
from tests.servers.serving import environment, free_port, serving, wait_until_ready
from tests.servers.tab import closing_code, tab

FEW = Settings(tabs_a_session=2, tabs_an_address=3, cookie_key="k" * 40)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are reached quickly."""
    for module in (limits, cookie):
        monkeypatch.setattr(module, "settings", lambda: FEW)


class Clients:
    """Clients of an application that keeps each tab open until it is told to close it."""

    def __init__(self) -> None:
        self.app = Limits(self.hold)
        self.let_go = asyncio.Event()

    async def hold(self, _scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await self.let_go.wait()

    async def opens(self, address: str, held: str = "") -> tuple[bool, asyncio.Task[None]]:
        """Whether a tab is accepted."""
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        headers = [(b"cookie", held.encode())] if held else []
        scope = {"type": "websocket", "client": (address, 1), "headers": headers}
        task = asyncio.ensure_future(self.app(scope, receive, send))
        await asyncio.sleep(0.01)
        return sent[0]["type"] == "websocket.accept", task


def test_the_tabs_of_a_signed_in_browser_are_limited_and_take_none_from_others() -> None:
    hour = timedelta(hours=1)
    mine = f"clvt_session={cookie.session_token('chief', hour)}"
    other = f"__Host-clvt_session={cookie.session_token('chief', hour)}"

    async def run() -> None:
        clients = Clients()
        assert [(await clients.opens("10.0.0.1", mine))[0] for _ in range(3)] == [True, True, False]
        assert [(await clients.opens("10.0.0.1", other))[0] for _ in range(3)] == [
            True, True, False,
        ]  # fmt: skip
        assert (await clients.opens("10.0.0.1"))[0]
        clients.let_go.set()

    asyncio.run(run())


def test_the_tabs_of_an_address_are_limited_whatever_cookie_it_makes_up() -> None:
    async def run() -> None:
        clients = Clients()
        forged = [f"clvt_session=forged-{number}" for number in range(4)]
        let_in = [(await clients.opens("10.0.0.1", each))[0] for each in forged]
        assert let_in == [True, True, True, False]
        assert (await clients.opens("10.0.0.2"))[0]
        clients.let_go.set()

    asyncio.run(run())


def test_whoever_has_too_many_tabs_open_is_told_so_by_the_next_page() -> None:
    async def run() -> None:
        clients = Clients()
        for _ in range(2):
            await clients.opens("10.0.0.1")
        assert (await answer_to(clients.app, "/", b"document"))["status"] == 200
        await clients.opens("10.0.0.1")
        for path, kind, status in (
            ("/", b"document", 429),
            ("/media/a-file.csv", b"document", 200),
            ("/static/a-part.js", b"script", 200),
        ):
            answered = await answer_to(clients.app, path, kind)
            assert answered["status"] == status
            assert (b"Close some" in answered["body"]) == (status == 429)
        clients.let_go.set()

    asyncio.run(run())


async def answer_to(limited: Limits, path: str, kind: bytes) -> dict[str, Any]:
    """What an address is answered that asks for a part of a page."""
    answered: dict[str, Any] = {}

    async def send(message: Any) -> None:
        answered.update(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"sec-fetch-dest", kind)]
    scope = {"type": "http", "path": path, "client": ("10.0.0.1", 1), "headers": headers}
    of_tabs, limited.app = limited.app, PlainTextResponse("A part")
    await limited(scope, receive, send)
    limited.app = of_tabs
    return answered


def test_a_tab_that_is_closed_makes_room_for_another() -> None:
    async def run() -> None:
        clients = Clients()
        opened = [await clients.opens("10.0.0.1") for _ in range(3)]
        assert not (await clients.opens("10.0.0.1"))[0]
        clients.let_go.set()
        await asyncio.gather(*(task for _, task in opened))
        assert not clients.app.open
        assert (await clients.opens("10.0.0.1"))[0]

    asyncio.run(run())


def test_messages_above_the_limit_a_second_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def receive() -> Any:
        return {"type": "websocket.receive", "bytes": b"."}

    async def run() -> None:
        paced = PacedMessages(receive, 10)
        for _ in range(limits.BURST_SECONDS * 10):
            await paced()
        assert waited == []
        for _ in range(10):
            await paced()

    monkeypatch.setattr("dashboard.serving.limits.asyncio.sleep", sleep)
    monkeypatch.setattr("dashboard.serving.limits.time.monotonic", lambda: 1000.0)
    asyncio.run(run())
    assert waited == pytest.approx([number / 10 for number in range(1, 11)])


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard without data, since these tests need only the sign-in page."""
    folder = tmp_path_factory.mktemp("limits")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'clvt.db')}"
    add_demo_accounts(writing_engine(url))
    with serving(url, folder) as address:
        yield address


def test_an_overlong_message_ends_the_tab_and_no_other(served: str) -> None:
    with tab(served) as another:
        with tab(served) as at:
            long = BackMsg(rerun_script=ClientState(query_string="x" * LONGEST_MESSAGE))
            at.socket.send(long.SerializeToString())
            assert closing_code(at.socket) == 1009  # too big
        assert b"Username" in another.open("")


def test_an_address_that_somebody_merely_claims_does_not_evade_the_lock_out(
    served: str, sqlite_url: str, tmp_path: Path
) -> None:
    assert b"Too many tries" in text_after_wrong_guesses(served)
    add_demo_accounts(writing_engine(sqlite_url))
    with serving(sqlite_url, tmp_path, proxy="127.0.0.1,::1") as behind_a_proxy:
        assert b"Too many tries" not in text_after_wrong_guesses(behind_a_proxy)


def text_after_wrong_guesses(address: str) -> bytes:
    """What the sign-in page says at the sixth wrong guess, each from another claimed address."""
    for number in range(6):
        with tab(address, claimed_address=f"203.0.113.{number}") as at:
            at.open("")
            at.type("Username", "leader")
            at.type("Password", "a wrong guess")
            messages = at.press("Sign in")
    return messages


@contextmanager
def running(script: str, folder: Path, url: str = "", **settings: str) -> Iterator[Any]:
    """A script that runs until the block ends."""
    log = folder / "script.log"
    with log.open("w") as lines:
        started = subprocess.Popen(
            [sys.executable, "-c", script],
            env=environment(url, settings),
            stdout=lines,
            stderr=lines,
            cwd=folder,
        )
        try:
            yield started
        finally:
            started.terminate()
            started.wait(20)


def test_a_tab_that_does_not_answer_is_disconnected(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    script = (
        "from dashboard.serving import processes; processes.PING_SECONDS = 1; "
        f"processes.serve('localhost', {port})"
    )
    with running(script, tmp_path, sqlite_url) as server:
        log = tmp_path / "script.log"
        wait_until_ready(f"http://localhost:{port}/_stcore/health", server, log)
        with socket.create_connection(("localhost", port), timeout=20) as half_open:
            half_open.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            received = b""
            while more := half_open.recv(65536):
                received += more
    assert b"101 Switching Protocols" in received


SETTINGS = """
import uvicorn
uvicorn.run = lambda *_, **__: None
from dashboard.serving.processes import serve
serve("localhost", 1)
from streamlit import config
print(
    config.get_option("browser.gatherUsageStats"),
    config.get_option("client.showErrorDetails"),
    config.get_option("client.allowedOrigins"),
)
"""


def test_the_server_is_set_as_our_configuration_says_wherever_it_is_started(
    sqlite_url: str, tmp_path: Path
) -> None:
    with running(SETTINGS, tmp_path, sqlite_url) as script:
        assert script.wait(60) == 0
    assert "False none []" in (tmp_path / "script.log").read_text().splitlines()


RUNS_OF_A_TAB = """
from collections import Counter
from streamlit.runtime.scriptrunner import ScriptRunner
from dashboard.serving import processes
run, going_on = ScriptRunner._run_script, Counter()
def counted(runner, about):
    going_on[runner._session_id] += 1
    print("runs at the same time:", going_on[runner._session_id], flush=True)
    run(runner, about)
    going_on[runner._session_id] -= 1
ScriptRunner._run_script = counted
processes.serve("localhost", PORT)
"""


def test_a_tab_never_has_two_runs_at_the_same_time(sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    with running(RUNS_OF_A_TAB.replace("PORT", str(port)), tmp_path, sqlite_url) as server:
        log = tmp_path / "script.log"
        wait_until_ready(f"http://localhost:{port}/_stcore/health", server, log)
        with tab(f"http://localhost:{port}") as hasty:
            for _ in range(30):
                hasty.socket.send(BackMsg(rerun_script=ClientState()).SerializeToString())
            hasty.open("")
    runs = [line for line in log.read_text().splitlines() if line.startswith("runs")]
    assert set(runs) == {"runs at the same time: 1"}


STAND_IN = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *_):
        pass
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
"""
WATCHED = """
import subprocess, sys
from dashboard.serving import processes
processes.CHECK_SECONDS, processes.HUNG_SECONDS, processes.ANSWER_SECONDS = 0.1, 1.5, 0.5
class StandIn(processes.ServerProcess):
    @classmethod
    def start(cls, address, port):
        command = [sys.executable, "-c", {stand_in!r}, str(port)]
        return cls(address, port, subprocess.Popen(command))
processes.ServerProcess = StandIn
processes.serve_side_by_side("127.0.0.1", {port}, 1)
"""


@pytest.mark.parametrize("fault", [signal.SIGSTOP, signal.SIGKILL])
def test_a_process_that_hangs_or_dies_is_replaced(tmp_path: Path, fault: signal.Signals) -> None:
    port = free_port()

    def answering() -> int:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1) as answer:
                    return int(answer.read())
            except urllib.error.HTTPError as answer:  # it answers that the database does not
                return int(answer.read())
            except OSError:
                time.sleep(0.1)
        raise AssertionError("Nobody answers.")

    with running(WATCHED.format(stand_in=STAND_IN, port=port), tmp_path):
        first = answering()
        time.sleep(3)
        assert answering() == first  # a process that answers 503 is left alone
        os.kill(first, fault)
        second = answering()
        assert second != first
        assert not Path(f"/proc/{first}").exists()
