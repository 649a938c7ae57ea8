"""Twin forces: two that differ only in suppressed counts look the same to a partner, byte for
byte.

One cannot search what a server sends for a small count, since a 3 is everywhere. But if two forces
have the same releases, made by the real suppression, then any difference in what reaches an
attendee reveals something that is hidden. So every message on the WebSocket, every file, every
answer and every line on the terminal is compared with its twin's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from typer.testing import CliRunner

from dashboard.answers.issues import issue
from dashboard.cli.commands import app
from dashboard.settings import settings
from data import accounts, releases
from data.accounts import By
from data.agreement import Agreement
from data.database import migrate, reading_engine, writing_engine
from data.importing.run import import_files
from queries.access import OPERATOR, Grant, Viewer
from queries.ask import Answer, ask, from_database
from queries.disclosure.publishing import publish
from queries.filters import Filters, Period
from queries.questions import QUESTIONS
from queries.releases.release import DueRelease, children_at_month_end
from tests.invented.releasing import give_agreement, hide_small, make_releases, without_areas
from tests.invented.workbooks import OPEN, VULNERABLE, Sheets, entry, report, stage, write_csvs
from tests.leaks.test_canary import ADDRESSES, GREEDY
from tests.sampling import sample
from tests.servers.serving import serving
from tests.servers.tab import media, session_cookie, tab

KEY = "the key of the twin forces, and of no other"
EXTRACTED_ON = (date(2022, 11, 22), date(2022, 11, 29), date(2022, 11, 30))
ATTENDEES: dict[str, tuple[str, ...]] = {
    "asha": ("ashfield",),
    "both": ("city-central", "gedling"),
    "pact": ("city-central",),
    "lost": (),
}
PARTNER = "pact"  # has an agreement for City Central, in which the forces do not differ
NAMES = {"ashfield": "Ashfield", "city-central": "City Central", "gedling": "Gedling"}
LEADER = "leah"
# The page of somebody's own sessions says at what minute they signed in, and nothing of the force.
COMPARED = [address for address in ADDRESSES if address != "your-sessions"]
OF_RELEASES = [asked for asked in QUESTIONS.values() if asked.needs is Grant.RELEASES]
# When something was issued differs by seconds, and says nothing of the force.
OF_ISSUES = [
    asked for asked in QUESTIONS.values() if asked.needs is Grant.ISSUED and asked.name != "issues"
]
Cells = dict[str, str]
Changes = Mapping[int, Cells]
Sent = dict[str, list[bytes]]


def children_alike(
    number: int, area: str, status: str, gender: str, born: str, added: str
) -> list[Cells]:
    """Children who are counted alike: born and added in the same month, on different days."""
    alike = {"Home_area": area, "Status": status, "Gender": gender}
    return [{**alike, "born": born, "added": added} for _ in range(number)]


# None is added before July. Of the newest month end, the 3 of Gedling and Ashfield's 10 are hidden.
CHILDREN = [
    *children_alike(2, "Gedling", OPEN, "Male", "2006-02", "2022-07"),
    *children_alike(1, "Gedling", VULNERABLE, "Female", "2008-02", "2022-08"),
    *children_alike(5, "Ashfield", OPEN, "Male", "2006-02", "2022-07"),
    *children_alike(3, "Ashfield", VULNERABLE, "Male", "2007-02", "2022-07"),
    *children_alike(1, "Ashfield", VULNERABLE, "Female", "2009-02", "2022-08"),
    *children_alike(1, "Ashfield", OPEN, "Female", "2007-02", "2022-08"),
    *children_alike(7, "City Central", VULNERABLE, "Male", "2006-02", "2022-07"),
    *children_alike(3, "City Central", OPEN, "Male", "2008-02", "2022-08"),
    *children_alike(2, "City Central", OPEN, "Female", "2007-02", "2022-08"),
]
WITH_CHILDREN = 4  # month ends
# It draws what is hidden. The forces were made for what this one hides: with another, even the same
# force would have another release.
SECRET = "the secret of the twin worlds"
OTHERS: Changes = {4: {"Home_area": "Gedling"}, 11: {"born": "2010-02"}}
ONE_LEFT: Changes = {0: {"Home_area": "Ashfield"}}
MANY_MOVED: Changes = {number: {"Home_area": "Gedling"} for number in range(3, 20)}


@dataclass(frozen=True)
class Force:
    """A force in two extracts. The releases, and what is issued to the partner, are made from the
    first. `nth` differs in all that is not counted for a partner: references, days, free text,
    reports."""

    nth: int
    first: Changes = field(hash=False)
    later: Changes = field(hash=False)

    def load(self, folder: Path) -> str:
        """Import both extracts, make the releases, issue to the partner, and make accounts. Returns
        the database's address."""
        url = f"sqlite:///{folder / 'clvt.db'}"
        migrate(url)
        engine, reading = writing_engine(url), reading_engine(url)
        by = By("", "operator", "test")
        for name, areas in ATTENDEES.items():
            accounts.add(engine, name, None, "attendee", areas or ["gedling"], by=by)
        without_areas(engine, "lost")
        give_agreement(engine, PARTNER, ["city-central"])
        self.import_extract(engine, folder, 1)
        assert make_releases(engine, 1, publish) == 24
        issue(reading, engine, 5, by=by)
        reading.dispose()
        self.import_extract(engine, folder, 2)
        assert make_releases(engine, 2, publish) == 0
        accounts.add(engine, LEADER, None, "leader", by=by)
        engine.dispose()
        return url

    def import_extract(self, engine: Engine, folder: Path, version: int) -> None:
        """Import an extract."""
        changes = {**self.first, **(self.later if version > 1 else {})}
        sheets: Sheets = {
            "tracker": [
                self._row(number, version, {**alike, **changes.get(number, {})})
                for number, alike in enumerate(CHILDREN)
            ],
            "nsd_stages": [stage("Gedling", "2022-05-02")],
            "intelligence": [report(f"R{n}", "2022-05-01") for n in range(self.nth)],
        }
        files = write_csvs(folder / "files", sheets)
        done = import_files(engine, [files], extracted_on=EXTRACTED_ON[version - 1])
        assert done.import_id == version

    def _row(self, number: int, version: int, child: Cells) -> dict[str, Any]:
        day, ref = 10 + self.nth, f"W{self.nth}-{number}"
        cells = {name: cell for name, cell in child.items() if name not in ("born", "added")}
        return entry(
            ref,
            f"{child['added']}-{day}",
            Date_of_birth=f"{child['born']}-{day}",
            Source=f"given to {self.nth} by import {version}",
            **cells,
        )


