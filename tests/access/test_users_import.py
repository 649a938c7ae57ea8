"""Many accounts from one file: all or none, with passwords for one sign-in."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.navigation import MENU
from data import accounts, passwords
from queries.access import ROLES, Viewer
from tests.access.test_accounts import clvt, exported_log, installed
from tests.paths import APP
from tests.sign_in.test_pages import engine, fill_in, messages_on, tables_on

__all__ = ["engine", "installed"]  # fixtures

OWN = "brass otter under 7 lamps"


def write_accounts_file(folder: Path, *rows: str, headings: str = "Username,Role,Areas") -> str:
    file = folder / "people.csv"
    file.write_text("\n".join((headings, *rows, "")), encoding="utf-8")
    return str(file)


def usernames(engine: Engine) -> set[str]:
    return {each.username for each in accounts.list_accounts(engine)}


def test_thirty_people_are_added_at_once(installed: Engine, tmp_path: Path) -> None:
    rows = [f"rep.{number},attendee,Gedling; city-north" for number in range(29)]
    file = write_accounts_file(tmp_path, *rows, "Chief,Administrator,")
    kept = tmp_path / "passwords.csv"
    code, printed = clvt("import", file, "--passwords", str(kept))
    assert code == 0, printed
    assert usernames(installed) == {"chief", *(f"rep.{number}" for number in range(29))}
    areas = {each.username: each.areas for each in accounts.list_accounts(installed)}
    assert areas["rep.0"] == ("city-north", "gedling")
    assert kept.stat().st_mode & 0o777 == 0o600
    given = dict(line.split(",") for line in kept.read_text("utf-8").splitlines()[1:])
    assert len(set(given.values())) == 30
    assert not any(password in printed for password in given.values())
    assert exported_log(installed).count("with a password for one sign-in") == 30
    assert not any(password in exported_log(installed) for password in given.values())


def test_passwords_are_printed_once_where_no_file_is_named(
    installed: Engine, tmp_path: Path
) -> None:
    code, printed = clvt("import", write_accounts_file(tmp_path, "rep,leader"))
    assert code == 0, printed
    (line,) = [line for line in printed.splitlines() if line.startswith("rep,")]
    passwords.check(line.partition(",")[2], "rep", "leader")


def test_every_wrong_row_is_named_and_no_account_is_made(installed: Engine, tmp_path: Path) -> None:
    accounts.add(installed, "known", OWN, "leader", by=accounts.By("", "operator", "test"))
    file = write_accounts_file(
        tmp_path,
        "fine,leader,",
        "x,leader,",
        "fine,sergeant,",
        "king,king,Atlantis",
        "known,leader,",
        "rep,Attendee,",
        "pat,attendee, ; ",
    )
    kept = tmp_path / "passwords.csv"
    code, printed = clvt("import", file, "--passwords", str(kept))
    assert code == 1
    found = printed.splitlines()
    assert [line.partition(":")[0] for line in found[:-1]] == [
        "Row 3",
        "Row 4",
        "Row 5",
        "Row 5",
        "Row 6",
        "Row 7",
        "Row 8",
    ]
    assert (
        "Row 7: An attendee needs at least one area: name those that they speak for. "
        "Write them under Areas, separated by ;."
    ) in found
    assert "There is no area Atlantis" in printed
    assert "Gedling (gedling)" in printed
    assert found[-1] == "No account was made."
    assert usernames(installed) == {"known"}
    assert not kept.exists()


@pytest.mark.parametrize(
    ("headings", "rows", "problem"),
    [
        ("Name,Role", ["rep,leader"], "no column Username"),
        ("Username,Role", [], "nobody in this file"),
        ("Username,Role", ['"rep,leader'], "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(
    installed: Engine, tmp_path: Path, headings: str, rows: list[str], problem: str
) -> None:
    code, printed = clvt("import", write_accounts_file(tmp_path, *rows, headings=headings))
    assert (code, problem in printed) == (1, True), printed


def test_an_existing_file_is_never_overwritten_with_passwords(
    installed: Engine, tmp_path: Path
) -> None:
    kept = tmp_path / "passwords.csv"
    kept.write_text("of somebody else", encoding="utf-8")
    code, printed = clvt(
        "import", write_accounts_file(tmp_path, "rep,leader"), "--passwords", str(kept)
    )
    assert (code, "File exists" in printed) == (1, True)
    assert kept.read_text("utf-8") == "of somebody else"
    assert usernames(installed) == set()


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_granted_before_the_password_is_changed(role: str) -> None:
    viewer = Viewer("rep", role, must_change_password=True)
    assert viewer.grants == frozenset()
    assert [each.name for each in MENU if each.is_for(viewer)] == [
        "my_password",
        "your_sessions",
    ]


def test_a_password_must_be_changed_at_the_first_sign_in(
    engine: Engine,
    tmp_path: Path,
) -> None:
    kept = tmp_path / "passwords.csv"
    clvt(
        "import", write_accounts_file(tmp_path, "newcomer,administrator"), "--passwords", str(kept)
    )
    given = kept.read_text("utf-8").strip().rpartition(",")[2]
    at = AppTest.from_file(APP, default_timeout=30).run()
    at.text_input[0].input("newcomer")
    at.text_input[1].input(given)
    at.button[0].click().run()
    assert "Choose your own" in at.info[0].value
    with pytest.raises(ValueError, match="page"):
        at.switch_page(navigation.path("accounts")).run()
    fill_in(at, "Change my password", present=given, new=given, again=given)
    assert "another password than the present one" in messages_on(at)
    fill_in(at, "Change my password", present=given, new=OWN, again=OWN)
    assert not at.error
    assert "the.inspector" in tables_on(at), "the page that an administrator lands on"
    st.cache_data.clear()
