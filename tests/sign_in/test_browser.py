"""Signing in with a real browser: what it stores, and for how long that is valid."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Cookie, Page, expect

from data.accounts.demo import add_demo_accounts
from data.database import writing_engine
from tests.servers.serving import (
    at_rest,
    free_port,
    has_no_cookie,
    serving,
    sign_in,
    wait_until_drawn,
)
from tests.sign_in.form import KEY

pytestmark = pytest.mark.browser

SIGN_INS = int(os.environ.get("SIGN_INS", "2"))


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A database with the demo's accounts and no data."""
    add_demo_accounts(writing_engine(sqlite_url))
    return sqlite_url


@pytest.fixture(scope="module")
def file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of the dashboard that is served."""
    copied = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("served") / "clvt.db")
    add_demo_accounts(writing_engine(f"sqlite:///{copied}"))
    return copied


@pytest.fixture(scope="module")
def served(file: Path) -> Iterator[str]:
    """The address of a dashboard with the demo's accounts and no data."""
    with serving(f"sqlite:///{file}", file.parent, cookie_key=KEY, refresh_seconds="1") as address:
        yield address


def has_form(page: Page) -> None:
    expect(page.get_by_role("textbox", name="Username")).to_be_visible()


def test_a_cookie_and_its_copy_are_worth_nothing_after_the_sign_out(
    browser: Browser, served: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{served}/movement")
        wait_until_drawn(page)
        assert not _ours(context.cookies(served))
        sign_in(page, "leader")
        assert page.url == f"{served}/movement"  # the deep link led there
        held = context.cookies(served)
        assert set(_ours(held)) == {"clvt_session", "clvt_browser"}
        assert set(_ours(held).values()) == {("Strict", True)}

        page.reload()
        expect(page.get_by_text("leader · Leader")).to_be_visible()
        page.get_by_text("leader · Leader").click()
        with page.expect_response("**/signed-out"):
            at_rest(page.get_by_role("button", name="Sign out")).click()
        has_form(page)
        has_no_cookie(page)
        with browser.new_context() as thief:
            thief.add_cookies(held)  # type: ignore[arg-type]
            copied = thief.new_page()
            copied.goto(served)
            has_form(copied)

        sign_in(page, "attendee")  # in the same tab, and it holds after a reload
        page.reload()
        expect(page.get_by_text(re.compile("attendee · "))).to_be_visible()


def test_an_idle_tab_is_signed_out(browser: Browser, url: str, tmp_path: Path) -> None:
    with (
        serving(
            url, tmp_path, cookie_key=KEY, session_idle_minutes="0.15", refresh_seconds="0.5"
        ) as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        page.goto(address)
        wait_until_drawn(page)
        sign_in(page, "leader")
        has_form(page)
        expect(page.get_by_text("You have been signed out")).to_be_visible()
        page.reload()
        has_form(page)


def test_a_reload_right_after_the_page_shows_finds_the_person_signed_in(
    browser: Browser, served: str
) -> None:
    for _ in range(SIGN_INS):
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(served)
            has_form(page)
            page.get_by_role("textbox", name="Username").fill("leader")
            page.get_by_role("textbox", name="Password").fill("asks-is-it-real")
            page.get_by_role("button", name="Sign in").click()
            menu = page.get_by_text("leader · Leader")
            menu.wait_for(timeout=20_000)
            page.reload()
            menu.or_(page.get_by_role("textbox", name="Username")).wait_for(timeout=20_000)
            assert menu.is_visible()


def _ours(cookies: list[Cookie]) -> dict[str, tuple[str, bool]]:
    """Our cookies in the browser: for which sites, and whether scripts can read them."""
    return {
        each["name"]: (each["sameSite"], each["httpOnly"])
        for each in cookies
        if each["name"].startswith("clvt")
    }


def test_a_person_who_comes_while_the_database_is_unreachable_is_let_in_once_it_answers(
    browser: Browser, served: str, file: Path
) -> None:
    """Somebody who is signed in and clicks meanwhile comes back to the page they asked for."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{served}/movement")
        wait_until_drawn(page)
        sign_in(page, "leader")
        away = file.rename(file.with_name("away.db"))
        page.reload()
        wait_until_drawn(page)
        expect(page.get_by_text("The data cannot be reached at the moment")).to_be_visible()
        assert page.request.get(f"{served}/readyz").status == 503
        away.rename(file)
        expect(page.get_by_text("leader · Leader")).to_be_visible(timeout=10_000)
        context.clear_cookies()
        file.rename(away)
        page.goto(served)
        expect(page.get_by_text("The data cannot be reached at the moment")).to_be_visible()
        away.rename(file)
        expect(page.get_by_role("textbox", name="Username")).to_be_visible(timeout=10_000)


def test_a_changed_cookie_key_signs_everybody_out_with_an_explanation(
    browser: Browser, url: str, tmp_path: Path
) -> None:
    port = str(free_port())
    with browser.new_context() as context:
        page, other = context.new_page(), context.new_page()
        with serving(url, tmp_path, cookie_key=KEY, port=port) as address:
            for each in (page, other):
                each.goto(f"{address}/movement")
                wait_until_drawn(each)
            sign_in(page, "leader")
            other.reload()
            expect(other.get_by_text("leader · Leader")).to_be_visible()
            page.goto("about:blank")
        with serving(url, tmp_path, cookie_key=KEY[::-1], port=port) as address:
            page.goto(f"{address}/movement")
            for each in (page, other):  # one is opened again, the other connects again by itself
                has_form(each)
                expect(each.get_by_text("You have been signed out")).to_be_visible()
            sign_in(page, "leader")
            expect(page.get_by_text("leader · Leader")).to_be_visible()
            page.reload()
            expect(page.get_by_text("leader · Leader")).to_be_visible()
            expect(page.get_by_text("You have been signed out")).to_be_hidden()
