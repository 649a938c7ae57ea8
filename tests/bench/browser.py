"""A real browser: from a click to the last chart redrawn, and from an address to the last drawn.

A script in the page notes when anything last changed within a chart or within a text. The page has
come to rest when Streamlit's script has stopped, every chart that stands there is drawn, and for a
while nothing has changed; what counts is when the last change was. Both apps draw the same elements
and the same changes of them: unless as many charts change in both, nothing is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.row import Measurement, Row, Target
from tests.bench.servers.signed_in import cookies
from tests.bench.servers.start import DISTRICTS, Server, dashboard, floor, pair, record_pages
from tests.servers.ensure_browser import FLAGS, chromium

PAGES_TO_CLICK_ON = ("overview", "children", "movement", "intelligence")
PAGE_TO_VISIT = "overview"
WAIT = 60_000
WATCH = """
const bench = window.bench = { begun: 0, changed: 0, charts: new Set() };
addEventListener('click', event => {
  if (event.target.closest('[role="radiogroup"] label'))
    Object.assign(bench, { begun: performance.now(), changed: 0, charts: new Set() });
}, true);
new MutationObserver(changes => {
  for (const { target } of changes) {
    const within = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const chart = within?.closest('[data-testid="stVegaLiteChart"]');
    if (chart) bench.charts.add(chart);
    if (chart || within?.closest('[data-testid="stHtml"]')) bench.changed = performance.now();
  }
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""
IS_AT_REST = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const charts = [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')];
  return app?.dataset.testScriptState === 'notRunning'
    && bench.charts.size && charts.every(chart => chart.querySelector('svg .mark-group path'))
    && performance.now() - bench.changed > 400;
}"""
SECONDS_AND_CHARTS = "() => [bench.changed - bench.begun, bench.charts.size]"


class ChartsDiffer(Exception):
    """The two apps changed different numbers of charts."""


@dataclass(frozen=True)
class Drawing:
    """The seconds until the last change, and how many charts changed."""

    seconds: float
    charts: int


def clicks(size: str, url: str, times: int) -> list[Row]:
    """Choosing a district on each page: new numbers, and every chart is drawn again."""
    rows = []
    target = Target(1.2, of=("median", "centile_95"))
    with pair(url) as both, _browser() as browser:
        for page in PAGES_TO_CLICK_ON:
            a = _tab(browser, both.ours, both.cookies[0])
            b = _tab(browser, both.floor)
            _visit(a, both.ours, page)
            _visit(b, both.floor, page)
            for option in DISTRICTS:  # so that answers are cached, and code is loaded
                _choose(a, option)
                _choose(b, option)
            drawn = [
                (_choose(a, option), _choose(b, option))
                for _ in range(times)
                for option in DISTRICTS
            ]
            what = f"{size}: click on a filter of {page}"
            rows.append(_row(what, target, [o for o, _ in drawn], [f for _, f in drawn]))
            a.context.close()
            b.context.close()
    return rows


def visits(size: str, url: str, starts: int, times: int) -> list[Row]:
    """The first visit after each start and some later ones, by browsers with nothing cached."""
    (cookie,) = cookies(url, 1)
    first: list[Drawing] = []
    later: list[Drawing] = []
    of_floor: list[Drawing] = []
    with dashboard(url) as ours:
        pages_file = record_pages(ours.address, cookie)
    with floor(pages_file) as floor_server, _browser() as browser:
        _visit_once(browser, floor_server)  # the first visit to the floor does not count
        for _ in range(starts):
            with dashboard(url) as ours:
                first.append(_visit_once(browser, ours, cookie))
                of_floor.append(_visit_once(browser, floor_server))
                for _ in range(times):
                    later.append(_visit_once(browser, ours, cookie))
                    of_floor.append(_visit_once(browser, floor_server))
    return [
        _row(f"{size}: first visit after start", Target(1.2), first, of_floor),
        _row(f"{size}: later visits", Target(1.1), later, of_floor),
    ]


def _row(what: str, target: Target, ours: list[Drawing], floor: list[Drawing]) -> Row:
    charts = {each.charts for each in ours}, {each.charts for each in floor}
    if charts[0] != charts[1]:
        raise ChartsDiffer(f"{what}: so many charts changed in ours and in the floor: {charts}")
    a, b = ([each.seconds for each in some] for some in (ours, floor))
    return Row(what, target, Measurement.milliseconds(a), Measurement.milliseconds(b))


@contextmanager
def _browser() -> Iterator[Browser]:
    path = chromium()  # before another Playwright runs: they do not nest
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=FLAGS) as launched,
    ):
        yield launched


def _tab(browser: Browser, server: Server, cookie: str = "") -> Page:
    """A tab of a browser that has cached nothing."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": server.address}])
    context.add_init_script(WATCH)
    return context.new_page()


def _visit_once(browser: Browser, server: Server, cookie: str = "") -> Drawing:
    tab = _tab(browser, server, cookie)
    drawn = _visit(tab, server, PAGE_TO_VISIT)
    tab.context.close()
    return drawn


def _visit(tab: Page, server: Server, page: str) -> Drawing:
    tab.goto(f"{server.address}/{page}")
    return _wait_until_drawn(tab)


def _choose(tab: Page, option: str) -> Drawing:
    tab.get_by_role("radiogroup", name="District").get_by_text(option, exact=True).click()
    return _wait_until_drawn(tab)


def _wait_until_drawn(tab: Page) -> Drawing:
    tab.wait_for_function(IS_AT_REST, timeout=WAIT)
    milliseconds, charts = tab.evaluate(SECONDS_AND_CHARTS)
    return Drawing(milliseconds / 1e3, charts)
