"""A browser is given its cookies by one answer: once, in time, and only for our own pages."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from starlette.requests import Request

from dashboard.signing_in import handover
from dashboard.signing_in.handover import Cookie, Ticket, issue

COOKIE = Cookie("__Host-clvt_session", "a-token", timedelta(hours=10), is_secure=True)


def request_from(site: str, query: str = "") -> Request:
    """A request as a browser makes it for a page of a site."""
    return Request(
        {
            "type": "http",
            "headers": [(b"sec-fetch-site", site.encode())],
            "query_string": query.encode(),
        }
    )


def cookies_given(ticket: Ticket, site: str = "same-origin") -> list[str]:
    """The cookies that the answer to a ticket sets."""
    answer = handover.signed_in(request_from(site, f"ticket={ticket.number}"))
    assert answer.headers["cache-control"] == "no-store"
    return answer.headers.getlist("set-cookie")


def test_a_ticket_gives_its_cookies_out_of_reach_of_scripts_and_other_sites() -> None:
    ticket = issue(COOKIE)
    assert cookies_given(ticket) == [
        "__Host-clvt_session=a-token; HttpOnly; Max-Age=36000; Path=/; SameSite=strict; Secure"
    ]
    assert ticket.is_taken.is_set()


def test_a_ticket_serves_once() -> None:
    ticket = issue(COOKIE)
    assert cookies_given(ticket)
    assert cookies_given(ticket) == []


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none"])
def test_a_ticket_is_accepted_from_our_own_pages_only(site: str) -> None:
    ticket = issue(COOKIE)
    assert cookies_given(ticket, site) == []
    assert not ticket.is_taken.is_set()
    assert cookies_given(ticket)


def test_a_ticket_serves_for_a_minute_and_is_forgotten_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late, kept = issue(COOKIE), issue(COOKIE)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + handover.LASTS_SECONDS + 1)
    assert cookies_given(late) == []
    issue(COOKIE)
    assert kept.number not in handover._tickets


def test_without_a_ticket_no_cookie_is_given() -> None:
    assert cookies_given(Ticket((COOKIE,))) == []


def test_signing_out_drops_the_cookie_by_both_its_names() -> None:
    dropped = handover.signed_out(request_from("same-origin")).headers.getlist("set-cookie")
    assert [each.partition("=")[0] for each in dropped] == ["clvt_session", "__Host-clvt_session"]
    assert "Secure" in dropped[1]
