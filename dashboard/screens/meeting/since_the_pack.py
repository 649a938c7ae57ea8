"""The figures of the last issued pack that read differently today, on the page of the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from dashboard.answers import cache
from dashboard.components.run import Run
from dashboard.screens.meeting import changed, tables_changed
from dashboard.screens.meeting.changed import FigureChange, Pack
from dashboard.screens.meeting.tables_changed import TableChange
from dashboard.style import tables, words
from queries.choices import CHOICES
from queries.filters import Filters

_IS_WHOLE = "meeting: every figure of the pack"


@dataclass(frozen=True)
class SinceThePack:
    """The last pack, if any was issued, and all of its figures that read differently today, with
    the children concerned."""

    pack: Pack | None
    main: tuple[FigureChange, ...] = ()
    others: tuple[TableChange, ...] = ()
    references: tuple[str, ...] = ()


def find_changes(run: Run) -> SinceThePack:
    """Every figure of the last pack that reads differently, with the children behind it.

    Raises `Denied` for a reader without leave for records, and `DataUnavailable`.
    """
    pack = changed.last_pack(run)
    if pack is None or pack.is_of_newest_import:
        return SinceThePack(pack)
    main = changed.changes(run.ask, pack)
    others = _changes_of_tables(run, pack, names_children=True)
    references: dict[str, None] = {}
    for each in main:
        found = changed.differences(run.ask, each.pack, each.listing) if each.listing else None
        for difference in found or ():
            references |= dict.fromkeys(difference)
    for other in others:
        references |= dict.fromkeys(other.children or ())
    return SinceThePack(pack, tuple(main), tuple(others), tuple(references))


def show(run: Run, heading: str) -> None:
    """The main figures that read differently, under a heading; and, once it is asked for, every
    other."""
    pack = changed.last_pack(run)
    title = f'<h2 class="section">{escape(heading)}</h2>'
    if pack is None or pack.is_of_newest_import:
        st.html(title + _nothing_to_compare(pack))
        return
    st.html(title + _main_figures(run, pack, changed.changes(run.ask, pack), names_children=False))
    if st.toggle("Compare every figure of the pack", key=_IS_WHOLE):
        _show_others(_changes_of_tables(run, pack, names_children=False), names_children=False)


def show_with_children(run: Run, since: SinceThePack) -> None:
    """Every figure that reads differently, with the children behind it. The caller has logged the
    look."""
    if since.pack is None or since.pack.is_of_newest_import:
        st.html(_nothing_to_compare(since.pack))
        return
    with st.container(key="since-the-pack"):
        st.html(_main_figures(run, since.pack, since.main, names_children=True))
        _show_others(since.others, names_children=True)


def _changes_of_tables(run: Run, pack: Pack, *, names_children: bool) -> list[TableChange]:
    return tables_changed.changes_of_tables(
        lambda view, filters: cache.finding(view, run.viewer, filters),
        run.ask if names_children else None,
        pack,
    )


def _nothing_to_compare(pack: Pack | None) -> str:
    if pack is None:
        text = "No pack has been issued yet, so there is nothing to compare with."
    else:
        text = f"Nothing has been imported since {issued(pack)}: every figure reads the same."
    return f"<p>{escape(text)}</p>"


def _main_figures(
    run: Run, pack: Pack, found: Sequence[FigureChange], *, names_children: bool
) -> str:
    if not found:
        text = f"The main figures of {issued(pack)} still read the same."
        return f"<p>{escape(text)}</p>"
    rows = changed.table(run.ask, found, names_children)
    heading = changed.heading(found, issued(pack)) + not_narrowed(pack, run.filters)
    return tables.as_html(rows, heading)


def not_narrowed(pack: Pack, filters: Filters) -> str:
    """A note that names the filters set that the pack was not made with; empty without any."""
    other_choices = [
        choice.label.lower()
        for choice in CHOICES
        if choice.value_in(filters) not in (None, choice.value_in(pack.then))
    ]
    return f". Not narrowed by {words.listed(other_choices)}" if other_choices else ""


def _show_others(found: Sequence[TableChange], *, names_children: bool) -> None:
    if not found:
        st.html("<p>Every other figure of its tables still reads the same.</p>")
        return
    verb = "reads" if len(found) == 1 else "read"
    text = f"{words.sentence(words.counted(len(found), 'other figure'))} of its tables {verb}"
    rows = tables_changed.table(found, names_children)
    st.html(tables.as_html(rows, f"{text} differently today"))


def issued(pack: Pack) -> str:
    """The pack, with the day that its figures are of, and the day that it was issued on."""
    return (
        f"the pack {pack.reference} (as at {words.day(pack.then.as_at)}, issued on "
        f"{words.day(pack.issued_at)})"
    )
