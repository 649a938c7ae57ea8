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
from dashboard.screens.uploading import copies, steps
from dashboard.screens.uploading.agreed_mappings import show_agreed_mappings
from dashboard.screens.uploading.markdown import without_markdown
from dashboard.screens.uploading.sheets import chosen_for, mapping_of
from dashboard.screens.uploading.steps import ImportOutcome, ImportRequest, Upload
from dashboard.style import tables, words

if TYPE_CHECKING:
    from data.importing.mapping.declaration import EarlierSheet, Suggestion
    from data.importing.preview import RecordChange
    from queries.figures import Headlines

KINDS = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
CHANGES_SHOWN = 200
PROBLEMS_SHOWN = 100
ROWS_NAMED = 10
NOT_LOADED = "Not loaded"
EVERYTHING = "Everything, and of the monthly lists the newest"
_ROUND, _SUGGESTED = "import: round", "import: looked"
_TRIED_OUT, _DONE = "import: tried", "import: done"


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

    suggestions = _suggestions(run, files)
    mapping = mapping_of(suggestions)
    copies.mapping_file(run, to_toml(mapping), "import: mapping")
    only = _one_month(suggestions)
    on = _day(suggestions, only)
    if not mapping.is_agreed:
        st.markdown("Once you have said that they are right, you are shown what would change.")
        return
    stated = purpose.require()
    only_sheet = only.name if only else ""
    request = ImportRequest(files, mapping, on, is_invented=is_invented, only_sheet=only_sheet)
    if st.button("See what would change", type="primary"):
        with _progress() as tell:
            st.session_state[_TRIED_OUT] = request, steps.try_out(request, tell)
    tried_request, result = st.session_state.get(_TRIED_OUT, (None, None))
    if result is None or replace(tried_request, left=None) != request:
        return
    try:
        steps.log_look(run.viewer, stated.text, result.refs)
    except LogUnavailable:
        say_not_logged("records")
        return
    _show_outcome(run, tried_request, result)


def _one_month(suggestions: Sequence[Suggestion]) -> EarlierSheet | None:
    """The sheet of an earlier month, if only it is to be read."""
    earlier = [sheet for each in suggestions for sheet in each.earlier]
    if not earlier:
        return None
    place = st.selectbox(
        "What is read now",
        range(-1, len(earlier)),
        format_func=lambda at: EVERYTHING if at < 0 else f"Only the sheet '{earlier[at].name}'",
        help="To keep what earlier months say of the past, import each of their sheets by itself "
        "first, the oldest first, as of its own day. Then import everything.",
        key="import: one month",
    )
    return earlier[place] if place >= 0 else None


def _day(suggestions: Sequence[Suggestion], only: EarlierSheet | None) -> date:
    """The day that the workbook speaks of, or the one sheet of it that is read. Unless it says so
    itself, the reader must give it, and the page ends here until then."""
    sheets = [only] if only else suggestions
    today = datetime.now(UTC).date()
    newest = max((each.day for each in sheets if each.day and each.day <= today), default=None)
    day = st.date_input(
        "The day that the workbook speaks of",
        newest,
        max_value=today,
        format="DD/MM/YYYY",
        key=f"import: day {st.session_state.get(_ROUND, 0)} {only.name if only else ''}",
        help="The day on which its lists were right: figures are counted as at that day.",
    )
    if not isinstance(day, date):
        st.markdown("Give this day to go on.")
        st.stop()
    return day


def _suggestions(run: Run, files: Sequence[Any]) -> Sequence[Suggestion]:
    """What was found in the files. They are read once, and again when the reader chooses what a
    sheet or a heading is. The page ends here if they cannot be read."""
    file_ids = tuple(each.file_id for each in files)
    chosen = chosen_for(file_ids)
    key = file_ids, repr(chosen)
    suggested: tuple[list[Suggestion], ImportOutcome] | None
    key_before, suggested = st.session_state.get(_SUGGESTED, ((), None))
    if key_before != key or suggested is None:
        with st.spinner("Looking into the files"):
            suggested = steps.suggest(files, chosen)
        st.session_state[_SUGGESTED] = key, suggested
        st.session_state.pop(_TRIED_OUT, None)
    suggestions, result = suggested
    _show_problems(run, files, result)
    if not suggestions:
        st.stop()
    return suggestions


