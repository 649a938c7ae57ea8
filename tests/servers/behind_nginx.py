"""Several processes of the dashboard behind nginx, configured as in dashboard/deploy, on free
ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from tests.paths import PROJECT
from tests.servers.ensure_browser import nginx
from tests.servers.serving import CLVT

PORTS_OF_A_WORKER = 100
TRUSTING = ssl._create_unverified_context()  # the certificate is the test's own
CONFIGURATION = PROJECT / "dashboard" / "deploy" / "nginx.conf"
AROUND = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    # Which process served whom: the tests read it.
    log_format routes "$clvt_route $upstream_addr $request_uri";
    access_log {folder}/routes.log routes;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/clvt.conf;
}}
"""


@contextmanager
def behind_nginx(url: str, folder: Path, processes: int, **settings: str) -> Iterator[str]:
    """The https address of a number of processes behind nginx, until the block ends."""
    first = _free_ports(processes)
    ports = list(range(first, first + processes))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLVT_")}
    environment["CLVT_LOG_KEY"] = os.environ.get("CLVT_LOG_KEY", "")  # of the tests; or as given:
    environment |= {f"CLVT_{name.upper()}": value for name, value in settings.items()}
    environment |= {"CLVT_DATABASE_URL": url, "CLVT_PORT": str(first), "CLVT_ADDRESS": "127.0.0.1"}
    environment["CLVT_PROXY"] = "127.0.0.1"
    command = [CLVT, "run", "--processes", str(processes)]
    with _started(command, folder / "served.log", environment):
        for port in ports:
            _wait(f"http://127.0.0.1:{port}/readyz", folder / "served.log")
        with in_front_of(ports, folder) as address:
            yield address


@contextmanager
def in_front_of(ports: list[int], folder: Path) -> Iterator[str]:
    """The https address of nginx in front of the given ports, until the block ends.

    `routes.log` in its folder has a line for each request: the reader, and the port that answered.
    """
    plain = _free_ports(2)
    _write_configuration(folder, ports, plain, secure=plain + 1)
    command = [str(nginx()), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with _started(command, folder / "nginx.log"):
        address = f"https://localhost:{plain + 1}"
        _wait(f"{address}/_stcore/health", folder / "nginx.log")
        yield address


@contextmanager
def _started(
    command: list[str], log: Path, environment: dict[str, str] | None = None
) -> Iterator[None]:
    with log.open("w") as lines:
        started = subprocess.Popen(
            command, env=environment, stdout=lines, stderr=lines, cwd=log.parent
        )
        try:
            yield
        finally:
            started.send_signal(signal.SIGTERM)
            started.wait(30)


def _write_configuration(folder: Path, ports: list[int], plain: int, secure: int) -> None:
    certificate = ["-subj", "/CN=localhost", "-days", "2", "-newkey", "rsa:2048", "-nodes"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "fullchain.pem")]
    request = ["openssl", "req", "-x509", *certificate, *files]
    subprocess.run(request, check=True, capture_output=True)
    text = CONFIGURATION.read_text(encoding="utf-8")
    text = text.replace("/etc/ssl/clvt", str(folder)).replace("clvt.example", "localhost")
    text = text.replace("/opt/clvt/dashboard", str(PROJECT / "dashboard"))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;")
    servers = "".join(f"    server 127.0.0.1:{port};\n" for port in ports)
    text = re.sub(r"(?:    server 127\.0\.0\.1:85\d\d;\n)+", servers, text)
    (folder / "clvt.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")


def _free_ports(number: int) -> int:
    """The first of several free ports in a row that no other process of these tests takes."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    begin = 8720 + worker * PORTS_OF_A_WORKER
    for first in range(begin, begin + PORTS_OF_A_WORKER - number, number):
        with _all_bound(first, number) as is_free:
            if is_free:
                return first
    raise RuntimeError("There are no free ports in a row.")


@contextmanager
def _all_bound(first: int, number: int) -> Iterator[bool]:
    """Whether the ports can be bound, all of them."""
    taken = []
    try:
        for port in range(first, first + number):
            taken.append(socket.socket())
            taken[-1].bind(("127.0.0.1", port))
        yield True
    except OSError:
        yield False
    finally:
        for each in taken:
            each.close()


def _wait(address: str, log: Path) -> None:
    for _ in range(1800):
        try:
            with urllib.request.urlopen(address, context=TRUSTING):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(log.read_text())
