"""Every role, every page and everything that the server sends: no canary where it may not be.

The test looks at every byte on the WebSocket (the page, its charts' data, their text alternatives,
its address), each file that is linked, and each file that is downloaded. It asks in the ways that a
browser has, and in ways that only an attacker has.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard import navigation
from dashboard.settings import settings
from tests.leaks.canaries import (
    CHILD,
    OPEN_IN_GEDLING,
    THRESHOLD,
    USERS,
    Canary,
    found_in,
    load_canaries,
)
from tests.sampling import IS_SOAK, sample
from tests.servers.serving import serving
from tests.servers.tab import MEDIA, Tab, media, session_cookie, tab

KEY = "the key of the test with the canaries, and of no other"
# The log comes first: each refusal elsewhere is a line more in it, and it shows the newest ones.
ADDRESSES = tuple(
    dict.fromkeys(("", "access-log", *(navigation.address(each.name) for each in navigation.MENU)))
)
NOBODY = ""
# An address that asks for everything that an address can ask for, each as its list says it.
GREEDY = {
    "area": "Gedling",
    "district": "County",
    "status": "Open to the County Lines team",
    "list": "on_tracker?area=Gedling",
    "place": "Ashfield",
    "month": "October 2022",
    "known": "1: 22 November 2022",
    "as_at": "2022-11-22",
}

NOTHING: frozenset[Canary] = frozenset()
ON_A_PAGE = frozenset({Canary.SMALL, Canary.LARGE, Canary.PLACE})
COUNTS = ON_A_PAGE | {Canary.ELSEWHERE, Canary.DISTRICT, Canary.REPORTS}
RELEASED = frozenset({Canary.DISTRICT, Canary.LARGE, Canary.PLACE})
# All of Gedling and nothing of Ashfield: not even the sum of the two.
ISSUED = frozenset({Canary.SMALL, Canary.LARGE, Canary.PLACE})
ABOUT_OURSELVES = frozenset({Canary.ACCOUNT, Canary.PLACE})
RECORDS = COUNTS | {Canary.REFERENCE}
HISTORY = frozenset({Canary.REFERENCE, Canary.TEXT, Canary.REPORT, Canary.PLACE})
# What may reach whom on whatever page, written out and not worked out from the grants. A page that
# may not be opened brings the first one instead. Those who read the log come first: it shows its
# newest events, and each refusal of the others is one more.
MAY_HOLD = {
    "adam": ABOUT_OURSELVES,
    "ines": COUNTS,
    NOBODY: NOTHING,
    "idle": NOTHING,
    "wiz": NOTHING,
    "serge": COUNTS,
    "lee": COUNTS,
    "gill": RELEASED,
    "pat": ISSUED,
    "lost": NOTHING,
}
# And on one page only:
MAY_HOLD_THERE = {("ines", "access-log"): frozenset({Canary.ACCOUNT})}
# What each role does see: otherwise an empty page would pass the test.
HOLDS = {
    ("ines", ""): ON_A_PAGE,
    ("ines", "access-log"): frozenset({Canary.ACCOUNT}),
    ("ines", "intelligence"): frozenset({Canary.REPORTS}),
    ("serge", "about"): frozenset({Canary.REPORTS}),
    ("lee", ""): frozenset({Canary.PLACE}),
    ("lee", "children"): frozenset({Canary.SMALL}),
    ("lee", "area-summary"): frozenset({Canary.SMALL, Canary.LARGE}),
    ("gill", "area-summary"): RELEASED,
    ("gill", "records"): RELEASED,
    ("pat", "area-summary"): ISSUED,
    ("pat", "records"): ISSUED,
    ("adam", "accounts"): ABOUT_OURSELVES,
    ("adam", "access-log"): frozenset({Canary.ACCOUNT}),
}


@dataclass(frozen=True)
class Served:
    """A dashboard with the canaries: its address, and the address of its database."""

    address: str
    url: str

    def cookie(self, username: str) -> str:
        return session_cookie(self.url, username) if username else ""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard with the canaries, and a log in which an inspector has left events."""
    folder = tmp_path_factory.mktemp("canaries")
    url = f"sqlite:///{folder / 'clvt.db'}"
    load_canaries(url, folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLVT_COOKIE_KEY", KEY)
        settings.cache_clear()
        with serving(url, folder, cookie_key=KEY, disclosure_threshold=str(THRESHOLD)) as address:
            there = Served(address, url)
            with tab(address, there.cookie("ines")) as at:
                state_purpose(at, GREEDY)
            yield there
    settings.cache_clear()


def state_purpose(at: Tab, query: dict[str, str] | None = None) -> bytes:
    """The list of records, after a purpose is stated."""
    assert found_in(at.open("records", **(query or {}))) <= COUNTS
    at.type("Purpose", "Safeguarding enquiry")
    return at.press("Show the records")


def test_the_planted_values_are_recognised_in_every_form() -> None:
    assert found_in(b"") == set()
    assert found_in(f"<td>{OPEN_IN_GEDLING}</td>".encode()) == {Canary.SMALL}
    assert found_in(b"all 1,213 of") == found_in(b'{"n":1213}') == {Canary.LARGE}
    assert found_in((941).to_bytes(8, "little")) == {Canary.ELSEWHERE}
    assert found_in(CHILD.encode()) == {Canary.REFERENCE}
    assert found_in(b"a737b 7370 0.737 #401") == set()


@pytest.mark.parametrize("username", MAY_HOLD)
def test_no_page_sends_a_planted_value_to_a_role_that_may_not_see_it(
    served: Served, username: str
) -> None:
    mine, nth = served.cookie(username), list(MAY_HOLD).index(username)
    hidden = sample(ADDRESSES, nth, every=3)
    with tab(served.address, mine) as plain, tab(served.address, mine) as greedy:
        for address in ADDRESSES:
            may = MAY_HOLD[username] | MAY_HOLD_THERE.get((username, address), NOTHING)
            must = HOLDS.get((username, address), NOTHING)
            sent = [greedy.open(address, **GREEDY)]
            if must or IS_SOAK:
                sent.append(plain.open(address))
            if address in hidden:
                sent.append(greedy.open_hidden(address or "start", **GREEDY))
            everything = b"".join([*sent, *media(served.address, b"".join(sent)).values()])
            found = found_in(everything)
            assert found <= may, (address, found - may)
            assert found >= must, (address, must - found)


@pytest.mark.parametrize("username", ["ines", "serge"])
def test_records_are_sent_only_after_a_purpose_and_only_to_that_tab(
    served: Served, username: str
) -> None:
    mine = served.cookie(username)
    with tab(served.address, mine) as at, tab(served.address, mine) as another:
        listed = state_purpose(at)
        assert RECORDS >= found_in(listed) >= {Canary.REFERENCE, Canary.LARGE}
        history = at.choose_row(0)
        assert found_in(history) == HISTORY
        assert CHILD.encode() not in at.query.get("list", "").encode()
        assert found_in(another.open("records", list="on_tracker")) <= COUNTS
        assert found_in(at.open("children")) <= COUNTS


@pytest.mark.parametrize("username", ["ines", "serge"])
def test_a_file_of_records_holds_what_the_page_holds(served: Served, username: str) -> None:
    with tab(served.address, served.cookie(username)) as at:
        state_purpose(at)
        at.choose_row(0)
        assert found_in(download(at)) == HISTORY


def test_a_chart_over_the_whole_screen_has_the_marking_and_holds_only_counts(
    served: Served,
) -> None:
    with tab(served.address, served.cookie("lee")) as at:
        at.open("children")
        at.open_expander(1)  # of the first panel; the expander of the page comes before it
        sent = at.press("Full screen")
        assert b"OFFICIAL-SENSITIVE" in sent
        assert b"How it is counted." in sent
        assert found_in(sent) <= COUNTS


def test_a_file_of_figures_holds_no_record(served: Served) -> None:
    with tab(served.address, served.cookie("lee")) as at:
        at.open("children")
        assert found_in(at.open_expander(4)) <= COUNTS
        assert found_in(download(at)) <= COUNTS


def test_a_partners_file_holds_what_was_issued_under_the_agreement(served: Served) -> None:
    with tab(served.address, served.cookie("pat")) as at:
        at.open("area-summary", **GREEDY)
        file = download(at)
        assert found_in(file) == ISSUED
        assert b"[c]" in file


def test_a_partners_file_holds_what_was_released(served: Served) -> None:
    with tab(served.address, served.cookie("gill")) as at:
        at.open("area-summary", **GREEDY)
        file = download(at)
        assert found_in(file) == RELEASED
        assert b"[c]" in file


def test_downloads_are_not_stored_by_browsers_or_proxies(served: Served) -> None:
    with tab(served.address, served.cookie("gill")) as at:
        at.open("area-summary")
        at.press("Download as CSV")
        at.type("Who is it for?", "the test")
        (link, *_) = MEDIA.findall(at.ask_for_file())
        asked = Request(served.address + link.decode(), headers={"Cookie": at.cookie})
        with urllib.request.urlopen(asked) as answered:
            assert "no-store" in answered.headers["Cache-Control"]


def download(at: Tab) -> bytes:
    """The file of the page's download button, and all that is sent on the way."""
    at.sent = b""
    at.press("Download as CSV")
    at.type("Who is it for?", "the test")
    file = at.save()
    assert b"OFFICIAL-SENSITIVE" in file
    return at.sent + file


def test_signing_out_in_one_tab_ends_what_another_tab_receives(served: Served) -> None:
    mine = served.cookie("serge")
    with tab(served.address, mine) as at, tab(served.address, mine) as another:
        state_purpose(at)
        another.open("")
        another.open_menu()
        another.press("Sign out")
        for address in ADDRESSES:
            assert found_in(at.open(address)) == NOTHING


@pytest.mark.parametrize("username", [NOBODY, "gill", "serge"])
def test_knowing_the_id_of_a_tab_does_not_open_it(served: Served, username: str) -> None:
    with tab(served.address, served.cookie("serge")) as at:
        state_purpose(at)
        with tab(served.address, served.cookie(username), session=at.session) as other:
            assert found_in(other.open("records")) <= MAY_HOLD[username]
            assert other.session != at.session


def test_identifiers_from_another_readers_page_open_nothing(served: Served) -> None:
    """Buttons, lists and parts of pages are named to the server by names that can be made up."""
    widgets: dict[str, WidgetState] = {}
    fragments: set[str] = set()
    with tab(served.address, served.cookie("ines")) as at:
        for address in ADDRESSES:
            at.open(address, **GREEDY)
            for number in range(len(at.expanders)):
                at.open_expander(number)
            for menu in range(len(at.popovers)):
                at.open_menu(menu)
            widgets |= at.widgets()
        state_purpose(at)
        widgets |= at.widgets()
        at.choose_row(0)
        at.press("Download as CSV")
        at.type("Who is it for?", "the test")
        widgets |= at.widgets()
        fragments |= at.fragments()
        assert len(widgets) > 50
        assert fragments
        # A timer's run may meet a full run of the same page, which Streamlit does not survive.
        assert at.timers() == 0
        for nth, username in enumerate((NOBODY, "gill", "pat", "adam", "lee")):
            with tab(served.address, served.cookie(username)) as other:
                for address in sample(ADDRESSES, nth, every=3):
                    may = MAY_HOLD[username] | MAY_HOLD_THERE.get((username, address), NOTHING)
                    other.open(address, **GREEDY)
                    assert found_in(other.send_forged(widgets)) <= may, (username, address)
                    assert found_in(other.send_forged(widgets, *fragments)) <= may, (
                        username,
                        address,
                    )
                assert found_in(other.open("")) >= HOLDS.get((username, ""), NOTHING), username


def test_a_signed_out_browser_cannot_see_which_pages_exist(served: Served) -> None:
    """The address of a page answers like an address that does not exist."""
    with tab(served.address) as at:
        for address in ADDRESSES:
            sent = at.open(address)
            for entry in navigation.MENU:
                assert f">{entry.title}<".encode() not in sent


def test_every_account_with_planted_values_is_tried() -> None:
    assert {name for name in USERS if "." not in name} == set(MAY_HOLD) - {NOBODY}


def test_other_sites_and_uploads_are_refused_by_the_running_server(served: Served) -> None:
    def status(path: str, method: str = "GET", **headers: str) -> int:
        asked = Request(served.address + path, headers=headers, method=method)
        try:
            with urllib.request.urlopen(asked) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    assert status("/_stcore/health") == 200
    assert status("/_stcore/health", Origin=served.address) == 200
    assert status("/_stcore/health", Origin="https://evil.example") == 403
    assert status("/_stcore/upload_file/a/b", "PUT") == 404