def _show_problems(run: Run, files: Sequence[Upload], result: ImportOutcome) -> None:
    """What is wrong, by column and word, and a copy of the files in which it is marked."""
    if result.problem:
        st.error(result.problem)
    if result.refused and not result.refused.absent_refs:
        found = words.counted(result.refused.total, "problem")
        st.error(f"Nothing was imported: {found} found.")
        rows = [
            (
                each.first.file,
                each.first.sheet,
                each.first.column or "",
                each.first.value or "",
                ", ".join(map(str, each.rows[:ROWS_NAMED])),
                f"{len(each.rows):,}" if each.rows else "",
                each.first.problem,
                (f"Probably {each.likely}. " if each.likely else "") + each.first.remedy,
            )
            for each in result.refused.groups[:PROBLEMS_SHOWN]
        ]
        names = ["File", "Sheet", "Column", "Value", "Rows", "How many", "Problem", "What to do"]
        st.html(tables.as_html(pd.DataFrame(rows, columns=names), "What is wrong"))
        if any(each.rows for each in result.refused.groups):
            copies.marked_copy(run, files, result.refused)


def _show_outcome(run: Run, request: ImportRequest, result: ImportOutcome) -> None:
    """What would change, and the button that imports it."""
    _show_problems(run, request.files, result)
    if result.refused and result.refused.absent_refs:
        _ask_about(request, result.refused.absent_refs)
    if result.outcome is None or result.preview is None:
        return
    for sheet in result.outcome.sheets:
        st.markdown(
            f"**{sheet.sheet}**: {words.counted(sheet.read, 'row')} read; {sheet.new:,} new, "
            f"{sheet.changed:,} changed, {sheet.withdrawn:,} withdrawn"
        )
        for notice in sheet.notices:
            st.markdown(f"- {without_markdown(notice)}")
    if result.outcome.import_id is None and not result.preview.changes:
        st.markdown("Nothing changes: all of it was known already.")
    if result.figures and result.figures.after:
        st.html(_figures(result.figures.before, result.figures.after))
    counts = [(each.name, each.before, each.after) for each in result.preview.counts]
    if counts:
        frame = pd.DataFrame(counts, columns=["Records", "Before", "After"])
        st.html(tables.as_html(frame, "Records before and after"))
    _changes(result.preview.changes)
    _import_button(run, request, result.outcome.to_be_confirmed)


def _import_button(run: Run, request: ImportRequest, doubts: Sequence[str]) -> None:
    """The button that imports the files and, once that is done, begins the page anew."""
    is_confirmed = _is_confirmed(doubts)
    if st.button("Import", type="primary", disabled=is_confirmed is None):
        with _progress() as tell:
            done = steps.confirm(replace(request, is_confirmed=bool(is_confirmed)), tell)
        _show_problems(run, request.files, done)
        if done.outcome:
            number, on = done.outcome.import_id, done.outcome.extracted_on
            st.session_state[_DONE] = (
                f"Import {number} is done: the pages count the workbook of {words.day(on)} now."
                if number
                else "Nothing changed: it was known already."
            )
            st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
            for key in (_SUGGESTED, _TRIED_OUT):
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


def _ask_about(request: ImportRequest, gone: Sequence[str]) -> None:
    """Ask when and why those who have gone from the list were removed, then try again."""
    from data.recording.snapshots import Removal

    number = words.children(len(gone))
    st.subheader(f"{number} {words.have(len(gone))} gone from the list: removed? When, and why?")
    st.markdown(
        "Where no day is given, they are removed by the day that the workbook speaks of, until a "
        "full extract says when. Anybody who was not removed belongs back on the list."
    )
    reasons, left = steps.removal_reasons(), {}
    for ref in gone:
        when, why = st.columns(2)
        on = when.date_input(
            f"{ref} removed on",
            None,
            max_value=request.extracted_on,
            format="DD/MM/YYYY",
            key=f"import: gone on {ref}",
        )
        reason = why.selectbox(
            f"Why {ref} was removed",
            reasons,
            None,
            placeholder="Not known",
            key=f"import: gone why {ref}",
        )
        left[ref] = Removal(on if isinstance(on, date) else None, reason)
    if st.button("These were removed"):
        again = replace(request, left=left)
        with _progress() as tell:
            st.session_state[_TRIED_OUT] = again, steps.try_out(again, tell)
        st.rerun()


@contextmanager
def _progress() -> Iterator[steps.Progress]:
    """A progress bar."""
    bar = st.progress(0.0, "Reading")

    def tell(label: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / total) if total else 0.0, label)

    yield tell
    bar.empty()
