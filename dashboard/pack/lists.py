"""Lists by child, for a pack whose reader may see records: each row begins with its reference."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dashboard.pack.asking import Asking
from dashboard.pack.document import Section, Table
from dashboard.style import words
from dashboard.views import records as said
from dashboard.views.safeguarding import duties as duties_said
from queries.ask import Question
from queries.dimensions import STATUS
from queries.filters import Listing
from queries.oversight import records
from queries.safeguarding import duties

REFERENCE = "Reference"


def _of(relation: str, asking: Asking) -> Section:
    """The records that a figure counted, as the page Records lists them."""
    filters = replace(asking.filters, listing=Listing(relation))
    found = asking.ask(records.records, filters)
    in_all = int(found.rows[0][-1]) if found.rows else 0
    table = Table.of(said.table(found, filters, asking.area_names)) if found.rows else EMPTY
    cut = len(found.rows) < in_all
    return _listed(
        f"List: {said.name_of(relation).lower()}",
        said.heading(filters, in_all),
        f"The first {len(found.rows)} of them by reference" if cut else "Each of them by reference",
        table,
        records.records,
    )


added = partial(_of, "added")
removed = partial(_of, "removed")
turning_18 = partial(_of, "turning_18")


def open_duties(asking: Asking) -> Section:
    """The duties that are due or overdue, as they are read out at a briefing."""
    found = asking.ask(duties.open_duties)
    rows = duties_said.as_read(found, asking.area_names, asking.categories(STATUS))
    table = Table.of(rows) if found.rows else EMPTY
    are = "is" if len(found.rows) == 1 else "are"
    finding = (
        f"{words.sentence(words.counted(len(found.rows), 'duty', 'duties'))} {are} open, "
        "the longest overdue first"
    )
    subtitle = (
        f"Duties due or overdue to children on the tracker, {words.day(asking.filters.as_at)}"
    )
    if len(found.rows) == duties.AT_MOST:
        subtitle += f". The first {duties.AT_MOST}"
    return _listed("List: open duties", finding, subtitle, table, duties.open_duties)


EMPTY = Table((), (), ())


def _listed(name: str, finding: str, subtitle: str, table: Table, of: Question) -> Section:
    at = table.columns.index(REFERENCE) if table.rows else 0
    return Section(
        name,
        finding,
        subtitle,
        table,
        " ".join(of.definition.split()),
        child_refs=tuple(dict.fromkeys(str(row[at]) for row in table.rows)),
    )
