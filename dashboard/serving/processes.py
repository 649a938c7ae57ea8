"""`clvt run`: one process, or several side by side for a proxy to choose from.

The server is uvicorn, started here and not by `streamlit run`: that one binds a socket on which the
kernel holds small messages back (Nagle's algorithm), at 40 ms for each rerun.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType

APP = "dashboard.serving.server:app"
STOPPING_SECONDS = 5
AGAIN_SECONDS = 2
# Longer than nginx keeps a connection that it may use again (deploy/nginx.conf). Of two that give
# up at the same time one sends into nothing, and nginx would have another process answer.
KEPT_OPEN_SECONDS = 75


def serve(address: str, port: int) -> None:
    """Serve the dashboard in this process, until it is told to stop."""
    # Imported here: whatever only watches over several processes needs none of it.
    import uvicorn
    from streamlit import config
    from uvicorn.importer import import_from_string as import_string

    # Streamlit sends people back to its own address after they sign in elsewhere.
    server = import_string(APP)
    config.set_option("server.address", address)
    config.set_option("server.port", port)
    uvicorn.run(
        server,
        host=address,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOPPING_SECONDS,
        timeout_keep_alive=KEPT_OPEN_SECONDS,
    )


def serve_side_by_side(address: str, first_port: int, processes: int) -> None:
    """Serve it in several processes, at the port and those that follow it.

    One that dies is started again; all stop with this one.
    """
    ports = range(first_port, first_port + processes)
    running = {port: _start(address, port) for port in ports}

    def stop(*_: int | FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while True:
            time.sleep(AGAIN_SECONDS)
            for port, process in running.items():
                if process.poll() is not None:
                    running[port] = _start(address, port)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait(STOPPING_SECONDS * 2)


def _start(address: str, port: int) -> subprocess.Popen[bytes]:
    words = f"from dashboard.serving.processes import serve; serve({address!r}, {port})"
    # -P: nothing is imported from whatever folder this happens to be run in.
    return subprocess.Popen([sys.executable, "-P", "-c", words])  # noqa: S603  (our own words)
