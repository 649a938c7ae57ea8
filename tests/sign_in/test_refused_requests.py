"""Requests that are refused at once: from other sites, uploads, and endless passwords."""

from __future__ import annotations

import asyncio
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.serving.middleware import MIDDLEWARE, ClosedRoutes, OwnOriginOnly
from data import accounts, passwords, signing_in
from data.accounts import AccountRefused, By, attempts
from data.database import make_file, writing_engine
from data.passwords import BadPassword
from data.signing_in import AttemptSource, Policy, WrongCredentials

MARKS = "a" + "\u0301" * 120_000
POLICY = Policy(
    "k" * 40, attempts.AttemptLimits(3, timedelta(minutes=1), 20, 0), timedelta(hours=1)
)


async def stand_in_for_streamlit(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes the place of Streamlit, and accepts everything."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"in"})


def first_answer(
    app: ASGIApp,
    origin: str | None,
    host: str,
    kind: str = "http",
    path: str = "/",
    method: str = "GET",
) -> Any:
    """The first answer: an HTTP status, or what happens to a WebSocket."""
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request" if kind == "http" else "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "headers": headers,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "method": method,
        "subprotocols": [],
    }

    async def run() -> None:
        await app(scope, receive, send)

    asyncio.run(run())
    return sent[0].get("status", sent[0]["type"])


def gets_through(origin: str | None, host: str, kind: str = "http") -> bool:
    """Whether a request gets past the middleware."""
    first = first_answer(OwnOriginOnly(stand_in_for_streamlit), origin, host, kind)
    return first in (200, "websocket.accept")


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("origin", "host", "is_let_in"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("https://clvt.example", "clvt.example", True),
        ("https://clvt.example:443", "clvt.example", True),
        ("https://CLVT.example", "clvt.example", True),
        ("https://evil.example", "clvt.example", False),
        ("https://clvt.example.evil.example", "clvt.example", False),
        ("http://localhost:8502", "localhost:8501", False),
        ("https://clvt.example", "clvt.example:8501", False),
        ("null", "clvt.example", False),
        ("file://", "clvt.example", False),
        ("https://[", "clvt.example", False),
        ("https://clvt.example:port", "clvt.example", False),
    ],
)
def test_only_requests_from_our_own_origin_are_accepted(
    kind: str, origin: str, host: str, is_let_in: bool
) -> None:
    assert gets_through(origin, host, kind) is is_let_in


def test_a_request_without_an_origin_is_accepted() -> None:
    assert gets_through(None, "clvt.example")
    assert gets_through(None, "clvt.example", "websocket")


def test_the_middleware_together_refuses_other_sites_and_uploads() -> None:
    app: Any = stand_in_for_streamlit
    for each in reversed(MIDDLEWARE):
        app = each(app)
    evil, host = "https://evil.example", "localhost:8501"
    assert first_answer(app, evil, host, path="/readyz") == 403
    assert first_answer(app, None, host, path="/readyz") == 200
    stream = first_answer(app, evil, host, "websocket", "/_stcore/stream")
    assert stream == "websocket.close"
    upload = "/_stcore/upload_file/a/b"
    assert first_answer(app, None, host, path=upload, method="PUT") == 404


def test_no_file_can_be_uploaded_below_any_base() -> None:
    app, upload = ClosedRoutes(stand_in_for_streamlit), "/dashboard/_stcore/upload_file/a/b"
    assert first_answer(app, None, "clvt.example") == 200
    assert first_answer(app, None, "clvt.example", path=upload, method="POST") == 404
    assert first_answer(app, None, "clvt.example", path="/dashboard/_stcore/metrics") == 404


def test_a_password_that_is_too_long_is_refused_before_hashing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> str:
        raise AssertionError("It was normalised.")

    monkeypatch.setattr(passwords, "_prepared", never)
    nowhere = create_engine("sqlite:////nowhere/at/all.db")  # asking it would fail
    for name, password in (("chief", MARKS), (MARKS, "violet kettle 4 marsh")):
        with pytest.raises(WrongCredentials):
            signing_in.prove(nowhere, POLICY, name, password, source=AttemptSource("here", "here"))
    assert not passwords.matches(MARKS, None)
    by = By("", "operator", "test")
    with pytest.raises(BadPassword, match="at most 200"):
        passwords.check(MARKS, "chief")
    with pytest.raises(BadPassword, match="at most 200"):
        passwords.hashed(MARKS)
    with pytest.raises(BadPassword, match="at most 200"):
        accounts.add(nowhere, "chief", MARKS, "inspector", by=by)
    with pytest.raises(AccountRefused, match="3 to 120"):
        accounts.add(
            nowhere, "chief" + " " * 200 + "x", "violet kettle 4 marsh", "inspector", by=by
        )


def test_only_the_owner_can_read_the_sqlite_files(tmp_path: Path) -> None:
    file = tmp_path / "inside" / "clvt.db"
    make_file(f"sqlite:///{file}")
    engine = writing_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()}
    assert modes == dict.fromkeys(["clvt.db", "clvt.db-shm", "clvt.db-wal"], 0o600)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    engine.dispose()


def test_a_database_in_memory_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with writing_engine("sqlite:///:memory:").connect():
        assert list(tmp_path.iterdir()) == []
