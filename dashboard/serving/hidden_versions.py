"""A patch that keeps Streamlit from telling browsers about the machine."""

from __future__ import annotations

from functools import wraps
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession

IN_ITS_PLACE = "-"


def hide_versions() -> None:
    """Keep from browsers where the dashboard is installed, and which versions it runs on.

    Streamlit says both in the message that begins each run, signed in or not.
    """
    create = AppSession._create_new_session_message

    @wraps(create)
    def without(session: AppSession, *args: Any, **kwargs: Any) -> ForwardMsg:
        message = create(session, *args, **kwargs)
        begun = message.new_session
        begun.main_script_path = IN_ITS_PLACE
        begun.initialize.user_info.Clear()
        begun.initialize.environment_info.Clear()
        # Always the same, because a browser loads the page again when they change.
        begun.initialize.environment_info.streamlit_version = IN_ITS_PLACE
        begun.initialize.environment_info.python_version = IN_ITS_PLACE
        return message

    AppSession._create_new_session_message = without  # type: ignore[assignment,method-assign]
