"""`clvt run`: one process, or several side by side for a proxy to choose from.

The server is uvicorn, started here and not by `streamlit run`, on whose socket the kernel holds
back small messages (Nagle's algorithm), which costs 40 ms for each rerun.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from types import FrameType

APP = "dashboard.serving.server:app"
STOPPING_SECONDS = 5
CHECK_SECONDS = 2
# A process that does not answer for this long, or takes longer to start, is replaced.
HUNG_SECONDS = 60
ANSWER_SECONDS = 5
POLL_SECONDS = 0.2
# Longer than nginx keeps an idle connection (deploy/nginx.conf), so that nginx never sends a
# request on a connection that is just being closed here.
KEEP_ALIVE_SECONDS = 75
# How often a tab is asked whether it is still there, and how long it has to answer.
PING_SECONDS = 20
# A tab sends what its reader chose: a few hundred bytes.
LONGEST_MESSAGE = 256 * 1024


def announce(address: str, ports: Iterable[int], say: Callable[[], None]) -> Thread:
    """Call `say` once the dashboard answers at each of the ports, and its database answers."""

    def wait() -> None:
        for port in ports:
            while _status(address, port) != HTTPStatus.OK:
                time.sleep(POLL_SECONDS)
        say()

    waiting = Thread(target=wait, name="announce", daemon=True)
    waiting.start()
    return waiting


def _status(address: str, port: int) -> int | None:
    """The status with which a process says whether it is ready; None where it does not answer."""
    connection = HTTPConnection(address, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def serve(address: str, port: int) -> None:
    """Serve the dashboard in this process until it is stopped."""
    # Imported here, because a process that only watches over others does not need it.
    import uvicorn
    from streamlit import config
    from uvicorn.importer import import_from_string as import_string

    from dashboard.settings import settings

    # Streamlit reads its settings when a library first asks for one, at import. By then it must
    # know that ours are beside app.py.
    config._main_script_path = str(Path(__file__).parent.parent / "app.py")
    server = import_string(APP)
    # Streamlit sends people back to its own address after they sign in elsewhere.
    config.set_option("server.address", address)
    config.set_option("server.port", port)
    uvicorn.run(
        server,
        host=address,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings().proxy),
        forwarded_allow_ips=settings().proxy,
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # compressing a change takes longer than sending its 30 kB
        ws_max_size=LONGEST_MESSAGE,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        timeout_graceful_shutdown=STOPPING_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


@dataclass
class ServerProcess:
    """A process of its own that serves the dashboard, and when it last answered."""

    address: str
    port: int
    process: subprocess.Popen[bytes]
    answered_at: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, address: str, port: int) -> ServerProcess:
        """Start one."""
        code = f"from dashboard.serving.processes import serve; serve({address!r}, {port})"
        # -P: Python modules are not loaded from the current folder.
        command = [sys.executable, "-P", "-c", code]
        return cls(address, port, subprocess.Popen(command))  # noqa: S603  (our own words)

    def is_healthy(self) -> bool:
        """Whether it runs, and has answered lately. Any answer counts: a database that cannot be
        reached is no reason to start the process again."""
        if self.process.poll() is not None:
            return False
        if _status(self.address, self.port) is not None:
            self.answered_at = time.monotonic()
        return time.monotonic() - self.answered_at < HUNG_SECONDS


def serve_side_by_side(address: str, first_port: int, processes: int) -> None:
    """Serve it in several processes, at the port and those that follow it.

    One that dies or hangs is replaced; all stop with this one.
    """
    ports = range(first_port, first_port + processes)
    running = {port: ServerProcess.start(address, port) for port in ports}

    def stop(*_: int | FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while True:
            time.sleep(CHECK_SECONDS)
            for port, each in running.items():
                if not each.is_healthy():
                    each.process.kill()
                    each.process.wait()
                    running[port] = ServerProcess.start(address, port)
    except KeyboardInterrupt:
        pass
    finally:
        for each in running.values():
            each.process.terminate()
        for each in running.values():
            try:
                each.process.wait(STOPPING_SECONDS * 2)
            except subprocess.TimeoutExpired:
                each.process.kill()
