"""Leaders see exact splits that a release may hide: each such page asks once not to quote them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from dashboard.components import panels
from dashboard.components.run import Run
from dashboard.views import VIEWS
from dashboard.views.view import NOT_TO_QUOTE, Rendered, View
from queries.access import Viewer

SPLITS = ("tracker_areas", "tracker_status")
OTHERS = ("movement_bridge", "rollout_stage_map")


@dataclass(frozen=True)
class Page(Run):
    """A page in which every panel has the same number of rows."""

    rows: int = 1

    def rendered(self, _: View) -> Rendered:
        return Rendered("Said", "", None, "", self.rows, {}, ())

    def prepare(self, _: Iterable[View]) -> None:
        pass


def asking(*names: str, rows: int = 1) -> list[str]:
    """The panels of a page that ask not to quote what they show."""
    page = Page(Viewer("leader", "leader"), rows=rows)
    drawn: dict[str, Rendered] = {}
    for name in names:
        page.placed.append((VIEWS[name], partial(drawn.__setitem__, name)))
    panels.draw(page)
    assert list(drawn) == list(names)
    return [name for name, rendered in drawn.items() if NOT_TO_QUOTE in rendered.notes]


def test_a_page_asks_once_not_to_quote_its_splits_of_children() -> None:
    assert asking(*OTHERS, *SPLITS) == [SPLITS[0]]


def test_a_page_without_such_a_split_asks_nothing() -> None:
    assert asking(*OTHERS) == []
    assert asking(*SPLITS, rows=0) == []
