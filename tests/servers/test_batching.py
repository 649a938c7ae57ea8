"""Work that Streamlit does for each message or run, and our server once, without other effects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from streamlit.navigation import page
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.util import calc_hash

from dashboard.serving import batching

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")


@pytest.fixture(autouse=True)
def nothing_to_shut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that tests make have none of Streamlit's parts that need shutting down."""
    monkeypatch.delattr(AppSession, "__del__")


def test_messages_of_a_run_wake_the_event_loop_twice_and_keep_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for of, name in ((AppSession, "_on_scriptrunner_event"), (Runtime, "_enqueued_some_message")):
        monkeypatch.setattr(of, name, getattr(of, name))
    batching.send_together()
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


def test_the_theme_is_read_once_and_stays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    read = app_session._populate_theme_msg
    monkeypatch.setattr(app_session, "_populate_theme_msg", read)
    batching.read_theme_once()
    for section in SECTIONS:
        once, twice, anew = CustomThemeConfig(), CustomThemeConfig(), CustomThemeConfig()
        app_session._populate_theme_msg(once, section)
        app_session._populate_theme_msg(twice, section)
        read(anew, section)
        assert once == twice == anew


def test_a_changed_address_is_sent_at_once() -> None:
    message, event = ForwardMsg(), ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
    message.page_info_changed.query_string = "list=added"
    assert not batching._may_wait(event, message)
    assert batching._may_wait(event, ForwardMsg(delta=Delta()))


def test_the_list_of_pages_is_sent_again_only_when_it_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AppSession, "flush_browser_queue", AppSession.flush_browser_queue)
    batching.send_changes_alone()
    session = AppSession.__new__(AppSession)
    session._browser_queue = ForwardMsgQueue()
    sent = []
    for name in ("overview", "overview", "children", "overview"):
        navigation = ForwardMsg()
        navigation.navigation.page_script_hash = name
        for message in (navigation, ForwardMsg(delta=Delta())):
            session._browser_queue.enqueue(message)
        sent.append([each.WhichOneof("type") for each in session.flush_browser_queue()])
    assert sent == [["navigation", "delta"], ["delta"], *[["navigation", "delta"]] * 2]


def test_the_list_of_pages_is_sent_again_if_it_was_dropped_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AppSession, "flush_browser_queue", AppSession.flush_browser_queue)
    batching.send_changes_alone()
    session = AppSession.__new__(AppSession)
    session._browser_queue = ForwardMsgQueue()
    navigation = ForwardMsg()
    navigation.navigation.page_script_hash = "overview"
    session._browser_queue.enqueue(navigation)
    session._browser_queue.clear(retain_lifecycle_msgs=True)  # as when another run follows at once
    session._browser_queue.enqueue(navigation)
    assert session.flush_browser_queue() == [navigation]


def test_a_hash_is_worked_out_of_what_browsers_keep_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((script_run_context, "populate_hash_if_needed"), (page, "calc_hash")):
        monkeypatch.setattr(module, name, getattr(module, name))
    large, small = ForwardMsg(), ForwardMsg()
    large.delta.new_element.html.body = "x" * 20_000
    small.delta.new_element.html.body = "x"
    batching.hash_once()
    for message in (large, small):
        script_run_context.populate_hash_if_needed(message)  # type: ignore[attr-defined]
    assert large.hash
    assert large.metadata.cacheable
    assert not small.hash
    assert not small.metadata.cacheable
    address_hash = page.calc_hash  # type: ignore[attr-defined]
    assert address_hash("duties") == address_hash("duties") == calc_hash("duties")
