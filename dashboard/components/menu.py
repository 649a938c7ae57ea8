"""The menu: a link to each page that the reader may open.

It is one element, which stays as it is while a page changes. Streamlit's own menu is drawn again
then, link by link and several times: a sixth of the time until a change of the page is seen.
"""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from dashboard import navigation
from dashboard.components import filter_bar
from queries.access import Viewer

# On a narrow screen the links are folded until this is ticked (static/style.css).
_SHOWN_ON_A_PHONE = '<label class="show-menu"><input type="checkbox"> <span>Menu</span></label>'


def draw(place: DeltaGenerator, viewer: Viewer, page: StreamlitPage) -> None:
    """Put the menu in its place, with the open page marked. A link keeps the filters
    (static/links.js), and nothing else of the address."""
    kept, links = " ".join(filter_bar.LABELS), ""
    for entry in navigation.in_menu(viewer):
        open_now = ' aria-current="page"' if entry.title == page.title else ""
        address = navigation.address(entry.name)
        links += f'<li><a class="page" href="{address}"{open_now}>{entry.title}</a></li>'
    place.html(
        f'<nav class="menu" aria-label="Pages" data-keeps="{kept}">{_SHOWN_ON_A_PHONE}'
        f"<ul>{links}</ul></nav>"
    )