THIS = Force(1, {}, {})
TWINS = (
    Force(2, OTHERS, {}),
    Force(3, ONE_LEFT, MANY_MOVED),
)


@dataclass(frozen=True)
class Served:
    """A force, and the server that shows it."""

    folder: Path
    url: str
    address: str

    def wait_until_it_shows(self, words: str) -> None:
        """Wait until the server shows what was imported."""
        with tab(self.address, session_cookie(self.url, "asha")) as at:
            for _ in range(300):
                if words.encode() in at.open("area-summary"):
                    return
                time.sleep(0.1)
        pytest.fail(f"{words} is not shown.")

    def sent(self, username: str, addresses: Sequence[str] = tuple(COMPARED)) -> Sent:
        """All that is sent to a reader at these addresses, and for what an attendee asks for there,
        by how it was asked for."""
        areas = ATTENDEES.get(username, ())
        found: Sent = {}
        with tab(self.address, session_cookie(self.url, username)) as at:

            def note(asked: str, _: bytes) -> None:
                found[asked] = [
                    *(_without_random_names(each) for each in at.messages if not _is_empty(each)),
                    *media(self.address, at.sent).values(),
                ]
                at.messages, at.sent = [], b""

            for address in addresses:
                note(address, at.open(address, **GREEDY))
                note(f"hidden {address}", at.open_hidden(address or "start", **GREEDY))
            for area in areas:
                note(area, at.open("area-summary"))
                if len(areas) > 1:
                    note(f"choose {area}", at.type("Area", NAMES[area]))
            for on in _month_ends(self.url) if areas and username != PARTNER else ():
                note(f"{on}", at.type("Month end", f"{on:%B %Y}"))
            if areas:
                at.press("Download as CSV")
                at.type("Who is it for?", "the test")
                note("file", at.save())
        return found


def _is_empty(message: ForwardMsg) -> bool:
    """Whether the message only keeps a place, which may be filled before the message is sent."""
    return message.delta.new_element.HasField("empty")


def _without_random_names(message: ForwardMsg) -> bytes:
    """The message without Streamlit's random names of tabs, runs and files."""
    kept = ForwardMsg()
    kept.CopyFrom(message)
    if kept.metadata.HasField("run"):
        kept.metadata.run.ClearField("script_run_id")
    if kept.HasField("new_session"):
        kept.new_session.initialize.ClearField("session_id")
    if kept.delta.new_element.HasField("download_button"):
        kept.delta.new_element.download_button.ClearField("deferred_file_id")
        kept.ClearField("hash")
    sent: bytes = kept.SerializeToString(deterministic=True)
    return sent


def _month_ends(url: str) -> list[date]:
    return releases.month_ends(reading_engine(url))


