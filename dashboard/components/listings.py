"""The list of records shown: it is kept in the page's address, and any figure can lead to it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard import navigation
from dashboard.components import links
from dashboard.views.view import DRILL_DOWN
from queries.filters import Listing
from queries.oversight import records

PARAMETER = "list"
PAGE = "records"


def listing_in_address() -> Listing:
    """The list that the address asks for; children on the tracker where it asks for none, or for
    one that does not exist, which `links.say_problems` says."""
    text = st.query_params.get(PARAMETER, "")
    listing = records.read_listing(text)
    is_there = listing != Listing() or Listing.read(text) == listing
    links.check_choice(PARAMETER, "List", [text] if is_there else [], part=PARAMETER)
    return listing


def choose(listing: Listing) -> None:
    """Ask for another list, on the page that shows them."""
    st.query_params[PARAMETER] = str(listing)


def address(listing: Listing) -> str:
    """The address of the page with the records of a listing."""
    return f"{navigation.address(PAGE)}?{urlencode({PARAMETER: str(listing)})}"


def follow(chart: str) -> None:
    """Go from the mark that was chosen in a chart to the records behind it."""
    chosen = st.session_state[chart]["selection"].get(DRILL_DOWN) or [{}]
    listing = chosen[0].get(DRILL_DOWN)
    if isinstance(listing, str):
        st.switch_page(navigation.page(PAGE), query_params={PARAMETER: listing})
