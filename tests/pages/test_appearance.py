"""The look of pages: accessibility, dark mode, and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect

from dashboard.style.theme import DARK, LIGHT
from tests.pages.test_browser import (
    PAGES,
    TITLES,
    WIDE,
    demo,
    demo_url,
    desk,
    inspector,
    open_by_menu,
    open_first_child,
    signed_in,
    state_purpose,
)
from tests.servers.serving import open_signed_in, sign_in, wait_until_drawn

__all__ = ["demo", "demo_url", "desk", "inspector", "signed_in"]  # fixtures

pytestmark = pytest.mark.browser

NARROW = ViewportSize(width=390, height=844)
ROWS_THAT_STAND_WHOLE = 20
# The texts of charts of which more than a pixel is cut off at a side, or more than a third of a
# line above or beneath: so much of it is free.
CUT_OFF = """() => [...document.querySelectorAll('svg.marks')].flatMap(svg => {
    const { left, right, top, bottom } = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => {
        const of = text.getBoundingClientRect();
        return of.width && getComputedStyle(text).opacity > 0
            && (of.left < left - 1 || of.right > right + 1
                || of.top < top - of.height / 3 || of.bottom > bottom + of.height / 3);
    }).map(text => text.textContent);
})"""
# The texts that end in three dots, for want of room.
SHORTENED = """() => [...document.querySelectorAll('.stMain span')].filter(
    text => getComputedStyle(text).textOverflow == 'ellipsis' && text.scrollWidth > text.clientWidth
).map(text => text.textContent)"""


def test_pages_have_no_serious_accessibility_fault(browser: Browser, demo: str) -> None:
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.goto(demo)
        wait_until_drawn(page)
        found = _serious_faults(page)
        sign_in(page, "inspector")
        found += _serious_faults(page)
        for title in TITLES.values():
            open_by_menu(page, title)
            found += _serious_faults(page)
        open_by_menu(page, "Records")
        found += _serious_faults(page)
        state_purpose(page)
        found += _serious_faults(page)
        open_first_child(page)
        found += _serious_faults(page)
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        open_signed_in(page, demo, "attendee")
        expect(page.locator("h1")).to_have_text("Area summary")
        found += _serious_faults(page)
    assert found == []


def test_charts_turn_dark_with_the_screen(inspector: Page) -> None:
    page = inspector
    darkest = page.locator('path[aria-label*="City North"]').first
    expect(darkest).to_have_css("fill", rgb(LIGHT.sequence[-1]))
    page.emulate_media(color_scheme="dark")
    expect(darkest).to_have_css("fill", rgb(DARK.sequence[-1]))


def rgb(colour: str) -> str:
    """A colour in the form that browsers use."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"


@pytest.fixture(scope="module")
def phone(browser: Browser, signed_in: StorageState) -> Iterator[Page]:
    """A phone on which an inspector is signed in."""
    with browser.new_context(viewport=NARROW, storage_state=signed_in) as context:
        yield context.new_page()


@pytest.mark.parametrize("place", [*PAGES, "meeting", "upload"])
def test_pages_fit_a_phone_and_their_findings_begin_near_the_top(
    phone: Page, demo: str, place: str
) -> None:
    phone.goto(f"{demo}/{place}")
    wait_until_drawn(phone)
    expect(phone.get_by_text("inspector · ")).to_be_visible()
    phone.wait_for_timeout(500)
    main = phone.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    if phone.locator("h1:not(.unfiltered)").count():
        box = phone.locator(
            ".stMainBlockContainer :is(h2, .introduction, .judged)"
        ).first.bounding_box()
        assert box
        assert box["y"] < 300
    for table in phone.locator(".in-blocks").all():
        assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
        if table.locator("tbody tr").count() <= ROWS_THAT_STAND_WHOLE:
            assert table.evaluate("e => e.scrollHeight - e.clientHeight") <= 1
    if (fold := phone.locator("summary", has_text="More: ")).count():
        fold.click()
        wait_until_drawn(phone)
        phone.wait_for_timeout(500)
    assert phone.evaluate(CUT_OFF) == []
    assert phone.evaluate(SHORTENED) == []


