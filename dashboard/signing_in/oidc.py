"""Signing in through a force's own identity provider (OpenID Connect, such as Entra ID).

Streamlit does the exchange. This module gives it its settings, and reads the claims that come back.
Only values that the settings map give a role or an area.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.settings import Settings, settings
from dashboard.signing_in import cookie
from data.accounts.identities import Identity
from queries.access import ROLES

# The seconds within which a sign-in at the provider can begin a session here.
FRESH_SECONDS = 300


class NotMapped(Exception):
    """The claims give nobody a way in; the message says which setting to look at."""


@dataclass(frozen=True)
class ClaimedPerson:
    """The person that the provider names, with the role and areas that the settings give."""

    identity: Identity
    username: str
    role: str
    areas: frozenset[str]


def is_on() -> bool:
    """Whether people sign in at an identity provider, and not with passwords kept here."""
    return settings().oidc_metadata_url is not None


def secrets() -> dict[str, Any] | None:
    """What `st.App(secrets=…)` is given; None when people sign in with passwords kept here."""
    if not is_on():
        return None
    chosen = settings()
    signing = hmac.new(cookie.key().encode(), b"identity provider", hashlib.sha256)
    return {
        "auth": {
            "redirect_uri": chosen.oidc_redirect_uri,
            "cookie_secret": signing.hexdigest(),
            "client_id": chosen.oidc_client_id,
            "client_secret": chosen.oidc_client_secret.get_secret_value(),
            "server_metadata_url": chosen.oidc_metadata_url,
            "client_kwargs": {"scope": "openid profile email"},
        }
    }


def presented_claims() -> dict[str, Any] | None:
    """The claims of the person signed in at the provider; None when nobody is."""
    if not getattr(st.user, "is_logged_in", False):
        return None
    return {name: value for name, value in st.user.to_dict().items() if name != "tokens"}


def presented_session() -> str | None:
    """The identity of this sign-in: all its claims, which include the time of signing in."""
    claims = presented_claims()
    return json.dumps(claims, sort_keys=True, default=str) if claims else None


def is_fresh(claims: Mapping[str, Any]) -> bool:
    """Whether the sign-in has only just happened. An old one begins no session."""
    issued = claims.get("iat")
    return isinstance(issued, int | float) and abs(time.time() - issued) <= FRESH_SECONDS


def claimed(claims: Mapping[str, Any], chosen: Settings) -> ClaimedPerson:
    """The person, role and areas that the claims give; raises `NotMapped` when in any doubt."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject):
        raise NotMapped("The claims iss and sub identify nobody.")
    username = claims.get(chosen.oidc_username_claim)
    if not isinstance(username, str) or not username.strip():
        raise NotMapped(f"The claim {chosen.oidc_username_claim} names nobody.")
    roles = _mapped(claims, chosen.oidc_role_claim, chosen.oidc_roles)
    if len(roles) != 1 or not roles <= set(ROLES):
        raise NotMapped(f"The claim {chosen.oidc_role_claim} does not give exactly one role.")
    (role,) = roles
    areas = _mapped(claims, chosen.oidc_area_claim, chosen.oidc_areas)
    return ClaimedPerson(Identity(issuer, subject), username.strip().lower(), role, areas)


def _mapped(claims: Mapping[str, Any], claim: str, values: Mapping[str, str]) -> frozenset[str]:
    given = claims.get(claim)
    listed = given if isinstance(given, list | tuple) else [given]
    return frozenset(values[each] for each in listed if isinstance(each, str) and each in values)
