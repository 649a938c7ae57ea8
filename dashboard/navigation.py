"""The pages, the grants that each needs, and the pages that a viewer is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.util import calc_hash

from queries.access import Grant, Viewer
from queries.filters import PeriodName

PAGES = Path(__file__).parent.parent / "pages"
_OFFERED = "clvt: pages offered"
_IS_INSTEAD = "clvt: page shown instead of another"


@dataclass(frozen=True)
class MenuEntry:
    """A page: its file below `pages/`, its title, and the grants, any one of which opens it.

    For a viewer without any of them it does not exist. A page that needs none is for anybody signed
    in, and is in the account menu. The roles `landing_of` start on it; others start on the first
    page that they may open. `period` is the period for a reader who starts on it and has chosen
    none.
    """

    file: str
    title: str
    needs: Grant | None
    or_needs: tuple[Grant, ...] = ()
    landing_of: tuple[str, ...] = ()
    period: PeriodName | None = None

    @property
    def name(self) -> str:
        """The file's own name, by which other pages link to it."""
        return self.file.rpartition("/")[2]

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer may open it."""
        return self.needs is None or any(map(viewer.may, (self.needs, *self.or_needs)))


MENU = (
    MenuEntry(
        "oversight/meeting",
        "Meeting",
        Grant.COUNTS,
        landing_of=("inspector",),
        period="since-last-meeting",
    ),
    MenuEntry("oversight/overview", "Overview", Grant.COUNTS),
    MenuEntry("oversight/trends", "Trends", Grant.COUNTS, landing_of=("leader",)),
    MenuEntry(
        "oversight/area_summary", "Area summary", Grant.COUNTS, (Grant.RELEASES, Grant.ISSUED)
    ),
    MenuEntry("oversight/children", "Children", Grant.COUNTS),
    MenuEntry("oversight/movement", "Movement", Grant.COUNTS),
    MenuEntry("oversight/intelligence", "Intelligence", Grant.COUNTS),
    MenuEntry("oversight/rollout", "NSD rollout", Grant.COUNTS),
    MenuEntry("safeguarding/duties", "Duties", Grant.COUNTS, landing_of=("sergeant",)),
    MenuEntry("safeguarding/searches_and_visits", "Searches and visits", Grant.COUNTS),
    MenuEntry("safeguarding/referrals", "Referrals", Grant.COUNTS),
    MenuEntry("safeguarding/victims_first", "Victims and education", Grant.COUNTS),
    MenuEntry("safeguarding/panels", "Panels", Grant.COUNTS),
    MenuEntry("oversight/records", "Records", Grant.RECORDS),
    MenuEntry("oversight/about", "About the data", Grant.COUNTS),
    MenuEntry("administration/upload", "Import", Grant.IMPORT),
    MenuEntry("administration/accounts", "Accounts", Grant.ACCOUNTS),
    MenuEntry("administration/approvals", "Approvals", Grant.APPROVALS),
    MenuEntry("administration/access_log", "Access log", Grant.ACCESS_LOG),
    MenuEntry("administration/my_password", "My password", None),
    MenuEntry("administration/your_sessions", "Your sessions", None),
)


def path(name: str) -> str:
    """Where the file of a page is."""
    return next(str(PAGES / f"{entry.file}.py") for entry in MENU if entry.name == name)


def page_for(viewer: Viewer) -> StreamlitPage:
    """The page that the address asks for, if the viewer's grants allow it; else the first."""
    pages: dict[str, StreamlitPage]
    made_for, pages = st.session_state.get(_OFFERED, (None, {}))
    if made_for != (viewer.role, viewer.grants):  # made once, because each looks for its file
        pages = _pages(viewer)
        st.session_state[_OFFERED] = (viewer.role, viewer.grants), pages
    offered = list(pages.values())
    is_instead = _is_unknown_address(offered) or refused_page(viewer) is not None
    st.session_state[_IS_INSTEAD] = is_instead
    return _open(offered)


