"""A person with an open page: a WebSocket client that speaks Streamlit's protocol.

It sends what a browser sends (the state of every widget, the messages that it keeps) and receives
what the server answers, so that the server does all of its work and nothing is drawn.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.servers.behind_nginx import TRUSTING

WAIT = 60
FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class RunFailed(Exception):
    """A run failed on the server, or the server sent nothing for too long."""


@dataclass
class Person:
    """One open tab. `elements` holds the elements of the page, by their place."""

    socket: ClientConnection
    address: str
    page: str
    query: str = ""
    page_hash: str = ""
    deltas: dict[tuple[int, ...], Delta] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    kept: dict[str, ForwardMsg] = field(default_factory=dict)
    received: int = 0

    @classmethod
    async def arrive(cls, address: str, page: str, cookie: str = "") -> Person:
        """Open a page and wait until it has been drawn."""
        headers = {"Cookie": cookie} if cookie else {}
        socket = await connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=headers,
            max_size=None,
            open_timeout=WAIT,
            compression=None,
            ssl=TRUSTING if address.startswith("https") else None,
        )
        person = cls(socket, address, page)
        await person.run()
        return person

    async def leave(self) -> None:
        """Close the tab."""
        await self.socket.close()

    @property
    def elements(self) -> list[Element]:
        """The elements of the page."""
        return [d.new_element for d in self.deltas.values() if d.HasField("new_element")]

    async def choose(self, label: str, option: str) -> float:
        """Choose a district or another filter. Returns the seconds until the page is complete
        again."""
        name, part = self._widget(label, "radio", "selectbox")
        self.states[name] = WidgetState(id=name, string_value=option)
        return await self.run(part)

    async def choose_day(self, label: str, day: date) -> float:
        """Choose a day in the filter bar. Returns the seconds until the page is complete again."""
        name, part = self._widget(label, "date_input")
        chosen = WidgetState(id=name)
        chosen.string_array_value.data.append(day.isoformat())
        self.states[name] = chosen
        return await self.run(part)

    def _widget(self, label: str, *kinds: str) -> tuple[str, str]:
        """Streamlit's names of the widget, and of the part of the page that it has drawn anew;
        that is empty where all is drawn anew."""
        ((widget, part),) = [
            (getattr(delta.new_element, kind), delta.fragment_id)
            for delta in self.deltas.values()
            if (kind := delta.new_element.WhichOneof("type")) in kinds
            and getattr(delta.new_element, kind).label == label
        ]
        return widget.id, part

    async def run(self, part: str = "") -> float:
        """Run the page, or a part of it. Returns the seconds until the run has ended."""
        state = ClientState(
            query_string=self.query,
            page_script_hash=self.page_hash,
            page_name="" if self.page_hash else self.page,
            cached_message_hashes=list(self.kept),
            fragment_id=part,
        )
        state.widget_states.widgets.extend(self.states.values())
        state.context_info.url = f"{self.address}/{self.page}"
        state.context_info.timezone = "Europe/London"
        state.context_info.color_scheme = "light"
        begun = time.perf_counter()
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        async with asyncio.timeout(WAIT):
            while not await self._take():
                pass
        return time.perf_counter() - begun

    async def _take(self) -> bool:
        """Take one message in. Returns whether it says that the run has ended."""
        raw: Any = await self.socket.recv()
        self.received += len(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type") or ""
        place = tuple(message.metadata.delta_path)
        if kind == "ref_hash":
            self.deltas[place] = self.kept[message.ref_hash].delta
        elif kind == "delta":
            if message.delta.new_element.HasField("exception"):
                raise RunFailed(message.delta.new_element.exception.message)
            self.deltas[place] = message.delta
            if message.metadata.cacheable:
                self.kept[message.hash] = message
        elif kind == "new_session":
            parts = {*message.metadata.run.fragment_ids}
            self.deltas = {
                at: delta
                for at, delta in self.deltas.items()
                if parts and delta.fragment_id not in parts
            }
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        if kind != "script_finished":
            return False
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False  # another run follows, whose end counts as this one's
        if message.script_finished not in FINISHED:
            raise RunFailed(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
        return True