def _answers_and_output(url: str, username: str) -> Mapping[str, object]:
    """What `ask` answers an attendee about a month, and what the terminal prints."""
    fetch = from_database(reading_engine(url))
    areas = frozenset(ATTENDEES[username])
    agreement = Agreement(1, "ISA 1", "Social care", areas) if username == PARTNER else None
    viewer = Viewer(username, "attendee", areas, agreement)
    issued_on = Filters(EXTRACTED_ON[0], Period(EXTRACTED_ON[0], EXTRACTED_ON[0]), 1)
    found: dict[str, object] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLVT_DATABASE_URL", url)
        settings.cache_clear()
        for on in _month_ends(url)[-WITH_CHILDREN:]:
            for asked in OF_ISSUES if agreement else OF_RELEASES:
                filters = issued_on if agreement else DueRelease(on, 1).filters
                found[f"{asked.name} {on}"] = ask(asked, viewer, filters, fetch)
            printed = CliRunner().invoke(
                app, ["release", "--month", f"{on:%Y-%m}", "--as", username, "--json"]
            )
            found[f"terminal {on}"] = printed.output
    settings.cache_clear()
    return found


def _truth(url: str) -> list[Answer]:
    """The exact counts of every release."""
    fetch = from_database(reading_engine(url))
    months = [DueRelease(on, 1).filters for on in _month_ends(url)]
    return [ask(children_at_month_end, OPERATOR, filters, fetch) for filters in months]


def _differences(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """What differs between two forces."""
    assert list(one) == list(other)
    return [name for name in one if one[name] != other[name]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Force, Served]]:
    """This force and its twins, each on a server of its own."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("CLVT_COOKIE_KEY", KEY)
        patch.setattr(releases, "token_hex", lambda *_: SECRET)
        settings.cache_clear()
        found = {}
        for force in (THIS, *TWINS):
            folder = tmp_path_factory.mktemp("force")
            url = force.load(folder)
            address = stack.enter_context(serving(url, folder, cookie_key=KEY))
            with tab(address, session_cookie(url, "asha")) as at:
                at.open("area-summary")  # a server says that it looks for releases at first
            found[force] = Served(folder, url, address)
        yield found
    settings.cache_clear()


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: str(twin.nth))
def test_two_forces_that_differ_only_in_suppressed_counts_have_the_same_release(
    served: dict[Force, Served], twin: Force
) -> None:
    this, that = served[THIS].url, served[twin].url
    assert _truth(this) != _truth(that)
    one, other = (releases.stored(reading_engine(url)) for url in (this, that))
    assert one == other
    assert not any(release.withheld for release in one)


@pytest.mark.parametrize("username", ATTENDEES)
def test_pages_sent_to_an_attendee_are_the_same_for_both_forces(
    served: dict[Force, Served], username: str
) -> None:
    nth, every = list(ATTENDEES).index(username), 2 if username == "asha" else 4
    addresses = sample(COMPARED, nth, every)
    this = served[THIS].sent(username, addresses)
    for twin in sample(TWINS, nth, every=2):
        assert _differences(this, served[twin].sent(username, addresses)) == []


@pytest.mark.parametrize("username", ATTENDEES)
def test_answers_and_terminal_output_are_the_same_for_both_forces(
    served: dict[Force, Served], username: str
) -> None:
    this = _answers_and_output(served[THIS].url, username)
    for twin in TWINS:
        assert _differences(this, _answers_and_output(served[twin].url, username)) == []


def test_exact_counts_tell_the_two_forces_apart(served: dict[Force, Served]) -> None:
    """The comparison itself works: it finds the difference in what a reader of exact counts is
    sent."""
    telling = ("", "area-summary", "overview")
    this = served[THIS].sent(LEADER, telling)
    for twin in TWINS:
        assert set(telling) <= set(_differences(this, served[twin].sent(LEADER, telling)))


def test_primary_suppression_alone_would_tell_the_two_forces_apart(
    served: dict[Force, Served],
) -> None:
    """A further month is released with it: that shows whether Ashfield has 10 children or 9."""
    pair = {force: served[force] for force in (THIS, TWINS[0])}
    for force, there in pair.items():
        engine = writing_engine(there.url)
        force.import_extract(engine, there.folder, 3)
        assert make_releases(engine, 3, hide_small) == 1
        engine.dispose()
        there.wait_until_it_shows("November 2022")
    this, twin = pair.values()
    apart = set(_differences(this.sent("asha", ()), twin.sent("asha", ())))
    assert {"2022-11-30", "file"} <= apart
    assert "2022-10-31" not in apart
    apart = set(
        _differences(_answers_and_output(this.url, "asha"), _answers_and_output(twin.url, "asha"))
    )
    assert {"released_counts 2022-11-30", "terminal 2022-11-30"} <= apart
