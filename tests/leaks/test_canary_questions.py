"""Every role and every question, asked of `ask`: it is answered or `Denied`, without a canary.

What each role may ask is written out here, question by question, and not derived from grants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from sqlalchemy import Engine

from dashboard.pack import pictures
from dashboard.pack.issue import Audience
from dashboard.pack.making import make_document
from data.agreement import Agreement
from data.database import reading_engine
from queries.access import Denied, Grant, Viewer
from queries.ask import Answer, Fetch, Question, ask, from_database
from queries.filters import Filters, Listing, Period
from queries.questions import QUESTIONS
from queries.releases.release import DueRelease
from tests.leaks.canaries import CHILD, NEWEST, Canary, found_in, load_canaries
from tests.packs.issued import SQUARE, issue_of

OF_RECORDS = {
    "records", "records_in_events", "entries_of_child", "spells_of_child", "intelligence_of_child",
    "open_duties", "open_duties_before_18", "duties_of_child", "acts_of_child", "rows_of_sheet",
}  # fmt: skip
OF_RELEASES = {
    "releases", "released_counts", "released_trend", "released_areas", "released_populations",
    "released_stages", "released_categories", "released_meetings", "released_attendance",
    "released_actions", "released_sheets",
}  # fmt: skip
OF_ISSUES = {
    "issues", "issued_figures", "issued_areas", "issued_categories", "issued_stages",
}  # fmt: skip
OF_ACCOUNTS = {"accounts_and_areas", "areas_to_speak_for"}
OF_THE_LOG = {"access_events", "people_and_actions"}
OF_APPROVALS = {"agreements", "proposals"}
OF_DECISIONS = {"open_decisions"}
OF_COUNTS = set(QUESTIONS).difference(
    OF_RECORDS, OF_RELEASES, OF_ISSUES, OF_ACCOUNTS, OF_APPROVALS, OF_THE_LOG, OF_DECISIONS
)
MAY_ASK = {
    "inspector": OF_COUNTS | OF_RECORDS | OF_DECISIONS | OF_APPROVALS | OF_THE_LOG,
    "sergeant": OF_COUNTS | OF_RECORDS | OF_DECISIONS,
    "leader": OF_COUNTS,
    "attendee": OF_RELEASES,
    "administrator": OF_ACCOUNTS | OF_APPROVALS | OF_THE_LOG,
    "wizard": set[str](),
    "": set[str](),
    "Inspector": set[str](),
}
AGREEMENT = Agreement(1, "ISA 1", "Social care", frozenset({"gedling"}))
# An agreement changes what an attendee may ask, and nobody else.
MAY_ASK_WITH = {**MAY_ASK, "attendee": OF_ISSUES}
SUMS = {Canary.LARGE, Canary.DISTRICT}
FIGURES = {*SUMS, Canary.SMALL, Canary.ELSEWHERE, Canary.REPORTS}
OF_CHILDREN = {Canary.REFERENCE, Canary.TEXT, Canary.REPORT}
MONTH_END = date(2022, 10, 31)
TODAY = datetime.now(UTC).date()
TOMORROW = TODAY + timedelta(days=1)  # the tests may run over midnight
PLAIN = Filters(NEWEST, Period(date(2022, 1, 1), NEWEST), 1)
ASKED_WITH = (
    replace(PLAIN, child_ref=CHILD),
    replace(PLAIN, area="gedling", listing=Listing.narrowed("on_tracker", area="Gedling")),
    replace(DueRelease(MONTH_END, 1).filters, area="ashfield", district="County"),
    PLAIN.over(Period(TODAY, TOMORROW)),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Reads the canaries."""
    folder = tmp_path_factory.mktemp("canaries-and-questions")
    url = f"sqlite:///{folder / 'clvt.db'}"
    load_canaries(url, folder / "files")
    reading = reading_engine(url)
    yield reading
    reading.dispose()


@pytest.fixture(scope="module")
def fetch(engine: Engine) -> Fetch:
    """Answers from the canaries' database, each fetched once for all readers who may share it."""
    return cache(from_database(engine))


def as_bytes(answer: Answer) -> bytes:
    """An answer as text."""
    return "\n".join(str(cell) for row in answer.rows for cell in row).encode()


@pytest.mark.parametrize("agreement", [None, AGREEMENT], ids=["without", "with an agreement"])
@pytest.mark.parametrize("role", MAY_ASK)
def test_ask_answers_what_is_granted_and_refuses_the_rest(
    fetch: Fetch, role: str, agreement: Agreement | None
) -> None:
    viewer = Viewer("somebody", role, frozenset({"gedling"}), agreement)
    may_ask = (MAY_ASK_WITH if agreement else MAY_ASK)[role]
    found: set[Canary] = set()
    for name, asked in QUESTIONS.items():
        for filters in ASKED_WITH:
            if name in may_ask:
                found |= found_in(as_bytes(ask(asked, viewer, filters, fetch)))
            else:
                with pytest.raises(Denied) as denied:
                    ask(asked, viewer, filters, _never)
                assert not found_in(str(denied.value).encode())
    may = {
        "inspector": FIGURES | OF_CHILDREN | {Canary.ACCOUNT, Canary.PLACE},
        "sergeant": FIGURES | OF_CHILDREN | {Canary.PLACE},
        "leader": FIGURES | {Canary.PLACE},
        "attendee": {Canary.SMALL, Canary.LARGE, Canary.PLACE}
        if agreement
        else {*SUMS, Canary.PLACE},
        "administrator": {Canary.ACCOUNT, Canary.PLACE},
    }
    assert found == may.get(role, set())


def test_the_lists_of_questions_in_this_file_follow_the_grants() -> None:
    assert all(kind <= set(QUESTIONS) for kind in (OF_RECORDS, OF_RELEASES, OF_ACCOUNTS))
    assert {name for name, each in QUESTIONS.items() if each.needs.name == "COUNTS"} == OF_COUNTS


def _never(asked: Question, *_: object) -> Answer:
    pytest.fail(f"{asked.name} was fetched for somebody who may not ask it.")


@pytest.mark.parametrize("role", MAY_ASK)
def test_a_pack_holds_what_its_reader_may_see(
    engine: Engine, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "as_svg", lambda *_: SQUARE)
    viewer = Viewer("somebody", role, frozenset({"gedling"}))
    exact = issue_of(PLAIN)
    if role in ("inspector", "sergeant"):
        assert OF_CHILDREN - {Canary.REPORT} <= found_in(
            repr(make_document(exact, viewer, engine)).encode()
        )
    else:
        with pytest.raises(Denied) as denied:
            make_document(exact, viewer, engine)
        assert not found_in(str(denied.value).encode())
    for area in ("gedling", "ashfield"):
        released = issue_of(PLAIN, Audience.PARTNERS, (area,))
        if viewer.may(Grant.COUNTS) or (role, area) == ("attendee", "gedling"):
            document = make_document(released, viewer, engine)
            assert found_in(repr(document).encode()) <= {*SUMS, Canary.PLACE}
            assert {part.heading for part in document.parts} == {area.capitalize()}
        else:
            with pytest.raises(Denied):
                make_document(released, viewer, engine)
