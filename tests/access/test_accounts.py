"""Accounts: which passwords and changes are refused, and that each change is logged and takes
effect."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import bcrypt
import pytest
from sqlalchemy import Engine, insert, select
from typer.testing import CliRunner

from dashboard.cli import UNAVAILABLE
from dashboard.cli.commands import app
from data import access_log, accounts, passwords, sessions
from data.access_log import recording
from data.accounts import AccountRefused, By, proposals
from data.accounts.demo import DEMO_ACCOUNTS, add_demo_accounts
from data.passwords import BadPassword
from data.tables import account, import_run
from queries.access import ROLES, Grant
from tests.conftest import ROUNDS_IN_USE
from tests.sign_in.form import GOOD_PASSWORD

BY = By("administrator", "administrator", "Accounts")
HOUR = timedelta(hours=1)


def exported_log(engine: Engine) -> str:
    lines = io.StringIO()
    access_log.export(engine, lines)
    return lines.getvalue()


def start_session(engine: Engine, username: str) -> str:
    session = sessions.session_id(f"what {username} presents")
    with recording(engine) as connection:
        sessions.start(connection, session, username, HOUR)
    return session


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012345",
        "qwertyuiopasdf",
        "Password1234",
        "P@ssw0rd2024!",
        "Nottingham2024!",
        "CountyLines2026",
        "welcome-12345678",
        "correct horse battery staple",
        "the-tangerine-otter",
        " violet kettle 4 marsh",
        "violet kettle 4 marsh " + "x" * 200,
    ],
)
def test_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        passwords.check(password, "tangerine@force.police.uk")


@pytest.mark.parametrize(
    "password",
    ["violet inspector 4 marsh", "a rainy N0tt1nghamshire day", "the police sing 4 songs"],
)
def test_a_password_cannot_contain_the_username_role_or_force(
    writing: Engine, password: str
) -> None:
    force = "Nottinghamshire Police"
    with pytest.raises(BadPassword, match="name of the force"):
        passwords.check(password, "tangerine", "inspector", force)
    with pytest.raises(BadPassword):
        accounts.add(writing, "tangerine", password, "inspector", by=BY, force=force)
    accounts.add(writing, "tangerine", GOOD_PASSWORD, "inspector", by=BY, force=force)
    with pytest.raises(BadPassword):
        accounts.set_password(writing, "tangerine", password, by=BY, force=force)
    with pytest.raises(BadPassword):
        proposals.propose(writing, "tangerine", by=BY, password=password, force=force)


def test_the_ten_thousand_most_used_passwords_are_refused_even_with_characters_added() -> None:
    words = [each for each in passwords._common() if each.isalpha() and len(each) > 4]
    assert len(passwords._common()) > 10_000
    for word in sorted(words)[::50]:
        for password in (f"{word}1234567890!"[:40], f"2026!!{word.title()}2026!!"):
            with pytest.raises(BadPassword):
                passwords.check(password, "tangerine")


@pytest.mark.parametrize(
    "password", ["all of it lower case", "violetkettlefourmarsh", GOOD_PASSWORD]
)
def test_no_kind_of_character_is_required(password: str) -> None:
    passwords.check(password, "tangerine", "inspector", "Nottinghamshire Police")


@pytest.mark.parametrize(
    "password", [GOOD_PASSWORD, "tall-otter-brews-9-teas", "ŵyneb hir a glaw mân"]
)
def test_long_uncommon_passwords_are_accepted(password: str) -> None:
    passwords.check(password, "tangerine")


def test_every_character_of_a_long_password_counts() -> None:
    """bcrypt reads 72 bytes: two passwords that differ after them are not the same."""
    long = "violet kettle marsh " * 6
    stored = passwords.hashed(long + "a")
    assert passwords.matches(long + "a", stored)
    assert not passwords.matches(long + "b", stored)
    assert not passwords.matches("\x00", passwords.hashed("\x00\x01"))


def test_an_account_without_a_password_cannot_sign_in_with_one() -> None:
    assert not passwords.matches("", None)
    assert not passwords.matches(GOOD_PASSWORD, None)


def test_checking_an_unknown_name_costs_as_much_as_a_known_one() -> None:
    cost = bcrypt.gensalt(ROUNDS_IN_USE)[:7].decode()
    assert ROUNDS_IN_USE >= 12
    assert passwords.NOBODYS.startswith(cost)


def test_an_account_is_listed_without_its_password(writing: Engine) -> None:
    accounts.add(writing, " Gedling.Rep ", GOOD_PASSWORD, "attendee", ["gedling"], by=BY)
    (listed,) = accounts.list_accounts(writing)
    assert (listed.username, listed.role, listed.areas) == ("gedling.rep", "attendee", ("gedling",))
    assert "$2b$" not in repr(listed)


@pytest.mark.parametrize("username", ["", "a", "two words", "né", "-x-", "x" * 121, "a\nb", "a'b"])
def test_odd_usernames_are_refused(writing: Engine, username: str) -> None:
    with pytest.raises(AccountRefused):
        accounts.add(writing, username, GOOD_PASSWORD, "leader", by=BY)


def test_a_username_cannot_be_used_twice(writing: Engine) -> None:
    accounts.add(writing, "leader", GOOD_PASSWORD, "leader", by=BY)
    with pytest.raises(AccountRefused):
        accounts.add(writing, "LEADER", GOOD_PASSWORD, "leader", by=BY)


def test_an_attendee_needs_an_area(installed: Engine) -> None:
    twice = f"{GOOD_PASSWORD}\n{GOOD_PASSWORD}\n"
    code, output = clvt("add", "rep", "--role", "attendee", typed=twice)
    assert (code, "needs at least one area" in output) == (1, True)
    accounts.add(installed, "rep", GOOD_PASSWORD, "leader", by=BY)
    code, output = clvt("roles", "rep", "--role", "attendee")
    assert (code, "needs at least one area" in output) == (1, True)
    assert [(each.username, each.role) for each in accounts.list_accounts(installed)] == [
        ("rep", "leader")
    ]


def test_an_unknown_area_leaves_no_account(writing: Engine) -> None:
    with pytest.raises(AccountRefused):
        accounts.add(writing, "rep", GOOD_PASSWORD, "attendee", ["atlantis"], by=BY)
    assert accounts.list_accounts(writing) == []
    assert exported_log(writing) == ""


def test_every_change_is_logged_without_the_password(writing: Engine) -> None:
    accounts.add(writing, "rep", GOOD_PASSWORD, "attendee", ["gedling"], by=BY)
    accounts.set_password(writing, "rep", "brass otter under 7 lamps", by=BY)
    accounts.set_role(writing, "rep", "leader", by=BY)
    accounts.disable(writing, "rep", by=BY)
    accounts.enable(writing, "rep", by=BY)
    log = exported_log(writing)
    for change in (
        "added rep as attendee of gedling",
        "new password for rep",
        "rep: attendee",
        "disabled rep",
        "enabled rep",
    ):
        assert change in log
    assert log.count('"who":"administrator"') == 5
    assert "kettle" not in log
    assert "otter" not in log
    assert "$2b$" not in log


@pytest.mark.parametrize("act", ["disable", "reset", "role"])
def test_a_change_of_an_account_applies_to_its_open_sessions(writing: Engine, act: str) -> None:
    accounts.add(writing, "rep", GOOD_PASSWORD, "attendee", ["gedling"], by=BY)
    session = start_session(writing, "rep")
    assert sessions.resume(writing, session, HOUR)
    if act == "disable":
        accounts.disable(writing, "rep", by=BY)
        accounts.enable(writing, "rep", by=BY)  # does not restore a session
        assert sessions.resume(writing, session, HOUR) is None
    elif act == "reset":
        accounts.set_password(writing, "rep", "brass otter under 7 lamps", by=BY)
        assert sessions.resume(writing, session, HOUR) is None
    else:
        accounts.set_role(writing, "rep", "leader", by=BY)
        found = sessions.resume(writing, session, HOUR)
        assert found is not None
        assert (found.role, found.areas) == ("leader", frozenset())


def test_changing_your_own_password_ends_your_other_sessions(writing: Engine) -> None:
    accounts.add(writing, "rep", GOOD_PASSWORD, "leader", by=BY)
    here = start_session(writing, "rep")
    there = sessions.session_id("another browser")
    with recording(writing) as connection:
        sessions.start(connection, there, "rep", HOUR)
    accounts.set_password(writing, "rep", "brass otter under 7 lamps", by=BY, except_session=here)
    assert sessions.resume(writing, here, HOUR)
    assert sessions.resume(writing, there, HOUR) is None


def test_the_last_administrator_cannot_be_removed(writing: Engine) -> None:
    accounts.add(writing, "first", GOOD_PASSWORD, "administrator", by=BY)
    accounts.add(writing, "second", GOOD_PASSWORD, "administrator", by=BY)
    accounts.disable(writing, "second", by=BY)
    with pytest.raises(AccountRefused):
        accounts.disable(writing, "first", by=BY)
    with pytest.raises(AccountRefused):
        accounts.set_role(writing, "first", "leader", by=BY)
    accounts.enable(writing, "second", by=BY)
    accounts.disable(writing, "first", by=BY)


def test_there_is_no_account_by_default(writing: Engine) -> None:
    assert accounts.list_accounts(writing) == []
    assert not accounts.is_demo(writing)


def add_import(engine: Engine, *, is_demo: bool) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(import_run).values(
                extracted_on=date(2022, 11, 22),
                imported_at=datetime.now(UTC).replace(tzinfo=None),
                is_demo=is_demo,
            )
        )


def test_demo_accounts_work_until_real_data_is_imported(writing: Engine) -> None:
    add_import(writing, is_demo=True)
    add_demo_accounts(writing)
    add_demo_accounts(writing)
    session = start_session(writing, "inspector")
    assert accounts.is_demo(writing)
    assert sessions.resume(writing, session, HOUR)
    add_import(writing, is_demo=False)
    assert not accounts.is_demo(writing)
    assert sessions.resume(writing, session, HOUR) is None


def test_the_demo_has_an_account_of_every_role(writing: Engine) -> None:
    assert {each.role for each in DEMO_ACCOUNTS} == set(ROLES)
    add_demo_accounts(writing)
    areas = {each.username: each.areas for each in accounts.list_accounts(writing)}
    assert areas["attendee"] == areas["partner"] == ("gedling",)


def test_a_demo_password_is_public_and_cannot_be_changed(writing: Engine) -> None:
    add_demo_accounts(writing)
    with pytest.raises(AccountRefused):
        accounts.set_password(writing, "leader", GOOD_PASSWORD, by=BY)


def test_an_administrator_sees_no_figures() -> None:
    assert ROLES["administrator"].grants == {Grant.ACCOUNTS, Grant.APPROVALS, Grant.ACCESS_LOG}


# The command line


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, writing: Engine) -> Engine:
    """The database that the settings name."""
    url = writing.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CLVT_DATABASE_URL", url)
    return writing


def clvt(*arguments: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["users", *arguments], input=typed)
    return done.exit_code, done.output


def test_users_are_added_and_changed(installed: Engine) -> None:
    twice = f"{GOOD_PASSWORD}\n{GOOD_PASSWORD}\n"
    code, output = clvt("add", "chief", "--role", "administrator", typed=twice)
    assert code == 0, output
    assert GOOD_PASSWORD not in output
    assert clvt("add", "rep", "--role", "attendee", "--area", "gedling", typed=twice)[0] == 0
    assert clvt("roles", "rep", "--role", "leader")[0] == 0
    assert clvt("reset", "rep", typed=twice)[0] == 0
    assert clvt("disable", "rep")[0] == 0
    assert clvt("enable", "rep")[0] == 0
    code, output = clvt("list")
    assert code == 0
    assert "rep  leader  -  active  never signed in" in output
    assert exported_log(installed).count("clvt users") == 6


def test_an_error_of_a_user_command_is_one_line(installed: Engine) -> None:
    assert clvt("disable", "nobody") == (1, "There is no such account.\n")
    code, output = clvt("add", "rep", "--role", "leader", typed="short\nshort\n")
    assert (code, output.splitlines()[-1]) == (1, "A password needs at least 12 characters.")
    assert clvt("add", "rep", "--role", "king")[0] == 2
    assert clvt("add", "rep")[0] == 2
    assert clvt("roles", "rep")[0] == 2


def test_an_unreachable_database_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", "sqlite:////proc/nowhere/clvt.db")
    code, output = clvt("list")
    assert code == UNAVAILABLE
    assert "Traceback" not in output


def test_roles_are_explained() -> None:
    code, output = clvt("roles")
    assert code == 0
    assert all(each.sentence in output for each in ROLES.values())


def test_a_password_cannot_be_given_on_the_command_line() -> None:
    words = "from dashboard.cli.administration.users import app; app()"
    for command in ("add", "reset"):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                words,
                command,
                "--help",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "--password" not in done.stdout


def test_passwords_are_stored_as_bcrypt(writing: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", ROUNDS_IN_USE)
    accounts.add(writing, "leader", GOOD_PASSWORD, "leader", by=BY)
    with writing.connect() as connection:
        stored = connection.execute(select(account.c.password_hash)).scalar_one()
    assert stored.startswith("$2b$12$")
