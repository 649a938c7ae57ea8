"""A tab without a browser: it speaks Streamlit's protocol and keeps every byte that it is sent.

A browser would show only a part of that. The tab can also ask for things that no page offers.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.util import calc_hash
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from dashboard.signing_in import cookie
from data import sessions
from data.database import writing_engine

WAIT = 30
LASTS = timedelta(hours=1)
BUTTONS = ("button", "download_button")
T = TypeVar("T")
MEDIA = re.compile(rb"/media/[0-9a-zA-Z_.-]+")


def session_cookie(url: str, username: str) -> str:
    """The cookie of a session begun without the form, also for an account that may not sign in."""
    token = cookie.session_token(username, LASTS)
    engine = writing_engine(url)
    with engine.begin() as connection:
        sessions.start(connection, sessions.session_id(token), username, LASTS)
    engine.dispose()
    return f"{cookie.SESSION}={token}"


class Tab:
    """One open tab. `sent` is all that the server sent since it was last emptied, and `messages`
    are the messages in it."""

    def __init__(self, socket: ClientConnection, address: str, cookie: str = "") -> None:
        self.socket = socket
        self.address = address
        self.cookie = cookie
        self.sent = b""
        self.messages: list[ForwardMsg] = []
        self.session = ""
        self.elements: list[tuple[Element, str]] = []
        self.expanders: list[tuple[str, str]] = []
        self.popovers: list[tuple[str, str]] = []
        self.query: dict[str, str] = {}
        self.states: dict[str, WidgetState] = {}
        self.page = ClientState()

    def open(self, address: str, **query: str) -> bytes:
        """Go to an address of the dashboard. Returns what is sent for it."""
        self.query, self.states = query, {}
        return self._run(ClientState(page_name=address))

    def open_hidden(self, address: str, **query: str) -> bytes:
        """Ask for a page by Streamlit's name of it, as a menu with the page would."""
        self.query, self.states = query, {}
        return self._run(ClientState(page_script_hash=calc_hash(address)))

    def press(self, label: str, nth: int = 0) -> bytes:
        """Press the button with a label, or one of several."""
        found, fragment = self._widget(BUTTONS, label, nth)
        return self.set_state(WidgetState(id=found, trigger_value=True), fragment)

    def open_expander(self, nth: int = 0) -> bytes:
        """Open a folded part of the page. Returns what is sent for it."""
        found, part = self.expanders[nth]
        return self.set_state(WidgetState(id=found, bool_value=True), part)

    def open_menu(self, nth: int = 0) -> bytes:
        """Open a menu of the page, of which that of the account is the first. Returns what is sent
        for it."""
        found, part = self.popovers[nth]
        return self.set_state(WidgetState(id=found, bool_value=True), part)

    def type(self, label: str, value: str) -> bytes:
        """Fill in the field, or choose in the list, with a label."""
        found, fragment = self._widget(("text_input", "selectbox"), label)
        return self.set_state(WidgetState(id=found, string_value=value), fragment)

    def choose_row(self, row: int) -> bytes:
        """Choose a row of the page's table."""
        ((found, part),) = {
            (each.dataframe.id, part)
            for each, part in self.elements
            if each.WhichOneof("type") == "dataframe"
        }
        chosen = json.dumps({"selection": {"rows": [row], "columns": [], "cells": []}})
        return self.set_state(WidgetState(id=found, string_value=chosen), part)

    def _widget(self, kinds: tuple[str, ...], label: str, nth: int = 0) -> tuple[str, str]:
        return [
            (getattr(each, kind).id, fragment)
            for each, fragment in self.elements
            if (kind := each.WhichOneof("type") or "") in kinds
            and getattr(each, kind).label == label
        ][nth]

    def set_state(self, state: WidgetState, fragment: str = "") -> bytes:
        """Send a widget's state, for which a part of the page may run alone. Returns what is sent
        for it."""
        self.states[state.id] = state
        sent = self._run(self.page, fragment)
        if state.HasField("trigger_value"):
            del self.states[state.id]
        return sent

    def widgets(self) -> dict[str, WidgetState]:
        """The widgets of the page, each with a value: pressed, filled in, or with its first option
        chosen."""
        states: dict[str, WidgetState] = {}
        row = json.dumps({"selection": {"rows": [0], "columns": [], "cells": []}})
        for each, _ in self.elements:
            kind = each.WhichOneof("type") or ""
            name = getattr(getattr(each, kind, None), "id", "")
            if kind in BUTTONS and not getattr(each, kind).label.startswith("Sign out"):
                states[name] = WidgetState(id=name, trigger_value=True)
            elif kind == "dataframe":
                states[name] = WidgetState(id=name, string_value=row)
            elif kind == "selectbox" and each.selectbox.options:
                states[name] = WidgetState(id=name, string_value=each.selectbox.options[0])
            elif kind == "text_input":
                states[name] = WidgetState(id=name, string_value="the test")
        return states

    def fragments(self) -> frozenset[str]:
        """The parts of the page that run by themselves."""
        return frozenset(fragment for _, fragment in self.elements if fragment)

    def timers(self) -> int:
        """The number of parts of the page that a timer in the tab runs again and again."""
        return sum(message.HasField("auto_rerun") for message in self.messages)

    def send_forged(self, states: dict[str, WidgetState], *fragments: str) -> bytes:
        """Claim that these widgets were set on the present page and on parts of it, whether it has
        them or not. The server does not answer for a part that the page does not have."""
        self.states = dict(states)
        for fragment in fragments:
            self._ask(self.page, fragment)
        return self._run(self.page)

    def save(self) -> bytes:
        """The file of the page's download button, with all that is sent on the way to it."""
        link = self.ask_for_file()
        return link + b"".join(media(self.address, link, self.cookie).values())

    def ask_for_file(self) -> bytes:
        """Press the page's download button. Returns what is sent for it, with the file's link."""
        *_, found = (
            each.download_button.deferred_file_id
            for each, _ in self.elements
            if each.WhichOneof("type") == "download_button"
        )
        asked = BackMsg()
        asked.backend_operation_request.request_id = "1"
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = found
        self.socket.send(asked.SerializeToString())
        return self._until(lambda message: message.HasField("backend_operation_response"))

    def _run(self, page: ClientState, fragment: str = "") -> bytes:
        self._ask(page, fragment)
        followed_by_another = {ForwardMsg.FINISHED_EARLY_FOR_RERUN}
        if not fragment:  # a part that was asked for earlier may run before the page
            followed_by_another.add(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
        return self._until(
            lambda message: (
                message.WhichOneof("type") == "script_finished"
                and message.script_finished not in followed_by_another
            )
        )

    def _ask(self, page: ClientState, fragment: str) -> None:
        self.page = page
        state = ClientState()
        state.CopyFrom(page)
        state.fragment_id = fragment
        state.query_string = urlencode(self.query)
        state.widget_states.widgets.extend(self.states.values())
        state.context_info.url = f"{self.address}/{page.page_name}?{state.query_string}"
        state.context_info.color_scheme = "light"
        self.socket.send(BackMsg(rerun_script=state).SerializeToString())

    def _until(self, is_last: Callable[[ForwardMsg], bool]) -> bytes:
        sent = b""
        while True:
            raw: bytes = self.socket.recv(timeout=WAIT, decode=False)
            sent += raw
            message = ForwardMsg.FromString(raw)
            self.messages.append(message)
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.HasField("new_element"):
                self.elements.append((message.delta.new_element, message.delta.fragment_id))
            elif kind == "delta":
                block = message.delta.add_block
                part = message.delta.fragment_id
                if expander := block.expandable.id:
                    self.expanders.append((expander, part))
                if popover := block.popover.id:
                    self.popovers.append((popover, part))
            elif kind == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                parts = {*message.metadata.run.fragment_ids}
                self.elements = _not_drawn_again(self.elements, parts)
                self.expanders = _not_drawn_again(self.expanders, parts)
                self.popovers = _not_drawn_again(self.popovers, parts)
            elif kind == "page_info_changed":
                sent += message.page_info_changed.query_string.encode()
            if is_last(message):
                self.sent += sent
                return sent


def _not_drawn_again(drawn: list[tuple[T, str]], parts: set[str]) -> list[tuple[T, str]]:
    """What stays on the page while these parts of it are drawn again; nothing, where all is."""
    return [each for each in drawn if parts and each[1] not in parts]


@contextmanager
def tab(
    address: str, cookie: str = "", session: str = "", claimed_address: str = ""
) -> Iterator[Tab]:
    """A tab of the dashboard, with or without a cookie. It may ask to be given another tab's
    session, and claim to come from another address."""
    offered = ["streamlit", "no-token", session] if session else ["streamlit"]
    headers = {"Cookie": cookie, "X-Forwarded-For": claimed_address}
    with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=[Subprotocol(each) for each in offered],
        additional_headers={name: value for name, value in headers.items() if value},
        max_size=None,
        open_timeout=WAIT,
        compression=None,
    ) as socket:
        yield Tab(socket, address, cookie)


def closing_code(connection: ClientConnection) -> int | None:
    """The code with which the server closes a connection; None where it closes without one."""
    try:
        while True:
            connection.recv(timeout=WAIT)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def media(address: str, sent: bytes, cookie: str = "") -> dict[str, bytes]:
    """What anybody with the links in what was sent is given for them, with this cookie or none."""
    found: dict[str, bytes] = {}
    for link in sorted({each.decode() for each in MEDIA.findall(sent)}):
        try:
            asked = urllib.request.Request(address + link, headers={"Cookie": cookie})
            with urllib.request.urlopen(asked) as answered:
                found[link] = answered.read()
        except HTTPError as refused:
            found[link] = refused.read()
    return found
