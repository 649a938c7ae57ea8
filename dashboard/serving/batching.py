"""Patches by which Streamlit does once what it repeats for each message or run.

A run sends some fifty messages. For each of them Streamlit wakes the server's event loop twice,
which takes turns with the run for as long as that lasts, and works out a hash of the message. For
each run it reads its theme again, and works out a hash of each page's address three times.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import cache, partial
from typing import Any

from streamlit import config
from streamlit.navigation import page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, forward_msg_cache
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils import script_run_context
from streamlit.util import calc_hash

# What a run draws is sent after this many seconds, or when the run ends.
SENT_EVERY = 0.02
_WAITING = "clvt_waiting"
_OF_THE_APP = ("page_config_changed", "navigation")
_FOLLOWED_BY_MORE = ("delta", *_OF_THE_APP)
_SENT = "clvt_sent"


def send_together() -> None:
    """Have the messages of a run handed to the event loop together."""
    AppSession._on_scriptrunner_event = _note  # type: ignore[assignment,method-assign]
    Runtime._enqueued_some_message = _wake  # type: ignore[assignment,method-assign]


def send_changes_alone() -> None:
    """Have the pages, the title and the icon sent only when they have changed, because a browser
    draws the menu again each time."""
    AppSession.flush_browser_queue = _changes  # type: ignore[assignment,method-assign]


def _changes(session: AppSession) -> list[ForwardMsg]:
    """The messages to be sent now."""
    sent: dict[str | None, bytes] = vars(session).setdefault(_SENT, {})
    changes = []
    for message in session._browser_queue.flush():
        kind = message.WhichOneof("type")
        if kind in _OF_THE_APP:
            content = message.SerializeToString()
            if sent.get(kind) == content:
                continue
            sent[kind] = content
        changes.append(message)
    return changes


def _note(
    session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, **said: Any
) -> None:
    """Queue an event of a run, in the run's own thread."""
    waiting: deque[Any] = vars(session).setdefault(_WAITING, deque())
    waiting.append((sender, event, said))
    if not _may_wait(event, said.get("forward_msg")):
        session._call_soon_on_event_loop(partial(_take_up, session))
    elif len(waiting) == 1:
        later = session._event_loop.call_later
        session._call_soon_on_event_loop(partial(later, SENT_EVERY, _take_up, session))  # type: ignore[arg-type]


def _may_wait(event: ScriptRunnerEvent, message: ForwardMsg | None) -> bool:
    """Whether a message may wait for those that follow it. What is drawn may. A new address may
    not, because Streamlit drops what is not sent when another run begins."""
    return event is ScriptRunnerEvent.SCRIPT_STARTED or (
        message is not None and message.WhichOneof("type") in _FOLLOWED_BY_MORE
    )


def _take_up(session: AppSession) -> None:
    """Handle the queued events, on the event loop."""
    waiting: deque[Any] = vars(session)[_WAITING]
    while waiting:
        sender, event, arguments = waiting.popleft()
        session._handle_scriptrunner_event_on_event_loop(sender, event, **arguments)


def _wake(runtime: Runtime) -> None:
    """Have waiting messages sent; at once, where this is the event loop."""
    loop = runtime._get_async_objs()
    if asyncio._get_running_loop() is loop.eventloop:
        loop.need_send_data.set()
    else:
        loop.eventloop.call_soon_threadsafe(loop.need_send_data.set)


def read_theme_once() -> None:
    """Have Streamlit read each section of the theme once, and not at each run."""
    read = app_session._populate_theme_msg

    @cache
    def theme(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        read(message, section)
        return message

    def populate(message: CustomThemeConfig, section: str = "theme") -> None:
        message.MergeFrom(theme(section))

    app_session._populate_theme_msg = populate  # type: ignore[assignment]


def hash_once() -> None:
    """Have the hash of a message worked out only where it is large enough for a browser to keep it,
    which is what the hash is for, and that of a page's address once."""
    populate = forward_msg_cache.populate_hash_if_needed
    kept_from = int(config.get_option("global.minCachedMessageSize"))

    def populate_if_kept(message: ForwardMsg) -> None:
        if message.ByteSize() >= kept_from:
            populate(message)

    script_run_context.populate_hash_if_needed = populate_if_kept  # type: ignore[assignment, attr-defined]
    page.calc_hash = cache(calc_hash)  # type: ignore[attr-defined]