def _open(pages: list[StreamlitPage]) -> StreamlitPage:
    """The page of the address; the first one where the address is that of none. Streamlit would
    cover that with a message about "the app's main page", where the head of our page says what is
    shown (`is_shown_instead`), so it runs as if it had been asked for."""
    context = get_script_run_ctx()
    if context and _is_unknown_address(pages):
        context.pages_manager.set_script_intent("", "")
    return st.navigation(pages, position="hidden")


def _is_unknown_address(pages: Iterable[StreamlitPage]) -> bool:
    """Whether the address names none of the pages."""
    context = get_script_run_ctx()
    manager = context.pages_manager if context else None
    name = manager.intended_page_name if manager else ""
    is_named = manager and name and not manager.intended_page_script_hash
    return bool(is_named) and name not in {each.url_path for each in pages}


def is_shown_instead() -> bool:
    """Whether the page is shown in place of what its address asked for, which is no page that the
    reader may open."""
    return bool(st.session_state.get(_IS_INSTEAD))


def menu_entries(viewer: Viewer) -> list[MenuEntry]:
    """The pages that the menu offers: the one that the viewer starts on, then the others."""
    landing = _landing(viewer)
    others = [entry for entry in MENU if entry.needs is not None and entry.is_for(viewer)]
    return [landing, *(entry for entry in others if entry is not landing)]


def run(page: StreamlitPage) -> None:
    """Run the script of a page. Streamlit lets a page run once, but its body is drawn again alone
    with the same page."""
    page._can_be_called = True
    page.run()


def first_period(page: StreamlitPage) -> PeriodName | None:
    """The period that a reader begins with on a page, if it has one of its own."""
    return next((entry.period for entry in MENU if entry.title == page.title), None)


def refused_page(viewer: Viewer) -> MenuEntry | None:
    """The page that the address asked for in this run, if the viewer may not open it."""
    return next(
        (entry for entry in MENU if not entry.is_for(viewer) and _is_requested(entry)), None
    )


def _is_requested(entry: MenuEntry) -> bool:
    """Whether this run is of the page's own address."""
    context = get_script_run_ctx()
    if context is None:
        return False
    manager, own = context.pages_manager, address(entry.name)
    return manager.intended_page_name == own or manager.intended_page_script_hash == calc_hash(own)


def page(name: str) -> StreamlitPage:
    """One of the pages that are offered in this tab, for links to it."""
    pages: dict[str, StreamlitPage]
    _, pages = st.session_state[_OFFERED]
    return pages[name]


def _landing(viewer: Viewer) -> MenuEntry:
    """The page that the viewer starts on."""
    allowed = [entry for entry in MENU if entry.is_for(viewer)]
    return next((entry for entry in allowed if viewer.role in entry.landing_of), allowed[0])


def _pages(viewer: Viewer) -> dict[str, StreamlitPage]:
    """The pages that the viewer may open, by name. The one that they start on answers to the
    dashboard's own address besides its own."""
    landing = _landing(viewer)
    start = st.Page(path(landing.name), title=landing.title, url_path="start", default=True)
    return {"": start, **{each.name: _page(each) for each in MENU if each.is_for(viewer)}}


def _page(entry: MenuEntry) -> StreamlitPage:
    return st.Page(path(entry.name), title=entry.title, url_path=address(entry.name))


def offer_empty_pages() -> None:
    """While nobody is signed in, every address exists and leads to an empty page.

    So a link to a page survives the sign-in, and no page's file is run before it.
    """
    _open(
        [
            st.Page(_draw_nothing, title="Sign in", default=True),
            *(
                st.Page(_draw_nothing, title=entry.title, url_path=address(entry.name))
                for entry in MENU
            ),
        ]
    )


def address(name: str) -> str:
    """The address of the page of a name, below the dashboard's own."""
    return name.replace("_", "-")


def _draw_nothing() -> None:
    """Draw nothing."""
