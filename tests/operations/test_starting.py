"""Starting the dashboard: what it says, and when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dashboard.serving.processes import announce

Answers = list[int]


@pytest.fixture
def server() -> Iterator[tuple[int, Answers]]:
    """A port at which each request is given the next of the statuses, and the last for ever."""
    answers: Answers = []

    class Next(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802  (as http.server names it)
            self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    served = HTTPServer(("localhost", 0), Next)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served.server_port, answers
    served.shutdown()
    served.server_close()


def test_the_address_is_said_once_the_dashboard_answers(server: tuple[int, Answers]) -> None:
    port, answers = server
    answers += [503, 503, 200]
    said: list[int] = []
    announce("localhost", [port], lambda: said.append(len(answers))).join(10)
    assert said == [1], "after both refusals, and once"


def test_the_address_is_not_said_while_the_dashboard_does_not_answer(
    server: tuple[int, Answers],
) -> None:
    port, answers = server
    answers.append(503)
    said: list[int] = []
    waiting = announce("localhost", [port], lambda: said.append(1))
    waiting.join(0.6)
    assert (waiting.is_alive(), said) == (True, [])
    answers[0] = 200
    waiting.join(10)
    assert said == [1]
