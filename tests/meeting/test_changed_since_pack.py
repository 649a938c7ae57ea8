"""What would differ in a pack that was issued, after later imports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine

from dashboard.pack.document import Table
from dashboard.screens.meeting import tables_changed
from dashboard.screens.meeting.changed import Pack, changes, children_behind, heading, table
from dashboard.screens.meeting.since_the_pack import issued, not_narrowed
from dashboard.screens.meeting.tables_changed import changed_cells, changes_of_tables
from dashboard.views import movement
from dashboard.views.safeguarding.referring import nrm
from dashboard.views.view import Finding, View, bar_marks
from queries.access import Viewer
from queries.ask import asking
from queries.filters import Filters, Listing, Period
from tests.invented.coincidences import COINCIDENCES
from tests.invented.data_set import DataSet, Life

THEN = date(2022, 6, 30)
INSPECTOR = Viewer("chief", "inspector")
FILTERS = Filters(THEN, Period(date(2022, 6, 1), THEN), 1)
PACK = Pack("CLVT-1", datetime(2022, 7, 1), FILTERS, replace(FILTERS, known=2))  # noqa: DTZ001


def with_removal_recorded_late(of: Life) -> Life:
    """The same child, whose removal on 15 June is only in the second import."""
    (entry,) = of.entries
    ended = replace(entry, removed_on=date(2022, 6, 15), removal_reason=None)
    return replace(of, entries=(ended,))


@pytest.fixture
def with_late_removal(writing: Engine, reading: Engine) -> Engine:
    """A database in which a removal of June was recorded by an import of July."""
    (extract,) = COINCIDENCES.extracts
    lives = tuple(
        with_removal_recorded_late(each) if each.child.child_ref == "E" else each
        for each in extract.lives
    )
    (first,) = COINCIDENCES.imports
    second = replace(first, import_id=2, extracted_on=date(2022, 7, 20))
    DataSet((extract, replace(extract, lives=lives)), (first, second), ()).write(writing)
    return reading


def test_every_figure_that_changed_since_the_pack_is_listed_with_its_old_value(
    with_late_removal: Engine,
) -> None:
    answer = asking(with_late_removal, INSPECTOR)
    found = {each.figure: (each.was, each.now) for each in changes(answer, PACK)}
    closing = found["Closing"]
    assert closing[1] == closing[0] - 1
    assert found["Removed"] == (0, 1)
    assert found["Removed without a reason"] == (0, 1)
    assert "Opening" not in found
    assert "Added" not in found
    assert children_behind(answer, PACK, Listing("removed")) == "Now also E"
    assert children_behind(answer, PACK, Listing("closing")) == "No longer E"

    rows = table(answer, changes(answer, PACK), names_children=False)
    assert list(rows.columns) == ["Figure", "It was", "It is"]
    named = table(answer, changes(answer, PACK), names_children=True).set_index("Figure")
    assert named.loc["Removed", "Because of"] == "Now also E"


def test_nothing_has_changed_where_nothing_was_imported_since(with_late_removal: Engine) -> None:
    assert changes(asking(with_late_removal, INSPECTOR), replace(PACK, now=FILTERS)) == []


def test_the_heading_counts_the_figures_in_words(with_late_removal: Engine) -> None:
    found = changes(asking(with_late_removal, INSPECTOR), PACK)
    assert heading(found[:1], issued(PACK)) == (
        "1 figure of the pack CLVT-1 (as at 30 June 2022, issued on 1 July 2022) reads differently "
        "today"
    )
    assert heading(found[:2], "the pack") == "2 figures of the pack read differently today"


def test_filters_that_the_pack_was_not_made_with_are_named() -> None:
    chosen = replace(FILTERS, area="gedling", status="Open")
    assert not_narrowed(PACK, FILTERS) == ""
    assert not_narrowed(PACK, chosen) == ". Not narrowed by area and status"
    assert not_narrowed(replace(PACK, then=chosen), chosen) == ""


def test_the_tables_of_the_pack_are_compared_cell_by_cell_and_name_the_children(
    with_late_removal: Engine,
) -> None:
    answer = asking(with_late_removal, INSPECTOR)

    def find(view: View, filters: Filters) -> Finding:
        return view.finding(lambda asked: answer(asked, filters), filters)

    found = changes_of_tables(find, answer, PACK)
    of_reasons = {each.figure: each for each in found if each.view is movement.reasons}
    assert of_reasons["Not stated: Removed"].was == 0
    assert of_reasons["Not stated: Removed"].now == 1
    assert of_reasons["Not stated: Removed"].children == ("E",)
    assert {"E"} == {child for each in found for child in each.children or ()}
    assert changes_of_tables(find, answer, replace(PACK, now=FILTERS)) == []
    changes = tables_changed.table(found, names_children=True).set_index("Figure")
    assert changes.loc["Not stated: Removed", "It was"] == "0"
    because = changes["In this table because of"]
    assert because["Not stated: Removed"] == "E"
    assert because[because != ""].size == len({each.view.name for each in found}) < len(found)
    assert "In this table because of" not in tables_changed.table(found, names_children=False)


def test_a_changed_figure_whose_list_is_the_rows_of_a_sheet_names_no_children(
    with_late_removal: Engine,
) -> None:
    messages = pd.DataFrame({"Where it stands": ["Actioned"], "Messages": [1]})
    marks = bar_marks(["Actioned"], [1], [str(Listing.narrowed("sca_in", stands="Actioned"))])

    def find(view: View, filters: Filters) -> Finding:
        has_come = view is nrm.from_the_sca and filters == PACK.now
        return Finding("", marks, messages) if has_come else Finding("", marks[:0], messages[:0])

    (found,) = changes_of_tables(find, asking(with_late_removal, INSPECTOR), PACK)
    assert (found.view, found.was, found.now, found.children) == (nrm.from_the_sca, 0, 1, ())


def test_a_row_of_a_table_is_recognised_by_its_texts() -> None:
    then = Table(("Place", "Count"), (("A", 1), ("B", 2), ("B", 5)), (False, True))
    now = Table(("Place", "Count"), (("B", 2), ("B", 6), ("C", 1)), (False, True))
    assert changed_cells(then, now) == [
        ("A: Count", 1, 0),
        ("B (2): Count", 5, 6),
        ("C: Count", 0, 1),
    ]
    assert changed_cells(then, then) == []
    none = Table(("Place", "Count"), (("A", 0),), (False, True))
    assert changed_cells(none, Table(none.columns, (), none.numeric)) == []
    unknown = Table(("Place", "Count", "Rate"), (("A", 0, None),), (False, True, True))
    known = Table(unknown.columns, (("A", 0, 1.5),), unknown.numeric)
    assert changed_cells(unknown, known) == [("A: Rate", None, 1.5)]


def test_every_duty_is_compared_even_if_its_sheet_keeps_only_the_newest_day() -> None:
    def of(children: int) -> Table:
        return Table(("Duty", "Overdue"), (("Education checked", children),), (False, True))

    assert changed_cells(of(3), of(2)) == [("Education checked: Overdue", 3, 2)]
