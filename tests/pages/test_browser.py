"""The dashboard in a real browser: published figures, filters, deep links, live imports, access."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import (
    Browser,
    Page,
    StorageState,
    ViewportSize,
    WebSocketRoute,
    expect,
)

from tests.invented.workbooks import write_workbook
from tests.servers.serving import (
    card,
    card_link,
    choose,
    headline,
    open_signed_in,
    run_clvt,
    serving,
    sign_in,
    wait_until_drawn,
)

pytestmark = pytest.mark.browser

TITLES = {
    "children": "Children",
    "movement": "Movement",
    "intelligence": "Intelligence",
    "rollout": "NSD rollout",
    "duties": "Duties",
    "searches-and-visits": "Searches and visits",
    "referrals": "Referrals",
    "victims-first": "Victims and education",
    "panels": "Panels",
    "about": "About the data",
}
PAGES = ["", "trends", *TITLES]
WIDE = ViewportSize(width=1440, height=1000)


@pytest.fixture(scope="module")
def demo_url(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the demonstration data in it, loaded by `clvt demo`."""
    copy = tmp_path_factory.mktemp("demo") / "clvt.db"
    shutil.copyfile(demo_file, copy)
    return f"sqlite:///{copy}"


@pytest.fixture(scope="module")
def demo(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard with the demonstration data."""
    with serving(demo_url, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=WIDE) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, demo: str) -> StorageState:
    """What the browser of an inspector stores after signing in by the form."""
    with browser.new_context(viewport=WIDE) as context:
        open_signed_in(context.new_page(), demo, "inspector")
        return context.storage_state()


@pytest.fixture
def inspector(browser: Browser, demo: str, signed_in: StorageState) -> Iterator[Page]:
    """The overview, as an inspector sees it."""
    with browser.new_context(viewport=WIDE, storage_state=signed_in) as context:
        page = context.new_page()
        page.goto(f"{demo}/overview")
        expect(page.locator("h1")).to_have_text("Overview")
        wait_until_drawn(page)
        yield page


@pytest.fixture(scope="module")
def desk(browser: Browser, signed_in: StorageState) -> Iterator[Page]:
    """A wide screen at which an inspector is signed in, for tests that only open addresses."""
    with browser.new_context(viewport=WIDE, storage_state=signed_in) as context:
        yield context.new_page()


def state_purpose(page: Page) -> None:
    page.get_by_role("combobox", name="Purpose").click()
    page.get_by_role("option", name="Safeguarding enquiry").click()
    page.get_by_role("button", name="Show the records").click()
    expect(page.get_by_text("For: Safeguarding enquiry")).to_be_visible()
    wait_until_drawn(page)


def open_first_child(page: Page) -> str:
    """Choose the first row of the list of records. Returns the child's reference."""
    rows = page.locator('[data-testid="stDataFrame"] .dvn-scroller').first
    rows.click(position={"x": 18, "y": 54})
    expect(page.get_by_role("button", name="Back to the list")).to_be_visible()
    wait_until_drawn(page)
    return page.locator("h2.section").first.inner_text()


def open_by_menu(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(title)
    wait_until_drawn(page)


def test_every_page_shows_the_published_figures(inspector: Page) -> None:
    page = inspector
    expect(page.locator("h1")).to_have_text("Overview")
    expect(card(page, "On the tracker")).to_contain_text("42")
    expect(card(page, "On the tracker")).to_contain_text("15 open, 27 vulnerable")
    expect(card(page, "Added")).to_contain_text("33")
    expect(card(page, "Removed")).to_contain_text("34")
    expect(card(page, "Intelligence a day")).to_contain_text("3.09")
    expect(page.get_by_text("OFFICIAL-SENSITIVE").first).to_be_visible()
    expect(page.get_by_text("Invented demonstration data").first).to_be_visible()
    expect(page.get_by_text("as at 22 November 2022")).to_be_visible()
    expect(
        headline(
            page, "NSD is live in 4 of 12 areas and on the way in 7, one of them past its target"
        )
    ).to_be_visible()

    open_by_menu(page, "Children")
    expect(headline(page, "15 of 42 children are open to the County Lines team")).to_be_visible()
    expect(headline(page, "37 of 42 children are male (88%)")).to_be_visible()
    expect(headline(page, "20 of 42 children are 16 or over; the youngest is 12")).to_be_visible()

    open_by_menu(page, "Movement")
    expect(
        headline(page, "The tracker went from 43 children to 42: 33 were added and 34 removed")
    ).to_be_visible()

    open_by_menu(page, "Intelligence")
    expect(headline(page, "2.24 reports a day in 2021/22 (818 in 365 days)")).to_be_visible()
    expect(
        headline(page, "3.09 reports a day, against 2.24 on the same dates last year (+38%)")
    ).to_be_visible()

    open_by_menu(page, "NSD rollout")
    row = page.get_by_role("row", name=re.compile("^Gedling County Live"))
    expect(row.first).to_be_visible()
    assert page.get_by_role("row", name=re.compile("City Planned .* 16 January 2023")).count() >= 5

    open_by_menu(page, "About the data")
    expect(page.get_by_text("demo-tracker-2022-11-22.xlsx").first).to_be_visible()
    expect(page.get_by_text("How each figure is counted")).to_be_visible()


def test_each_filter_changes_the_figures_and_the_address(
    inspector: Page, demo: str, demo_url: str
) -> None:
    page = inspector

    def on_tracker_is(figure: int) -> None:
        expect(card(page, "On the tracker").locator(".card-figure")).to_have_text(str(figure))

    def figures(*arguments: str) -> dict[str, int]:
        found: dict[str, int] = json.loads(
            run_clvt("figures", "--json", *arguments, url=demo_url).stdout
        )
        return found

    chart = page.locator(".stVegaLiteChart svg").first
    chart.evaluate("svg => { svg.isTheSame = true; }")
    choose(page, "District", "City")
    on_tracker_is(figures("--district", "City")["on_tracker"])
    assert chart.evaluate("svg => svg.isTheSame"), "The chart was embedded anew, and not updated."
    expect(page).to_have_url(re.compile("district=City"))
    choose(page, "Area", "City North")
    on_tracker_is(figures("--area", "City North")["on_tracker"])
    choose(page, "Area", "All")
    choose(page, "District", "All")
    expect(page).not_to_have_url(re.compile("district"))

    choose(page, "Status", "Open to the County Lines team")
    on_tracker_is(15)
    choose(page, "Status", "All")
    choose(page, "Gender", "Female")
    on_tracker_is(5)
    choose(page, "Gender", "All")

    choose(page, "Period", "Last 12 months")
    expect(page.get_by_text("23 November 2021 to 22 November 2022").first).to_be_visible()
    choose(page, "Period", "Since the last meeting")
    expect(page.get_by_text("28 October to 22 November 2022").first).to_be_visible()
    choose(page, "Period", "Own dates")
    expect(page.get_by_text("From", exact=True)).to_be_visible()
    choose(page, "Period", "Calendar year to date")
    choose(page, "As known at import", "9: 31 December 2021")
    expect(page).to_have_url(re.compile("known=9"))

    page.goto(f"{demo}/overview?as_at=2021-12-31")
    wait_until_drawn(page)
    on_tracker_is(43)
    page.goto(f"{demo}/overview?as_at=2021-12-31&known=9%3A+31+December+2021")
    wait_until_drawn(page)
    on_tracker_is(44)  # a removal was recorded late
    assert figures("--as-at", "2021-12-31", "--known", "9")["on_tracker"] == 44


def test_back_and_forward_step_through_changed_filters(inspector: Page, demo: str) -> None:
    inspector.goto(f"{demo}/overview")
    wait_until_drawn(inspector)
    standing = inspector.locator(".standing")
    for district in ("City", "County"):
        choose(inspector, "District", district)
        expect(standing).to_contain_text(f"{district} ·")
    inspector.go_back()
    expect(standing).to_contain_text("City ·")
    inspector.go_forward()
    expect(standing).to_contain_text("County ·")


def test_a_deep_link_survives_the_sign_in(page: Page, demo: str) -> None:
    page.goto(f"{demo}/movement?district=City&period=Last+12+months")
    wait_until_drawn(page)
    assert page.locator(".standing").count() == 0
    sign_in(page, "inspector")
    expect(page.locator("h1")).to_have_text("Movement")
    assert urlparse(page.url).path == "/movement"
    assert "district=City" in page.url
    expect(page.get_by_text("23 November 2021 to 22 November 2022").first).to_be_visible()


@pytest.mark.parametrize("place", ["", "meeting", "overview"])
def test_the_menu_marks_the_page_that_is_open(desk: Page, demo: str, place: str) -> None:
    desk.goto(f"{demo}/{place}")
    marked = desk.locator('.menu [aria-current="page"]')
    expect(marked).to_have_text("Overview" if place == "overview" else "Meeting")
    expect(desk.get_by_role("link", name="Meeting", exact=True)).to_have_count(1)


def test_a_card_opens_the_page_behind_it_and_keeps_the_filters(inspector: Page, demo: str) -> None:
    page = inspector
    page.goto(f"{demo}/overview?district=County")
    wait_until_drawn(page)
    page.evaluate("window.isTheSame = true")
    card_link(page, "Removed", "Movement").click()
    expect(page.locator("h1")).to_have_text("Movement")
    wait_until_drawn(page)
    expect(page.locator(".standing")).to_contain_text("County")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Overview")
    wait_until_drawn(page)
    expect(page.locator(".standing")).to_contain_text("County")
    assert page.evaluate("window.isTheSame"), "The page was loaded anew."


def test_the_menu_keeps_the_filters_and_nothing_else_of_the_address(desk: Page, demo: str) -> None:
    desk.goto(f"{demo}/trends?district=City&trend=Intelligence")
    wait_until_drawn(desk)
    open_by_menu(desk, "Movement")
    expect(desk).to_have_url(f"{demo}/movement?district=City")


def test_a_leader_lands_on_trends_and_opens_one(page: Page, demo: str) -> None:
    open_signed_in(page, demo, "leader")
    expect(page.locator("h1")).to_have_text("Trends")
    tiles = page.locator(".st-key-trends h2")
    expect(tiles).to_have_count(13)
    expect(page.get_by_text("11 series are judged here.")).to_be_visible()
    expect(headline(page, "Added to the tracker: City")).to_be_visible()
    page.locator(".st-key-large-intelligence button").click()
    wait_until_drawn(page)
    expect(page).to_have_url(re.compile("trend=Intelligence"))
    expect(page.locator(".notes li").first).to_have_text(
        "Rule met: outside the limits, in January 2021, July 2022 and October 2022."
    )
    page.get_by_text("Table, definition, full screen and download").click()
    expect(page.get_by_role("row", name=re.compile("^October 2022 4.06 .* Signal"))).to_be_visible()
    page.get_by_role("button", name="Back to all trends").click()
    wait_until_drawn(page)
    expect(tiles).to_have_count(13)
    page.goto(f"{demo}/trends?district=City")
    wait_until_drawn(page)
    expect(tiles).to_have_count(11)


def test_a_figure_opens_its_records_in_two_clicks(page: Page, demo: str) -> None:
    open_signed_in(page, demo, "sergeant")
    open_by_menu(page, "Overview")
    card_link(page, "Removed", "Records").click()
    state_purpose(page)
    period = "1 January to 22 November 2022"
    expect(headline(page, f"34 entries removed, {period}")).to_be_visible()
    open_by_menu(page, "Movement")
    page.locator('path[aria-label*="Reached 18"][aria-label*="22"]').first.click()
    expect(headline(page, f"22 entries removed, {period}, reason: Reached 18")).to_be_visible()
    assert "DEMO" not in page.url.upper().partition("?")[2]
    reference = open_first_child(page)
    expect(page.get_by_text("What happened, the newest first")).to_be_visible()
    assert reference not in page.url
    page.get_by_role("button", name="Back to the list").click()
    expect(headline(page, f"22 entries removed, {period}, reason: Reached 18")).to_be_visible()


def test_without_signing_in_only_the_sign_in_page_is_seen(page: Page, demo: str) -> None:
    for place in ("", "children", "about"):  # tests/leaks asks for every page
        page.goto(f"{demo}/{place}")
        wait_until_drawn(page)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert page.locator(".standing").count() == 0
        assert "City North" not in page.content()


def test_an_import_appears_on_an_open_page_without_a_click(
    page: Page, demo_copy: str, tmp_path: Path
) -> None:
    with serving(demo_copy, tmp_path) as address:
        open_signed_in(page, f"{address}/children?gender=Male", "inspector")
        expect(headline(page, "All 37 children are male")).to_be_visible()
        fold = page.get_by_text("Table, definition, full screen and download").first
        fold.click()
        expect(page.get_by_text("How it is counted.").first).to_be_visible()

        from dashboard.settings import Settings

        known = Settings(database_url=demo_copy)
        assert known.refresh_seconds <= 5
        row = {
            "Report ref": "INT-LIVE-1",
            "Submitted": date(2022, 11, 23),
            "Flag": "County Lines",
            "Area": "Gedling",
        }
        workbook = write_workbook(tmp_path / "live.xlsx", {"intelligence": [row]})
        imported = run_clvt("import", str(workbook), "--extracted-on", "2022-11-23", url=demo_copy)
        assert imported.returncode == 0, imported.stderr

        expect(page.locator(".standing")).to_contain_text("extracted 23 November")
        assert "gender=Male" in page.url
        expect(page.get_by_text("How it is counted.").first).to_be_visible()


def test_an_empty_or_unreachable_database_is_explained_on_the_page(
    page: Page, demo_copy: str, tmp_path: Path
) -> None:
    with serving(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path) as address:
        page.goto(address)
        wait_until_drawn(page)
        expect(page.get_by_text("clvt users add").first).to_be_visible()
    with serving(demo_copy, tmp_path) as address:
        open_signed_in(
            page,
            f"{address}/overview?status=Open+to+the+County+Lines+team&area=Rushcliffe&gender=Female",
            "inspector",
        )
        expect(
            page.get_by_text("No child on the tracker matches these filters").first
        ).to_be_visible()
        for file in tmp_path.glob("demo.db*"):
            with file.open("r+b") as spoilt:
                spoilt.write(b"no database any more" * 500)
        page.goto(address)
        wait_until_drawn(page)
        expect(page.get_by_text("does not answer").first).to_be_visible()


def test_a_lost_connection_is_resumed(demo: str, page: Page) -> None:
    """In a tab of its own, signed in by the cookie and filtered by the address."""
    sockets: list[WebSocketRoute] = []

    def lead_through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/_stcore/stream"), lead_through)
    open_signed_in(page, f"{demo}/children", "leader")
    choose(page, "Area", "Gedling")
    before = len(sockets)
    sockets[-1].close(code=1012)
    expect(page.get_by_text("leader · ")).to_be_visible()
    for _ in range(100):
        if len(sockets) > before + 1:  # connected again, and then opened anew
            break
        page.wait_for_timeout(100)
    wait_until_drawn(page)
    choose(page, "Status", "Open to the County Lines team")
    expect(page.get_by_text("Gedling · Open to the County Lines team")).to_be_visible()
    assert len(sockets) == before + 2
