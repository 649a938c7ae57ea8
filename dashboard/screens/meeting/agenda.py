"""The agenda of the meeting, one step at a time: in large type, with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from dashboard.components.run import Run
from dashboard.screens.meeting import decisions, lists, since_the_pack
from dashboard.screens.meeting.lists import ItemRecords, MeetingRecords
from dashboard.style import tables, words
from queries.meeting.items import PARTS

_IS_ON = "meeting: agenda"
_STEP = "meeting: step"


@dataclass(frozen=True)
class Step:
    """One step of the agenda: its heading, and what is drawn beneath."""

    heading: str
    draw: Callable[[], object]


def is_on() -> bool:
    """Whether the reader goes through the agenda."""
    return bool(st.session_state.get(_IS_ON))


def begin_button() -> None:
    """A button to go through the agenda. It is not a toggle, because that would take the arrow
    keys."""
    st.button("Go through the agenda, one step at a time", on_click=_set_on, args=(True,))


def _set_on(on: bool) -> None:
    st.session_state[_IS_ON] = on
    st.session_state.pop(_STEP, None)


def show(run: Run) -> None:
    """The step that the chair is at, with the keys to the next and the one before."""
    found, _ = lists.find_records(run)
    steps = steps_of(run, found)
    place = min(st.session_state.get(_STEP, 0), len(steps) - 1)
    with st.container(key="agenda"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Back",
                on_click=_go_to,
                args=(place - 1,),
                disabled=not place,
                shortcut="Left",
            )
            st.button(
                "Next",
                on_click=_go_to,
                args=(place + 1,),
                disabled=place == len(steps) - 1,
                shortcut="Right",
            )
            st.html(f"<p>{place + 1} of {len(steps)}</p>", width="content")
            st.button("Leave the agenda", on_click=_set_on, args=(False,), type="tertiary")
        st.html(f"<h2>{escape(steps[place].heading)}</h2>")
        steps[place].draw()


def steps_of(run: Run, found: MeetingRecords) -> list[Step]:
    """The steps: items without records are named together on the last one."""
    steps = [
        Step("Since the last time", partial(st.html, lists.introduction(run))),
        Step("What was promised", lambda: decisions.show_decisions(run, names_children=True)),
        Step(
            "Changed since the last pack",
            lambda: since_the_pack.show_with_children(run, found.since_the_pack),
        ),
    ]
    without_records = []
    for part in PARTS:
        for item in part.items:
            listed = found.lists.get(item.name)
            if listed is None:
                without_records.append(f"{item.label}: not known")
            elif listed.in_all:
                steps.append(Step(listed.heading, partial(_draw_item, listed)))
            else:
                without_records.append(listed.heading)
    overdue = "Overdue, and due before the next meeting"
    steps.append(Step(overdue, partial(lists.show_duties, run, found)))
    if without_records:
        text = words.sentence("; ".join(map(words.within_sentence, without_records)))
        steps.append(Step("Nothing else", partial(st.html, f"<p>{escape(text)}.</p>")))
    return steps


def _draw_item(listed: ItemRecords) -> None:
    if listed.item.asks:
        st.html(f"<p>{escape(listed.item.asks)}</p>")
    st.html(tables.as_html(listed.rows, listed.heading))


def _go_to(place: int) -> None:
    st.session_state[_STEP] = max(place, 0)
