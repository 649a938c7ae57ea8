"""Refuses messages of a tab that Streamlit could not read, or that no page of ours sends."""

from __future__ import annotations

import logging

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.serving.layer import Layer

_log = logging.getLogger(__name__)
PROTOCOL_ERROR = 1002
# The others change or end the server for everybody, such as clear_cache, or are for its developers.
KINDS = frozenset(
    {
        "rerun_script",
        "stop_script",
        "app_heartbeat",
        "file_urls_request",
        "load_git_info",
        "backend_operation_request",
    }
)


class OwnMessagesOnly(Layer):
    """Closes a connection at the first message that is none of a page's. The log has one line, of
    which nothing comes from the message: Streamlit would write a traceback there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        is_closed = False

        async def checked() -> Message:
            nonlocal is_closed
            message = await receive()
            if message["type"] != "websocket.receive" or _is_own(message):
                return message
            is_closed = True
            _log.warning("A tab sent a message that no page sends: its connection was closed.")
            await send({"type": "websocket.close", "code": PROTOCOL_ERROR})
            return {"type": "websocket.disconnect", "code": PROTOCOL_ERROR}

        async def while_open(message: Message) -> None:
            if not is_closed:
                await send(message)

        await self.app(scope, checked, while_open)


def _is_own(message: Message) -> bool:
    try:
        return BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type") in KINDS
    except DecodeError:
        return False
