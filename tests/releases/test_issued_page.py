"""A partner with an agreement: the page, the command and the log."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner, Result

from dashboard.answers import releases
from dashboard.cli.commands import app
from dashboard.components import audit
from dashboard.views import issued as issued_views
from data.access_log import LogUnavailable
from data.accounts import By
from data.agreement import Agreement
from data.sharing import agreements
from queries.access import Viewer
from tests.invented.releasing import AREAS, SECOND, give_agreement
from tests.releases.test_reach import GEDLING, LEADER
from tests.releases.test_release_log import views_logged
from tests.releases.test_release_shown import engine, page, text_sent, with_accounts

__all__ = ["engine", "with_accounts"]  # fixtures

PARTNER = Viewer(
    "gill",
    "attendee",
    frozenset({"gedling"}),
    Agreement(1, "ISA 1", "Social care", frozenset({"gedling"})),
)
INSPECTOR = Viewer("ines", "inspector")


@pytest.fixture
def issued(engine: Engine) -> Engine:
    """With an agreement of gill's for Gedling, and an issue under it."""
    give_agreement(engine, "gill", ["gedling"])
    answered = clvt("issue", "--since", "2022-02-01")
    assert answered.exit_code == 0, answered.output
    assert "to gill." in answered.stdout
    return engine


def clvt(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["agreements", *arguments])


def test_a_partner_is_shown_exact_figures_and_nothing_of_another_area(
    issued: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = text_sent(page(monkeypatch, PARTNER))
    assert f"{AREAS['gedling']} children of Gedling are on the tracker" in shown
    assert "under agreement <strong>ISA 1</strong> with Social care" in shown
    assert "NSD has been live in Gedling since 4 October 2021" in shown
    assert "518" in shown  # the force, as released
    county = 'class="n">300'  # less Gedling's number, it is Ashfield's
    assert county not in shown
    assert county in text_sent(page(monkeypatch, GEDLING))
    assert str(AREAS["ashfield"]) not in shown
    assert "Ashfield" not in shown


def test_each_view_is_logged_once_as_a_disclosure_under_the_agreement(
    issued: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, PARTNER)
    at.run()
    (look,) = views_logged(issued)
    assert (look["who"], look["action"]) == ("gill", "disclose")
    assert (look["purpose"], look["recipients"]) == ("agreement ISA 1", "Social care")
    assert look["suppression"] == "exact, as issued"
    assert json.loads(str(look["filters"]))["area"] == "gedling"


def test_without_the_log_nothing_is_shown(issued: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LogUnavailable("no")

    monkeypatch.setattr(audit, "record", fail)
    shown = text_sent(page(monkeypatch, PARTNER))
    assert "Nothing can be shown just now" in shown
    assert str(AREAS["gedling"]) not in shown


def test_before_anything_was_issued_the_page_says_so(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_agreement(engine, "gill", ["gedling"])
    shown = text_sent(page(monkeypatch, PARTNER))
    assert "Nothing has been issued to you yet" in shown
    assert not {"137", "300", "518"} & set(shown.split())


def issuing_page(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> AppTest:
    at = page(monkeypatch, viewer)
    return at.switch_page("../pages/oversight/area_summary.py").run()


def test_the_inspector_issues_on_the_page_and_a_leader_cannot(
    issued: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [each for each in issuing_page(monkeypatch, LEADER).button if "Issue" in each.label]
    at = issuing_page(monkeypatch, INSPECTOR)
    next(each for each in at.button if each.label == "Issue as at 28 February 2022").click().run()
    assert not at.exception
    assert [each.value for each in at.success] == ["It is issued to gill."]
    assert "(operator" in text_sent(at)  # the person who issued before
    assert views_logged(issued)[-1]["recipients"] == "Social care (ISA 1)"


def test_the_commands_propose_decline_end_and_list(engine: Engine) -> None:
    wanted = ("gill", "--reference", "ISA 9", "--agency", "Health", "--area", "Gedling")
    days = ("--signed-on", "2022-01-01", "--ends-on", "2122-01-01")
    assert "number 1" in clvt("propose", *wanted, *days).stdout
    refused = clvt("approve", "1")
    assert refused.exit_code == 1
    assert "Somebody else must approve this." in refused.stderr
    agreements.approve(engine, 1, by=By("ines", "inspector", "test"))
    assert "1  In force  agreement ISA 9 with Health for gill, of gedling" in clvt("list").stdout
    assert clvt("end", "1").exit_code == 0
    assert "1  Ended" in clvt("list").stdout
    assert "number 2" in clvt("propose", *wanted, *days).stdout
    assert clvt("decline", "2").exit_code == 0
    assert "2  Declined" in clvt("list").stdout
    assert "nothing to issue" in clvt("issue").stderr


def test_nothing_is_issued_where_the_releases_are_missing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("the counts do not add up")

    give_agreement(engine, "gill", ["gedling"])
    monkeypatch.setattr(releases, "publish", fail)
    answered = clvt("issue", "--as-at", SECOND.isoformat())
    assert answered.exit_code == 1
    assert "releases that stand beside it are missing" in answered.stderr


@pytest.mark.parametrize("kept", ["Visit again", "Follow-up visit"])
def test_a_duty_is_shown_by_its_present_name_whatever_it_was_called_when_issued(kept: str) -> None:
    issued: Any = SimpleNamespace(figures=lambda _: {(kept, "Due"): 3, ("PND", "Due"): 1})
    shown = issued_views.duties(issued).set_index("Duty")
    assert shown.loc["Follow-up visit", "Due"] == 3
    assert shown.loc["First visit", "Due"] == issued_views.NOT_LOADED
    assert "Visit again" not in shown.index


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({}, "No action {owned} is open"),
        ({"Overdue": 1}, "1 action {owned} is open and overdue"),
        ({"No due date": 1}, "1 action {owned} is open and without a due date"),
        (
            {"Overdue": 1, "Not yet due": 2},
            "3 actions {owned} are open: one overdue and 2 not yet due",
        ),
    ],
)
def test_open_actions_are_counted_in_a_sentence(states: dict[str, int], said: str) -> None:
    issued: Any = SimpleNamespace(
        is_loaded=lambda _: True,
        figures=lambda _: {("Health", state): number for state, number in states.items()},
        agency="Health",
        area=SimpleNamespace(district="County"),
    )
    owned = "owned by Health, from the panels of the County,"
    assert issued_views.actions_headline(issued) == said.format(owned=owned)
