"""The messages of a run are handed to the event loop together, and in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from dashboard.serving import patches


@pytest.fixture(autouse=True)
def nothing_to_shut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that tests make have none of Streamlit's parts that need shutting down."""
    monkeypatch.delattr(AppSession, "__del__")


def test_messages_of_a_run_wake_the_event_loop_twice_and_keep_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for of, name in ((AppSession, "_on_scriptrunner_event"), (Runtime, "_enqueued_some_message")):
        monkeypatch.setattr(of, name, getattr(of, name))
    patches.send_together()
    handled: list[Any] = []
    wakes = 0

    async def run() -> None:
        session = AppSession.__new__(AppSession)
        session._event_loop = loop = asyncio.get_running_loop()
        monkeypatch.setattr(
            AppSession,
            "_handle_scriptrunner_event_on_event_loop",
            lambda *_, **more: handled.append(more.get("forward_msg")),
        )
        wake = loop.call_soon_threadsafe

        def counted(callback: Callable[..., object], *args: Any) -> asyncio.Handle:
            nonlocal wakes
            wakes += 1
            return wake(callback, *args)

        monkeypatch.setattr(loop, "call_soon_threadsafe", counted)

        def drawing() -> None:
            session._on_scriptrunner_event(None, ScriptRunnerEvent.SCRIPT_STARTED)
            for number in range(50):
                drawn = ForwardMsg(hash=str(number), delta=Delta())
                event = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
                session._on_scriptrunner_event(None, event, forward_msg=drawn)
            session._on_scriptrunner_event(None, ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS)

        Thread(target=drawing).start()
        while len(handled) < 52:
            await asyncio.sleep(0.001)

    asyncio.run(run())
    drawn = [message.hash for message in handled[1:-1]]
    assert drawn == [str(number) for number in range(50)]
    assert wakes == 2


def test_a_changed_address_is_sent_at_once() -> None:
    message, event = ForwardMsg(), ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
    message.page_info_changed.query_string = "list=added"
    assert not patches._may_wait(event, message)
    assert patches._may_wait(event, ForwardMsg(delta=Delta()))
