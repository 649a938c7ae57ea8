"""The demo's accounts: one for each role, and an attendee with an information-sharing agreement.
Their passwords are public, and work on invented data only: once anything else is imported, these
accounts are refused."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from data import accounts


@dataclass(frozen=True)
class DemoAccount:
    """An invented person's account, and its password, which the sign-in page of the demo shows."""

    username: str
    role: str
    password: str
    areas: tuple[str, ...] = ()


DEMO_ACCOUNTS = (
    DemoAccount("inspector", "inspector", "chairs-the-meeting"),
    DemoAccount("sergeant", "sergeant", "keeps-the-tracker"),
    DemoAccount("leader", "leader", "asks-is-it-real"),
    DemoAccount("attendee", "attendee", "speaks-for-gedling", ("gedling",)),
    DemoAccount("partner", "attendee", "shares-what-is-signed", ("gedling",)),
    DemoAccount("administrator", "administrator", "minds-the-door"),
)


def add_demo_accounts(engine: Engine) -> None:
    """Make those of the demo's accounts that are missing."""
    existing = {each.username for each in accounts.list_accounts(engine)}
    by = accounts.operator("clvt demo")
    for each in DEMO_ACCOUNTS:
        if each.username not in existing:
            accounts.add(
                engine, each.username, each.password, each.role, each.areas, by=by, is_demo=True
            )
