"""The imports, and what they leave unknown, in words."""

from __future__ import annotations

import pandas as pd

from dashboard import charts
from dashboard.style import words
from dashboard.views.view import Finding, drill_down, view, without_chart
from queries.administration import imports
from queries.filters import Filters


@view(
    imports.unknowns_by_field,
    charts.bars,
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
        return without_chart("No child on the tracker matches these filters", table)
    if missing.empty:
        return Finding(
            f"Nothing is missing for any of {words.children(total)}", pd.DataFrame(), table
        )
    marks = pd.DataFrame(
        {
            "label": missing["field"],
            "place": missing["place"],
            "children": missing["unknown"],
            "drill_down": drill_down("on_tracker", not_recorded=missing["field"]),
        }
    )
    worst = missing.sort_values("unknown", ascending=False).iloc[0]
    without = words.out_of(int(worst["unknown"]), total, "child", "children")
    without = "the only child" if total == 1 else without
    return Finding(f"{worst['field']} is not recorded for {without}", marks, table)


@view(imports.imports_by_file, None, "What each import brought, by file and sheet")
def by_file(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: import_id, extracted_on, imported_at, file, sheet, rows_…, notices."""
    names = {
        "import_id": "Import", "extracted_on": "Extracted", "imported_at": "Imported (UTC)",
        "file": "File", "sheet": "Sheet", "rows_read": "Rows", "rows_new": "New",
        "rows_changed": "Changed", "rows_withdrawn": "Withdrawn", "notices": "Notices",
    }  # fmt: skip
    table = frame.rename(columns=names)
    if len(table):
        table["Imported (UTC)"] = [f"{words.day(at)}, {at:%H:%M}" for at in frame["imported_at"]]
    return without_chart(
        words.sentence(words.counted(frame["import_id"].nunique(), "import")), table
    )


@view(imports.imports_refused, None, "Files refused whole, and why; nothing was written")
def refused(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: refused_at, files, problems, summary."""
    table = pd.DataFrame(
        {
            "Refused (UTC)": [f"{words.day(at)}, {at:%H:%M}" for at in frame["refused_at"]],
            "Files": frame["files"],
            "Problems": frame["problems"],
            "What was wrong": frame["summary"],
        }
    )
    if frame.empty:
        return without_chart("No file has been refused", table)
    return without_chart(words.sentence(words.counted(len(frame), "file")) + " refused", table)
