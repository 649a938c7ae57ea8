"""Records leave the screen in time, and every printed page has the marking."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from data.database import reading_engine
from queries.access import Viewer
from queries.ask import Question, ask, from_database
from queries.filters import Filters, Period
from queries.oversight import records
from queries.safeguarding import duties
from tests.servers.serving import (
    environment,
    free_port,
    open_signed_in,
    serving,
    wait_until_drawn,
    wait_until_ready,
)

pytestmark = pytest.mark.browser
CHIEF = Viewer("chief", "inspector")


def show_records(page: Page, address: str) -> None:
    open_signed_in(page, f"{address}/records", "inspector")
    state_purpose(page)


def state_purpose(page: Page) -> None:
    page.get_by_role("combobox", name="Purpose").click()
    page.get_by_role("option", name="Audit or inspection").click()
    page.get_by_role("button", name="Show the records").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    wait_until_drawn(page)


def place_of_longest_history(url: str) -> int:
    """Where, among the children on the tracker, the one stands of whom most is told."""
    engine, day = reading_engine(url), date(2022, 11, 22)
    every = Filters(day, Period(date(2022, 1, 1), day), 20)

    def asked(question: Question, chosen: Filters) -> int:
        return len(ask(question, CHIEF, chosen, from_database(engine)).rows)

    listed = ask(records.records, CHIEF, every, from_database(engine)).rows
    told = [asked(duties.acts_of_child, replace(every, child_ref=row[0])) for row in listed]
    engine.dispose()
    assert max(told) > 120
    return told.index(max(told))


def test_every_printed_page_has_the_marking_and_a_wide_chart_or_a_child_fits_one_page(
    browser: Browser, demo_copy: str, tmp_path: Path
) -> None:
    with serving(demo_copy, tmp_path) as address, browser.new_context() as context:
        page = context.new_page()
        open_signed_in(page, f"{address}/children", "inspector")
        printed = PdfReader(io.BytesIO(page.pdf(format="A5")))
        assert len(printed.pages) > 1
        for each in printed.pages:
            assert each.extract_text().count("OFFICIAL-SENSITIVE. For the County Lines team") == 2
        page.goto(f"{address}/overview")
        wait_until_drawn(page)
        expect(page.locator("svg.marks")).to_have_count(2)
        assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) <= 3
        page.goto(f"{address}/trends")
        wait_until_drawn(page)
        expect(page.locator("svg.marks")).to_have_count(13)
        assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 2
        page.goto(f"{address}/duties")
        wait_until_drawn(page)
        expect(page.locator(".st-key-panel-view-duties_of_the_year svg.marks")).to_be_visible()
        _, of_charts = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        assert "Times that a repeated duty fell due" in of_charts.extract_text()
        page.goto(f"{address}/records")
        wait_until_drawn(page)
        state_purpose(page)
        place = place_of_longest_history(demo_copy)
        page.get_by_test_id("stDataFrame").click(position={"x": 16, "y": 52 + 35 * place})
        happened = page.get_by_role("region", name="What happened")
        expect(happened).to_be_visible()
        wait_until_drawn(page)
        oldest = happened.locator("tr").last.inner_text().split("\t")
        (printed_child,) = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        text = printed_child.extract_text()
        assert text.count("OFFICIAL-SENSITIVE. For the County Lines team") == 2
        assert " ".join(oldest[:2]) in " ".join(text.split())


def test_records_leave_the_screen_when_nothing_was_done_for_too_long(
    browser: Browser, demo_copy: str, tmp_path: Path
) -> None:
    """Even if the server, which would sign out, cannot be reached."""
    with (
        serving(demo_copy, tmp_path, session_idle_minutes="0.25", refresh_seconds="600") as address,
        browser.new_context() as context,
    ):
        page = context.new_page()
        show_records(page, address)
        expect(page.get_by_test_id("stDataFrame")).to_be_hidden()
        expect(page.get_by_text("For: ")).to_be_hidden()


def test_records_leave_the_screen_when_the_connection_is_lost(
    browser: Browser, demo_copy: str, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "served.log"
    script = f"from dashboard.serving.processes import serve; serve('localhost', {port})"
    with log.open("w") as lines, browser.new_context() as context:
        server = subprocess.Popen(
            [sys.executable, "-c", script],
            env=environment(demo_copy, {}),
            stdout=lines,
            stderr=lines,
            cwd=tmp_path,
        )
        try:
            wait_until_ready(f"http://localhost:{port}/readyz", server, log)
            page = context.new_page()
            show_records(page, f"http://localhost:{port}")
        finally:
            server.kill()
            server.wait(20)
        expect(page.get_by_test_id("stDataFrame")).to_be_hidden()
