"""Starting the dashboard: what it prints, and when."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import HTTPError

import pytest

from dashboard.serving.processes import announce
from tests.conftest import IS_CI
from tests.servers.behind_nginx import TRUSTING, in_front_of
from tests.servers.ensure_browser import nginx

Answers = list[int]


_servers: dict[int, HTTPServer] = {}


def stop(port: int) -> None:
    """Stop answering at the port."""
    if served := _servers.pop(port, None):
        served.shutdown()
        served.server_close()


@pytest.fixture
def server() -> Iterator[tuple[int, Answers]]:
    """A port that answers each request with the next of the statuses, and then always with the
    last."""
    answers: Answers = []

    class Next(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    served = HTTPServer(("127.0.0.1", 0), Next)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    _servers[served.server_port] = served
    yield served.server_port, answers
    stop(served.server_port)


def test_the_address_is_printed_once_the_dashboard_answers(server: tuple[int, Answers]) -> None:
    port, answers = server
    answers += [503, 503, 200]
    ports: list[int] = []
    announce("127.0.0.1", [port], lambda: ports.append(len(answers))).join(10)
    assert ports == [1], "after both refusals, and once"


def test_the_address_is_not_printed_while_the_dashboard_does_not_answer(
    server: tuple[int, Answers],
) -> None:
    port, answers = server
    answers.append(503)
    ports: list[int] = []
    waiting = announce("127.0.0.1", [port], lambda: ports.append(1))
    waiting.join(0.6)
    assert (waiting.is_alive(), ports) == (True, [])
    answers[0] = 200
    waiting.join(10)
    assert ports == [1]


def test_while_nothing_answers_the_proxy_shows_a_page_that_says_so(
    server: tuple[int, Answers], tmp_path: Path
) -> None:
    if nginx() is None:
        if IS_CI:
            pytest.fail("There is no nginx to test with.")
        pytest.skip("There is no nginx here.")
    port, answers = server
    answers.append(200)
    with in_front_of([port], tmp_path) as address:
        stop(port)
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{address}/duties?area=Gedling", context=TRUSTING)
    shown = refused.value.read().decode("utf-8")
    assert refused.value.code == HTTPStatus.BAD_GATEWAY
    assert "its database does not answer" in shown
    assert 'http-equiv="refresh"' in shown
    assert refused.value.headers["Cache-Control"] == "no-store"
