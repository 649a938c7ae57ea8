"""The lock-out stops guessing, ends by itself, and cannot be used to lock out somebody else."""

from __future__ import annotations

import io
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, update

from data import access_log, accounts, passwords, sessions, signing_in
from data.accounts import By, attempts
from data.accounts.attempts import AttemptLimits, LockedOut
from data.signing_in import AttemptSource, Policy, WrongCredentials
from data.tables import browser_session, sign_in_attempt
from tests.conftest import ROUNDS_IN_USE
from tests.sign_in.form import GOOD_PASSWORD

KEY = "k" * 40
LIMITS = AttemptLimits(tries=3, slow_after=20, slow_seconds=0)
POLICY = Policy(KEY, LIMITS, timedelta(hours=1))
HOME = attempts.address_origin("10.0.0.1")
ELSEWHERE = attempts.address_origin("203.0.113.9")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that are quick to check."""
    monkeypatch.setattr(passwords, "NOBODYS", passwords.hashed("nobody's"))


@pytest.fixture
def engine(writing: Engine) -> Engine:
    """A database in which `chief` has an account."""
    accounts.add(writing, "chief", GOOD_PASSWORD, "inspector", by=By("", "operator", "test"))
    return writing


def attempt_result(
    engine: Engine, name: str, password: str, origin: str, policy: Policy = POLICY
) -> str:
    """The result of an attempt to sign in."""
    session = sessions.session_id(f"{name} {time.monotonic_ns()}")
    try:
        signing_in.with_password(
            engine, policy, name, password, source=AttemptSource(origin, origin), session=session
        )
    except WrongCredentials:
        return "wrong"
    except LockedOut:
        return "locked out"
    return "in"


def time_passes(engine: Engine, minutes: float) -> None:
    with engine.begin() as connection:
        for row in connection.execute(select(sign_in_attempt)).all():
            connection.execute(
                update(sign_in_attempt)
                .where(sign_in_attempt.c.attempt_id == row.attempt_id)
                .values(attempted_at=row.attempted_at - timedelta(minutes=minutes))
            )


def test_the_right_password_signs_in_and_is_logged(engine: Engine) -> None:
    assert attempt_result(engine, " Chief ", GOOD_PASSWORD, HOME) == "in"
    log = io.StringIO()
    access_log.export(engine, log)
    assert '"action":"sign-in"' in log.getvalue()
    assert accounts.list_accounts(engine)[0].last_sign_in_at is not None


def test_a_name_is_locked_out_only_from_the_address_that_failed(engine: Engine) -> None:
    for _ in range(3):
        assert attempt_result(engine, "chief", "a wrong guess", ELSEWHERE) == "wrong"
    assert attempt_result(engine, "chief", GOOD_PASSWORD, ELSEWHERE) == "locked out"
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "in"


@pytest.mark.parametrize(("minutes", "said"), [(1, "in 1 minute."), (15, "in 15 minutes.")])
def test_who_is_locked_out_is_told_for_how_long(minutes: int, said: str) -> None:
    assert str(LockedOut(minutes)).endswith(said)


def test_a_lock_out_ends_even_if_attempts_continue(engine: Engine) -> None:
    for _ in range(3):
        attempt_result(engine, "chief", "a wrong guess", HOME)
    time_passes(engine, 8)
    for _ in range(10):
        assert attempt_result(engine, "chief", "a wrong guess", HOME) == "locked out"
    time_passes(engine, 8)
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "in"


def test_a_successful_sign_in_clears_earlier_failures(engine: Engine) -> None:
    for _ in range(4):
        assert attempt_result(engine, "chief", "a wrong guess", HOME) == "wrong"
        assert attempt_result(engine, "chief", "a wrong guess", HOME) == "wrong"
        assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "in"


def test_an_address_that_tries_many_names_is_locked_out(engine: Engine) -> None:
    for number in range(30):
        assert attempt_result(engine, f"name{number}", "a wrong guess", ELSEWHERE) == "wrong"
    assert attempt_result(engine, "another", "a wrong guess", ELSEWHERE) == "locked out"
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "in"


def test_a_known_browser_gets_in_while_its_own_address_is_locked_out(engine: Engine) -> None:
    """An attacker behind the same gateway cannot keep the Inspector out."""
    for number in range(50):
        attempt_result(engine, "chief", "a wrong guess", HOME)
        attempt_result(engine, f"name{number}", "a wrong guess", HOME)
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "locked out"
    assert (
        attempt_result(engine, "chief", GOOD_PASSWORD, attempts.browser_origin("its cookie"))
        == "in"
    )


def test_wrong_guesses_from_many_addresses_slow_signing_in_but_lock_nobody_out(
    engine: Engine,
) -> None:
    slow = Policy(KEY, AttemptLimits(tries=3, slow_after=4, slow_seconds=0.2), timedelta(hours=1))
    for number in range(5):
        attempt_result(
            engine, "chief", "a wrong guess", attempts.address_origin(f"203.0.113.{number}")
        )
    begun = time.monotonic()
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME, slow) == "in"
    assert time.monotonic() - begun >= 0.2


def test_simultaneous_attempts_are_all_counted(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        ends = list(
            pool.map(
                lambda _: attempt_result(engine, "chief", "a wrong guess", ELSEWHERE), range(24)
            )
        )
    assert ends.count("wrong") <= 3


def test_unknown_names_are_locked_out_in_the_same_way(engine: Engine) -> None:
    ends = {
        name: [attempt_result(engine, name, "a wrong guess", HOME) for _ in range(5)]
        for name in ("chief", "nobody")
    }
    assert ends["chief"] == ends["nobody"]


def test_a_session_goes_on_during_a_lock_out(engine: Engine) -> None:
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "in"
    for _ in range(9):
        attempt_result(engine, "chief", "a wrong guess", HOME)
    with engine.connect() as connection:
        session = connection.execute(select(browser_session.c.session_id)).scalar_one()
    assert sessions.resume(engine, session, timedelta(minutes=15))


def test_a_name_as_typed_is_not_stored(engine: Engine) -> None:
    """People type their password into the field for the name."""
    attempt_result(engine, "hunter2-hunter2-hunter2", "a wrong guess", HOME)
    attempt_result(engine, "chief", "brass otter under 7 lamps", HOME)
    log = io.StringIO()
    access_log.export(engine, log)
    with engine.connect() as connection:
        kept = repr(connection.execute(select(sign_in_attempt)).all())
    for text in (log.getvalue(), kept):
        assert "hunter2" not in text
        assert "otter" not in text
    assert log.getvalue().count('"action":"failure"') == 2
    assert log.getvalue().count('"who":"chief"') == 1


def test_a_disabled_account_fails_like_a_wrong_password(engine: Engine) -> None:
    by = By("", "operator", "test")
    accounts.add(engine, "boss", GOOD_PASSWORD, "administrator", by=by)
    accounts.disable(engine, "chief", by=by)
    assert attempt_result(engine, "chief", GOOD_PASSWORD, HOME) == "wrong"


def test_a_sign_in_that_cannot_be_logged_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise access_log.LogUnavailable("no log")

    monkeypatch.setattr(signing_in, "append", refuses)
    with pytest.raises(access_log.LogUnavailable):
        attempt_result(engine, "chief", GOOD_PASSWORD, HOME)
    with engine.connect() as connection:
        assert connection.execute(select(browser_session)).all() == []


def test_an_unknown_name_takes_as_long_as_a_known_one(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.undo()
    monkeypatch.setattr(passwords, "ROUNDS", ROUNDS_IN_USE)
    accounts.add(sqlite, "chief", GOOD_PASSWORD, "inspector", by=By("", "operator", "test"))
    lax = Policy(KEY, AttemptLimits(tries=99), timedelta(hours=1))

    def took(name: str) -> float:
        begun = time.process_time()
        assert attempt_result(sqlite, name, "a wrong guess", HOME, lax) == "wrong"
        return time.process_time() - begun

    known, unknown = [], []
    for _ in range(5):
        known.append(took("chief"))
        unknown.append(took("nobody"))
    assert 0.7 < statistics.median(unknown) / statistics.median(known) < 1.4
