"""Drawing the page Import: the files, what was found, the questions, and what would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components.audit import LogUnavailable
from dashboard.components.failure import say_not_logged
from dashboard.components.run import Run
from dashboard.screens import purpose
from dashboard.screens.uploading import copies, problems, steps
from dashboard.screens.uploading.agreed_mappings import show_agreed_mappings
from dashboard.screens.uploading.markdown import without_markdown
from dashboard.screens.uploading.steps import ImportOutcome, ImportRequest
from dashboard.style import tables, words

if TYPE_CHECKING:
    from data.importing.mapping.declaration import Mapping as WorkbookMapping
    from data.importing.mapping.declaration import MappingQuestion, SheetMapping, Suggestion
    from data.importing.preview import RecordChange
    from queries.figures import Headlines

KINDS = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
QUESTIONS_SHOWN, QUESTIONS_BESIDE = 40, 3
CHANGES_SHOWN = 200
NOT_READ = "Not read"
NOT_LOADED = "Not loaded"
EMPTY = "(an empty cell)"
_ROUND, _LOOKED, _TRIED, _DONE = "import: round", "import: looked", "import: tried", "import: done"
_CHOSEN = "import: chosen"


def show(run: Run) -> None:
    """The page, from the files to the import."""
    if done := st.session_state.pop(_DONE, ""):
        st.success(done)
    is_invented = True
    if steps.is_demonstration():
        st.warning(
            "This database holds the invented demonstration, whose passwords are public. Never "
            "give it records of real children: import those into a database of their own."
        )
        is_invented = st.checkbox("What I import is invented too", key="import: is invented")
    files = st.file_uploader(
        "Workbooks or CSV files, as they are",
        type=KINDS,
        accept_multiple_files=True,
        key=f"import: files {st.session_state.get(_ROUND, 0)}",
    )
    if not files:
        st.markdown(
            "What is in them is shown first, with what would change. Nothing is imported until you "
            "say so."
        )
        show_agreed_mappings(run)
        return
    from data.importing.mapping.toml import to_toml

    suggestions = _looked(run, files)
    mapping = _mapping(suggestions)
    copies.mapping_file(run, to_toml(mapping), "import: mapping")
    on = _day(suggestions)
    stands = purpose.require()
    asked = ImportRequest(files, mapping, on, is_invented=is_invented)
    if st.button("See what would change", type="primary"):
        with _progress() as tell:
            st.session_state[_TRIED] = asked, steps.try_out(asked, tell)
    before, tried = st.session_state.get(_TRIED, (None, None))
    if tried is None or replace(before, left=None) != asked:
        return
    try:
        steps.log_look(run.viewer, stands.text, tried.refs)
    except LogUnavailable:
        say_not_logged("records")
        return
    _tried(run, before, tried)


def _day(suggestions: Sequence[Suggestion]) -> date:
    """The day that the workbook speaks of. Unless the workbook says it, the reader must give it,
    and the page ends here until then."""
    today = datetime.now(UTC).date()
    newest = max((each.day for each in suggestions if each.day and each.day <= today), default=None)
    day = st.date_input(
        "The day that the workbook speaks of",
        newest,
        max_value=today,
        format="DD/MM/YYYY",
        help="The day on which its lists were right: figures are counted as at that day.",
    )
    if not isinstance(day, date):
        st.markdown("Give this day to go on.")
        st.stop()
    return day


def _looked(run: Run, files: Sequence[Any]) -> Sequence[Suggestion]:
    """What was found in the files. They are read once, and again when the reader chooses what a
    sheet or a heading is. The page ends here if they cannot be read."""
    names = tuple(each.file_id for each in files)
    if st.session_state.get(_CHOSEN, ((), {}))[0] != names:
        st.session_state[_CHOSEN] = names, {}
    chosen = tuple(st.session_state[_CHOSEN][1].values())
    which = names, repr(chosen)
    looked: tuple[list[Suggestion], ImportOutcome] | None
    known, looked = st.session_state.get(_LOOKED, ((), None))
    if known != which or looked is None:
        with st.spinner("Looking into the files"):
            looked = steps.suggest(files, chosen)
        st.session_state[_LOOKED] = which, looked
        st.session_state.pop(_TRIED, None)
    suggestions, tried = looked
    problems.show(run, files, tried)
    if not suggestions:
        st.stop()
    return suggestions


def _mapping(suggestions: Sequence[Suggestion]) -> WorkbookMapping:
    """How the files are read: as agreed before for workbooks of the same form, else as answered
    here."""
    from data.importing.mapping.declaration import Mapping as WorkbookMapping
    from data.importing.mapping.remembering import form_of_workbooks
    from data.importing.mapping.toml import WrongMapping, checked

    form = form_of_workbooks([each.mapping.name for each in suggestions])
    known = next((each for each in steps.mappings() if each.form == form), None)
    if known and not st.toggle("Map it again", key="import: again"):
        try:
            agreed = known.mapping
        except WrongMapping as reason:
            st.warning(f"The mapping that was agreed to no longer serves: {reason}")
        else:
            st.markdown(
                f"Workbooks of this form are read as {known.agreed_by} agreed on "
                f"{known.agreed_at:%d/%m/%Y}."
            )
            return agreed
    sheets = tuple(_sheet(place, each) for place, each in enumerate(suggestions))
    is_agreed = st.checkbox("I have looked at each of these, and they are right")
    mapping = WorkbookMapping(sheets, is_agreed=is_agreed)
    try:
        return checked(mapping)
    except WrongMapping as reason:
        st.error(str(reason))
        st.stop()


def _sheet(place: int, suggestion: Suggestion) -> SheetMapping:
    """How one sheet is read: what was found, and what it means."""
    from data.importing.mapping.declaration import LEFT_OUT, DateOrder, Holds, SheetMapping
    from data.importing.mapping.suggesting import answered
    from data.sheets import SHEETS

    mapping = suggestion.mapping
    st.subheader(mapping.name)
    st.markdown("  \n".join(map(without_markdown, suggestion.found)))
    kinds = [NOT_READ, *SHEETS]
    chosen = st.selectbox(
        "This sheet is", kinds, kinds.index(mapping.kind or NOT_READ), key=f"import: kind {place}"
    )
    if chosen == NOT_READ:
        return replace(mapping, kind=LEFT_OUT)
    if chosen != mapping.kind:
        _look_again(SheetMapping(mapping.name, chosen))
    sheet = SHEETS[chosen]
    holds, dates = mapping.holds, mapping.dates
    if sheet.leaves:
        held = list(Holds)
        holds = st.selectbox("It lists", held, held.index(holds), key=f"import: holds {place}")
    orders = list(DateOrder)
    dates = st.selectbox("Its dates begin", orders, orders.index(dates), key=f"import: d {place}")
    columns = _columns(place, suggestion, [each.heading for each in sheet.fields])
    if columns != mapping.columns:
        _look_again(SheetMapping(mapping.name, chosen, columns))
    answers = _answers(place, suggestion.questions)
    read = answered(suggestion, answers)
    return replace(read, kind=chosen, holds=Holds(holds), dates=DateOrder(dates))


def _columns(place: int, suggestion: Suggestion, known: Sequence[str]) -> dict[str, str]:
    """What the headings of a sheet mean; a heading that means nothing is left out."""
    mapped = suggestion.mapping.columns
    own = list(dict.fromkeys(each for each in suggestion.headings if each))
    edited = st.data_editor(
        pd.DataFrame(
            {"Its heading": own, "Means": [mapped.get(each) for each in own]}, dtype="str"
        ),
        column_config={
            "Its heading": st.column_config.TextColumn(disabled=True),
            "Means": st.column_config.SelectboxColumn(options=known),
        },
        hide_index=True,
        key=f"import: columns {place} {suggestion.mapping.kind} {hash(tuple(mapped.items()))}",
    )
    pairs = edited.dropna().itertuples(index=False)
    columns = {str(heading): str(means) for heading, means in pairs if means}
    return dict(mapped) if columns == dict(mapped) else columns


def _look_again(chosen: SheetMapping) -> None:
    """Read the files again with what the reader has chosen for a sheet, once for each choice."""
    choices = st.session_state[_CHOSEN][1]
    if choices.get(chosen.name) != chosen:
        choices[chosen.name] = chosen
        st.rerun()


def _answers(place: int, questions: Sequence[MappingQuestion]) -> dict[str, str]:
    """What the words of a sheet mean. Words without a likely meaning come first."""
    answers: dict[str, str] = {}
    unknown_first = sorted(questions, key=lambda each: each.likely is not None)
    if not unknown_first:
        return answers
    st.markdown("**What do these words mean?**")
    columns = st.columns(QUESTIONS_BESIDE)
    for number, each in enumerate(unknown_first[:QUESTIONS_SHOWN]):
        options = list(dict.fromkeys(("", *each.choices, each.likely or "")))
        rows = "1 row" if each.rows == 1 else f"{each.rows:,} rows"
        answer = columns[number % QUESTIONS_BESIDE].selectbox(
            f"'{each.word}' under '{each.own_heading}' ({rows})",
            options,
            None if each.likely is None else options.index(each.likely),
            format_func=lambda value: value or EMPTY,
            placeholder="Not known: choose one",
            key=f"import: word {place} {each.heading} {each.word}",
        )
        if answer is not None:
            answers[each.word] = answer
    if len(unknown_first) > QUESTIONS_SHOWN:
        st.markdown("Other words are listed when you see what would change.")
    return answers


def _tried(run: Run, asked: ImportRequest, tried: ImportOutcome) -> None:
    """What would change, and the button that imports it."""
    problems.show(run, asked.files, tried)
    if tried.refused and tried.refused.gone:
        _ask_about(asked, tried.refused.gone)
    if tried.outcome is None or tried.preview is None:
        return
    for sheet in tried.outcome.sheets:
        st.markdown(
            f"**{sheet.sheet}**: {words.counted(sheet.read, 'row')} read; {sheet.new:,} new, "
            f"{sheet.changed:,} changed, {sheet.withdrawn:,} withdrawn"
        )
        for notice in sheet.notices:
            st.markdown(f"- {without_markdown(notice)}")
    if tried.outcome.import_id is None and not tried.preview.changes:
        st.markdown("Nothing changes: all of it was known already.")
    if tried.figures and tried.figures.after:
        st.html(_figures(tried.figures.before, tried.figures.after))
    counts = [(each.name, each.before, each.after) for each in tried.preview.counts]
    if counts:
        frame = pd.DataFrame(counts, columns=["Records", "Before", "After"])
        st.html(tables.as_html(frame, "Records before and after"))
    _changes(tried.preview.changes)
    is_confirmed = _is_confirmed(tried.outcome.to_be_confirmed)
    if st.button("Import", type="primary", disabled=is_confirmed is None):
        with _progress() as tell:
            done = steps.confirm(replace(asked, is_confirmed=bool(is_confirmed)), tell)
        problems.show(run, asked.files, done)
        if done.outcome:
            number, on = done.outcome.import_id, done.outcome.extracted_on
            st.session_state[_DONE] = (
                f"Import {number} is done: the pages count the workbook of {words.day(on)} now."
                if number
                else "Nothing changed: it was known already."
            )
            st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
            for key in (_LOOKED, _TRIED):
                st.session_state.pop(key, None)
            st.rerun()


def _changes(changes: Sequence[RecordChange]) -> None:
    """Each record that changes or is gone and, in an expander, those that are new."""
    new = [(each.sheet, each.key) for each in changes if each.what == "New"]
    others = [
        (each.sheet, each.key, each.what, each.before, each.after)
        for each in changes
        if each.what != "New"
    ]
    if others:
        frame = pd.DataFrame(others, columns=["Sheet", "Record", "What", "Before", "After"])
        st.html(tables.as_html(frame[:CHANGES_SHOWN], f"Changed or gone{_first_of(others)}"))
    if new:
        frame = pd.DataFrame(new, columns=["Sheet", "Record"])
        with st.expander(f"New records{_first_of(new)}"):
            st.html(tables.as_html(frame[:CHANGES_SHOWN], "Records that are new"))


def _first_of(records: Sequence[object]) -> str:
    """Such as `: 12`, or `: the first 200` where there are more."""
    is_all = len(records) <= CHANGES_SHOWN
    return f": {len(records):,}" if is_all else f": the first {CHANGES_SHOWN:,}"


def _is_confirmed(doubts: Sequence[str]) -> bool | None:
    """Whether the reader has confirmed what looks like a mistake; None: not yet. It is False where
    nothing does, so that what others import meanwhile is not confirmed unseen."""
    if not doubts:
        return False
    lines = "".join(f"\n- {without_markdown(doubt)}" for doubt in doubts)
    st.warning(f"This looks like a mistake:\n{lines}")
    return st.checkbox("I have looked at this, and it is meant so", key="import: sure") or None


def _figures(before: Headlines | None, after: Headlines) -> str:
    """The figures before and after the import, as an HTML table."""
    names = ["Before", f"After, as at {words.day(after.as_at)}"]
    if before:
        names[0] = f"Before, as at {words.day(before.as_at)}"
    rows = [(name, *(_figure(each, name) for each in (before, after))) for name in after.figures]
    frame = pd.DataFrame(rows, columns=["Figure", *names])
    return tables.as_html(frame, "Published figures before and after")


def _figure(shown: Headlines | None, name: str) -> str:
    figure = shown.figures[name] if shown else None
    return NOT_LOADED if figure is None else f"{figure:,}"


def _ask_about(asked: ImportRequest, gone: Sequence[str]) -> None:
    """Ask when and why those who have gone from the list were removed, then try again."""
    from data.recording.leaving import Leaving

    st.subheader(f"{len(gone):,} have gone from the list: removed? When, and why?")
    st.markdown(
        "Where no day is given, they are removed by the day that the workbook speaks of, until a "
        "full extract says when. Anybody who was not removed belongs back on the list."
    )
    edited = st.data_editor(
        pd.DataFrame({"Tracker ref": gone, "Removed on": pd.NaT, "Reason": None}),
        column_config={
            "Tracker ref": st.column_config.TextColumn(disabled=True),
            "Removed on": st.column_config.DateColumn(format="DD/MM/YYYY"),
            "Reason": st.column_config.SelectboxColumn(options=steps.removal_reasons()),
        },
        hide_index=True,
        key="import: gone",
    )
    if st.button("These were removed"):
        left = {
            ref: Leaving(None if pd.isna(on) else pd.Timestamp(on).date(), reason or None)
            for ref, on, reason in edited.itertuples(index=False)
        }
        again = replace(asked, left=left)
        with _progress() as tell:
            st.session_state[_TRIED] = again, steps.try_out(again, tell)
        st.rerun()


@contextmanager
def _progress() -> Iterator[steps.Progress]:
    """A progress bar."""
    bar = st.progress(0.0, "Reading")

    def tell(label: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / total) if total else 0.0, label)

    yield tell
    bar.empty()
