"""The imports, and what they leave unknown, in words."""

from __future__ import annotations

import pandas as pd

from dashboard.style import words
from dashboard.views.tracker import NO_CHILD_MATCHES
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.administration import imports
from queries.filters import Filters


@view(
    imports.unknowns_by_field,
    "bars",
    "Children on the tracker for whom a field is not recorded, {as_at}",
)
def unknowns(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: place, field, unknown, children."""
    table = pd.DataFrame(
        {"Field": frame["field"], "Not recorded": frame["unknown"], "Of": frame["children"]}
    )
    missing = frame[frame["unknown"] > 0]
    total = int(frame["children"].max()) if len(frame) else 0
    if not total:
        return without_chart(NO_CHILD_MATCHES, table)
    if missing.empty:
        return without_chart(f"Nothing is missing for any of {words.children(total)}", table)
    marks = pd.DataFrame(
        {
            "label": missing["field"],
            "place": missing["place"],
            "children": missing["unknown"],
            "drill_down": drill_down("on_tracker", not_recorded=missing["field"]),
        }
    )
    most_missing = missing.sort_values("unknown", ascending=False).iloc[0]
    of_all = words.out_of(int(most_missing["unknown"]), total, "child", "children")
    whom = "the only child" if total == 1 else of_all
    return Finding(f"{most_missing['field']} is not recorded for {whom}", marks, table)


IMPORT_COLUMNS = {
    "file": "File", "sheet": "Sheet", "rows_read": "Rows", "rows_new": "New",
    "rows_changed": "Changed", "rows_withdrawn": "Withdrawn", "notices": "Notices",
}  # fmt: skip


@view(
    imports.imports_by_file,
    None,
    "What the newest import brought, by sheet",
    title="The newest import",
)
def newest(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: import_id, extracted_on, imported_at, file, sheet, rows_…, notices."""
    rows = frame[frame["import_id"] == frame["import_id"].max()]
    table = rows[list(IMPORT_COLUMNS)].rename(columns=IMPORT_COLUMNS)
    if rows.empty:
        return without_chart("No import", table)
    first, files = rows.iloc[0], rows["file"].dropna().unique()
    of_file = ""
    if len(files) == 1:  # it need not stand in every row
        table, of_file = table.drop(columns="File"), f" of {files[0]}"
    note = (
        f"Import {first['import_id']}{of_file}: extracted on {words.day(first['extracted_on'])}, "
        f"imported on {words.moment(first['imported_at'])} (UTC)."
    )
    return Finding("One import", pd.DataFrame(), table, (note,))


@view(
    imports.imports_by_file,
    None,
    "What each earlier import brought, by file and sheet",
    title="Earlier imports",
)
def earlier(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: import_id, extracted_on, imported_at, file, sheet, rows_…, notices."""
    rows = frame[frame["import_id"] < frame["import_id"].max()]
    number = words.counted(rows["import_id"].nunique(), "earlier import")
    names = {"import_id": "Import", "extracted_on": "Extracted", "imported_at": "Imported (UTC)"}
    table = rows.assign(imported_at=[words.moment(moment) for moment in rows["imported_at"]])
    return without_chart(words.sentence(number), table.rename(columns=names | IMPORT_COLUMNS))


@view(imports.imports_refused, None, "Files refused whole, and why; nothing was written")
def refused(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: refused_at, files, problems, summary."""
    table = pd.DataFrame(
        {
            "Refused (UTC)": [words.moment(moment) for moment in frame["refused_at"]],
            "Files": frame["files"],
            "Problems": frame["problems"],
            "What was wrong": frame["summary"],
        }
    )
    if frame.empty:
        return without_chart("No file has been refused", table)
    return without_chart(words.sentence(words.counted(len(frame), "file")) + " refused", table)
