"""Setting cookies by the answer to a request of the browser.

A page's run answers no HTTP request, so it cannot set a cookie. The run that signs somebody in
draws an image instead, with a ticket in its address. The browser asks for the image, and the answer
sets the cookies, which no script can read. Only then is the page drawn, so that reloading it at
once finds the person signed in. Signing out works in the same way.

Tickets are kept in the memory of the process that draws the page: behind a proxy, a reader's
requests all go to the same one (see dashboard/deploy). A ticket serves once, within a minute.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from urllib.parse import urlencode

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from dashboard.signing_in import cookie

SIGNED_IN = "/signed-in"
SIGNED_OUT = "/signed-out"
LASTS_SECONDS = 60
WAIT_SECONDS = 5  # after which the page is drawn for a browser that has not asked
SAME_ORIGIN = "same-origin"  # as browsers say it in a header


@dataclass(frozen=True)
class Cookie:
    """A cookie that the browser is to keep."""

    name: str
    token: str
    lasts: timedelta
    is_secure: bool


@dataclass(frozen=True)
class Ticket:
    """The right to fetch cookies once, for the browser that presents its number."""

    cookies: tuple[Cookie, ...]
    number: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    good_until: float = field(default_factory=lambda: time.monotonic() + LASTS_SECONDS)
    is_taken: Event = field(default_factory=Event)


_tickets: dict[str, Ticket] = {}  # those not yet presented, by number


def issue(*cookies: Cookie) -> Ticket:
    """A ticket for the cookies. Tickets that nobody presented in time are forgotten."""
    now = time.monotonic()
    for number, old in list(_tickets.items()):
        if old.good_until < now:
            _tickets.pop(number, None)
    ticket = Ticket(cookies)
    _tickets[ticket.number] = ticket
    return ticket


def hand_over(ticket: Ticket) -> None:
    """Have the browser fetch the cookies of the ticket, and wait until it has asked for them."""
    st.html(f'<img src="{SIGNED_IN}?{urlencode({"ticket": ticket.number})}" alt="">')
    ticket.is_taken.wait(WAIT_SECONDS)


def drop_session_cookie() -> None:
    """Have the browser forget the cookie of its session."""
    st.html(f'<img src="{SIGNED_OUT}" alt="">')


def signed_in(request: Request) -> Response:
    """Set the cookies of the ticket that one of our own pages presents; without one, none."""
    response = _empty_response()
    if _is_from_own_page(request):
        ticket = _tickets.pop(request.query_params.get("ticket", ""), None)
        if ticket and ticket.good_until >= time.monotonic():
            for each in ticket.cookies:
                response.set_cookie(
                    each.name,
                    each.token,
                    max_age=int(each.lasts.total_seconds()),
                    secure=each.is_secure,
                    httponly=True,
                    samesite="strict",
                )
            ticket.is_taken.set()
    return response


def signed_out(request: Request) -> Response:
    """Have the browser forget the session's cookie, if it is one of our pages that asks."""
    response = _empty_response()
    if _is_from_own_page(request):
        for prefix, is_secure in (("", False), (cookie.HOST_ONLY, True)):
            response.delete_cookie(
                prefix + cookie.SESSION, secure=is_secure, httponly=True, samesite="strict"
            )
    return response


def _empty_response() -> Response:
    return Response(status_code=204, headers={"cache-control": "no-store"})


def _is_from_own_page(request: Request) -> bool:
    return request.headers.get("sec-fetch-site", SAME_ORIGIN) == SAME_ORIGIN
