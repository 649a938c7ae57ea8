"""Patches of Streamlit: the messages of a run are handed to the event loop together, and browsers
are not told about the machine.

A run sends some twenty messages. For each of them Streamlit wakes the server's event loop twice,
which takes turns with the run for as long as that lasts: a change of a page would take a fifth
longer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial, wraps
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

# What a run draws is sent after this many seconds, or when the run ends.
SENT_EVERY = 0.02
_WAITING = "clvt_waiting"
HIDDEN = "-"
_KINDS_THAT_WAIT = ("delta", "page_config_changed", "navigation")


def send_together() -> None:
    """Have the messages of a run handed to the event loop together."""
    AppSession._on_scriptrunner_event = _queue_event  # type: ignore[assignment,method-assign]
    Runtime._enqueued_some_message = _wake_loop  # type: ignore[assignment,method-assign]


def _queue_event(
    session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, **arguments: Any
) -> None:
    """Queue an event of a run, in the run's own thread."""
    waiting: deque[Any] = vars(session).setdefault(_WAITING, deque())
    waiting.append((sender, event, arguments))
    if not _may_wait(event, arguments.get("forward_msg")):
        session._call_soon_on_event_loop(partial(_handle_queued, session))
    elif len(waiting) == 1:
        later = session._event_loop.call_later
        session._call_soon_on_event_loop(partial(later, SENT_EVERY, _handle_queued, session))  # type: ignore[arg-type]


def _may_wait(event: ScriptRunnerEvent, message: ForwardMsg | None) -> bool:
    """Whether a message may wait for those that follow it. What is drawn may. A new address may
    not, because Streamlit drops what is not sent when another run begins."""
    return event is ScriptRunnerEvent.SCRIPT_STARTED or (
        message is not None and message.WhichOneof("type") in _KINDS_THAT_WAIT
    )


def _handle_queued(session: AppSession) -> None:
    """Handle the queued events, on the event loop."""
    waiting: deque[Any] = vars(session)[_WAITING]
    while waiting:
        sender, event, arguments = waiting.popleft()
        session._handle_scriptrunner_event_on_event_loop(sender, event, **arguments)


def _wake_loop(runtime: Runtime) -> None:
    """Have waiting messages sent; at once, where this is the event loop."""
    loop = runtime._get_async_objs()
    if asyncio._get_running_loop() is loop.eventloop:
        loop.need_send_data.set()
    else:
        loop.eventloop.call_soon_threadsafe(loop.need_send_data.set)


def hide_versions() -> None:
    """Keep from browsers where the dashboard is installed, and which versions it runs on.

    Streamlit says both in the message that begins each run, signed in or not.
    """
    create = AppSession._create_new_session_message

    @wraps(create)
    def without_versions(session: AppSession, *args: Any, **kwargs: Any) -> ForwardMsg:
        message = create(session, *args, **kwargs)
        new_session = message.new_session
        new_session.main_script_path = HIDDEN
        new_session.initialize.user_info.Clear()
        new_session.initialize.environment_info.Clear()
        # Always the same, because a browser loads the page again when they change.
        new_session.initialize.environment_info.streamlit_version = HIDDEN
        new_session.initialize.environment_info.python_version = HIDDEN
        return message

    AppSession._create_new_session_message = without_versions  # type: ignore[assignment,method-assign]