@pytest.mark.parametrize("place", ["duties", "panels", "referrals", "movement", "victims-first"])
def test_no_table_beneath_a_chart_is_wider_than_a_phone(phone: Page, demo: str, place: str) -> None:
    phone.goto(f"{demo}/{place}")
    wait_until_drawn(phone)
    for fold in phone.locator("summary", has_text="Table, definition").all():
        fold.click()
        wait_until_drawn(phone)
    expect(phone.locator("details[open] .table").first).to_be_visible()
    for table in phone.locator(".table").all():
        assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_small_trends_beside_each_other_begin_at_one_height(desk: Page, demo: str) -> None:
    desk.goto(f"{demo}/trends?area=Gedling")
    wait_until_drawn(desk)
    expect(desk.locator(".st-key-trends > *").last).to_contain_text("Share open to the team")
    boxes = [each.bounding_box() for each in desk.locator(".st-key-trends > *").all()]
    left = min(box["x"] for box in boxes if box)
    begin = {box["y"] for box in boxes if box and box["x"] == left}
    assert len(begin) < len(boxes)
    assert [box for box in boxes if box and box["y"] not in begin] == []


def test_the_cards_of_the_overview_fit_the_first_screen_of_a_phone(phone: Page, demo: str) -> None:
    phone.goto(f"{demo}/overview")
    wait_until_drawn(phone)
    for card in phone.locator(".card").all():
        box = card.bounding_box()
        assert box
        assert box["y"] + box["height"] < NARROW["height"]
        assert card.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


def test_the_menu_of_a_phone_is_folded_until_it_is_wanted(phone: Page, demo: str) -> None:
    phone.goto(f"{demo}/overview")
    wait_until_drawn(phone)
    link = phone.get_by_role("navigation", name="Pages").get_by_role("link", name="Duties")
    expect(link).to_be_hidden()
    phone.get_by_text("Menu", exact=True).click()
    link.click()
    expect(phone.locator("h1")).to_have_text("Duties")
    expect(link).to_be_hidden()


def test_each_step_from_opening_to_closing_is_named_on_a_phone(phone: Page, demo: str) -> None:
    phone.goto(f"{demo}/movement?area=Gedling")
    steps = phone.locator(".st-key-panel-view-movement_bridge .role-axis-label").first
    expect(steps).to_have_text("OpeningAddedMovedinRemovedMovedoutClosing")


@pytest.mark.parametrize(("username", "place"), [("administrator", "accounts"), ("partner", "")])
def test_pages_of_accounts_and_of_partners_fit_a_phone(
    browser: Browser, demo: str, username: str, place: str
) -> None:
    with browser.new_context(viewport=NARROW) as context:
        page = context.new_page()
        open_signed_in(page, f"{demo}/{place}", username)
        expect(page.locator(".table").first).to_be_visible()
        main = page.locator('[data-testid="stMain"]')
        assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
        for table in page.locator(".of-figures").all():
            assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


@pytest.mark.parametrize("place", ["overview", "duties", "movement", "trends"])
def test_a_chart_is_drawn_in_the_place_that_was_kept_for_it(
    desk: Page, demo: str, place: str
) -> None:
    desk.goto(f"{demo}/{place}")
    wait_until_drawn(desk)
    drawn = desk.locator('[data-testid="stVegaLiteChart"] svg')
    expect(drawn.first).to_be_visible()
    desk.wait_for_timeout(500)
    for chart in drawn.all():
        kept, height = chart.evaluate(
            """svg => [
                parseFloat(getComputedStyle(svg.closest(
                    '[class*="st-key-panel-"] > *, [class*="st-key-trend-"] > *')).minHeight),
                svg.getBoundingClientRect().height]"""
        )
        assert height - 10 <= kept <= height
    assert desk.locator(".st-key-filter-bar").evaluate(
        "bar => bar.offsetHeight - parseFloat(getComputedStyle(bar).minHeight)"
    ) == pytest.approx(0, abs=1)


def _serious_faults(page: Page) -> list[str]:
    """The accessibility faults of a page, and those of its dark colours: nothing else differs."""
    page.wait_for_timeout(400)
    found = _faults(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(400)
    found += _faults(page, runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    return found


def _faults(page: Page, **options: Any) -> list[str]:
    options["resultTypes"] = ["violations"]  # passed checks are left out
    return [
        f"{page.url}: {each['id']}: {node['html'][:160]}"
        for each in Axe().run(page, options=options).response["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
