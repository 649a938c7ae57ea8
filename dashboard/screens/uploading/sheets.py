"""Drawing how each sheet of the files is read: as agreed before, or as the reader says it here, who
is asked what unknown words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.screens.uploading import steps
from dashboard.screens.uploading.markdown import without_markdown
from dashboard.style import words

if TYPE_CHECKING:
    from data.importing.mapping.declaration import Mapping as WorkbookMapping
    from data.importing.mapping.declaration import MappingQuestion, SheetMapping, Suggestion

NOT_READ = "Not read"
EMPTY = "(an empty cell)"
PER_PAGE, COLUMNS = 30, 3
_CHOSEN = "import: chosen"


def chosen_for(files: tuple[str, ...]) -> tuple[SheetMapping, ...]:
    """What the reader has chosen so far for the sheets of these files; other files begin anew."""
    if st.session_state.get(_CHOSEN, ((), {}))[0] != files:
        st.session_state[_CHOSEN] = files, {}
    return tuple(st.session_state[_CHOSEN][1].values())


def mapping_of(suggestions: Sequence[Suggestion]) -> WorkbookMapping:
    """How the files are read: as agreed before for such a workbook, else as answered here."""
    from data.importing.mapping.agreed import mapping_for_sheets, new_headings
    from data.importing.mapping.declaration import Mapping as WorkbookMapping
    from data.importing.mapping.toml import WrongMapping, check_mapping

    known = mapping_for_sheets(steps.mappings(), suggestions)
    if known and not st.toggle("Map it again", key="import: again"):
        try:
            agreed = known.mapping
        except WrongMapping as reason:
            st.warning(f"The mapping that was agreed to no longer serves: {reason}")
        else:
            if new := new_headings(agreed, suggestions):
                st.warning(
                    f"The headings have changed since {known}: {without_markdown(new)}. They are "
                    "not read unless you map it again."
                )
            st.markdown(
                f"Workbooks of this form are read as {known.agreed_by} agreed on "
                f"{known.agreed_at:%d/%m/%Y}."
            )
            return agreed
    sheets = tuple(_sheet(place, each) for place, each in enumerate(suggestions))
    is_agreed = st.checkbox("I have looked at each of these, and they are right")
    mapping = WorkbookMapping(sheets, is_agreed=is_agreed)
    try:
        return check_mapping(mapping)
    except WrongMapping as reason:
        st.error(str(reason))
        st.stop()


def _sheet(place: int, suggestion: Suggestion) -> SheetMapping:
    """How one sheet is read: what was found, and what it means."""
    from data.importing.mapping.declaration import LEFT_OUT, DateOrder, Holds, SheetMapping
    from data.importing.mapping.suggesting import with_answers
    from data.sheets import SHEETS

    mapping = suggestion.mapping
    st.subheader(mapping.name)
    st.markdown("  \n".join(map(without_markdown, suggestion.remarks)))
    if suggestion.missing_columns:
        st.warning("  \n".join(without_markdown(str(each)) for each in suggestion.missing_columns))
    kinds = [NOT_READ, *SHEETS]
    chosen = st.selectbox(
        "This sheet is", kinds, kinds.index(mapping.kind or NOT_READ), key=f"import: kind {place}"
    )
    if chosen == NOT_READ:
        if mapping.kind != LEFT_OUT:
            _look_again(SheetMapping(mapping.name, LEFT_OUT))
        return mapping
    if chosen != mapping.kind:
        _look_again(SheetMapping(mapping.name, chosen))
    sheet = SHEETS[chosen]
    holds, dates = mapping.holds, mapping.dates
    if sheet.leaves:
        kinds_of_list = list(Holds)
        # What is likely is a part of the key: where it changes, as headings are given other
        # meanings, it takes the place of a choice.
        key = f"import: holds {place} {holds}"
        holds = st.selectbox("It lists", kinds_of_list, kinds_of_list.index(holds), key=key)
    orders = list(DateOrder)
    key = f"import: dates {place} {dates}"
    dates = st.selectbox("Its dates begin", orders, orders.index(dates), key=key)
    columns = _columns(place, suggestion, [each.heading for each in sheet.fields])
    if columns != mapping.columns:
        _look_again(SheetMapping(mapping.name, chosen, columns))
    _questions(suggestion.questions, f"import: word {place} {chosen}")
    read = with_answers(suggestion, lambda each: _meaning(each, f"import: word {place} {chosen}"))
    always = _of_every_row(place, suggestion)
    # Those that are not read are named too, so that next month's new ones can be told from them.
    columns = {own: "" for own in suggestion.headings if own} | dict(read.columns)
    return replace(
        read,
        kind=chosen,
        columns=columns,
        holds=Holds(holds),
        dates=DateOrder(dates),
        always=always,
    )


def _of_every_row(place: int, suggestion: Suggestion) -> dict[str, str]:
    """The values of columns that the sheet lacks, and that are the same in every row."""
    chosen = {
        each.heading: st.selectbox(
            f"{each.heading} of every row, as no column has it",
            each.choices,
            None,
            placeholder="Not known: choose one, or say above which column it is",
            key=f"import: always {place} {each.heading}",
        )
        for each in suggestion.missing_columns
        if each.choices
    }
    return {heading: value for heading, value in chosen.items() if value}


def _columns(place: int, suggestion: Suggestion, known: Sequence[str]) -> dict[str, str]:
    """What the headings of a sheet mean; a heading that means nothing is left out."""
    mapped = suggestion.mapping.columns
    own = list(dict.fromkeys(each for each in suggestion.headings if each))
    st.markdown("**What do its headings mean?**")
    beside = st.columns(COLUMNS)
    meanings = {
        heading: beside[number % COLUMNS].selectbox(
            without_markdown(heading),
            known,
            known.index(mapped[heading]) if mapped.get(heading) else None,
            placeholder=NOT_READ,
            key=f"import: column {place} {suggestion.mapping.kind} {heading}",
        )
        for number, heading in enumerate(own)
    }
    return {heading: meaning for heading, meaning in meanings.items() if meaning}


def _look_again(chosen: SheetMapping) -> None:
    """Read the files again with what the reader has chosen for a sheet, once for each choice."""
    choices = st.session_state[_CHOSEN][1]
    if choices.get(chosen.name) != chosen:
        choices[chosen.name] = chosen
        st.rerun()


def _questions(asked: Sequence[MappingQuestion], key: str) -> None:
    """Ask them, those without a likely answer first. The answers stay while others are looked at,
    and `_meaning` gives them."""
    if not asked:
        return
    st.markdown("**What do these words mean?**")
    ordered = sorted(asked, key=lambda each: (each.likely is not None, each.own_heading))
    first = 0
    if len(ordered) > PER_PAGE:
        pages = ceil(len(ordered) / PER_PAGE)
        first = PER_PAGE * (st.pagination(pages, key=f"{key}: page", persist_state="page") - 1)
        to_answer = sum(_meaning(each, key) is None for each in ordered)
        st.markdown(
            f"{len(ordered):,} words, of which {words.number(to_answer)} "
            f"{words.have(to_answer)} no answer yet. Those with the likely answer chosen come "
            "last. "
            f"Shown are {first + 1:,} to {min(first + PER_PAGE, len(ordered)):,}."
        )
    columns = st.columns(COLUMNS)
    for number, each in enumerate(ordered[first : first + PER_PAGE]):
        options = list(dict.fromkeys(("", *each.choices, each.likely or "")))
        rows = words.counted(each.rows, "row")
        columns[number % COLUMNS].selectbox(
            f"'{each.word}' under '{each.own_heading}' ({rows})",
            options,
            None if each.likely is None else options.index(each.likely),
            format_func=lambda value: value or EMPTY,
            placeholder="Not known: choose one",
            key=_key(each, key),
            persist_state="page",
        )


def _meaning(question: MappingQuestion, key: str) -> str | None:
    """The answer to a question; the likely one where it has not been looked at; None: none yet."""
    answer: str | None = st.session_state.get(_key(question, key), question.likely)
    return answer


def _key(question: MappingQuestion, key: str) -> str:
    return f"{key} {question.heading} {question.word}"
