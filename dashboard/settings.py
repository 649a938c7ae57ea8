"""Every setting of an installation, from the environment (CLVT_…) or from clvt.toml."""

from __future__ import annotations

import os
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from data.explained import Explained

PROJECT = Path(__file__).parent.parent
PREFIX = "CLVT_"
# The keys of the log are never in clvt.toml: see `data.keys`.
READ_ELSEWHERE = ("log_key", "log_key_new")


class _TomlSettings(TomlConfigSettingsSource):
    """The settings in clvt.toml, which may hold the mapping of a workbook beside them."""

    def _read_files(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        found = super()._read_files(*arguments, **options)
        return {name: value for name, value in found.items() if name != "mapping"}


def _own_force(reference: Path) -> str:
    """The force of the reference folder; empty where its list cannot be read."""
    from data.reference_files import WrongReference, own_force  # noqa: PLC0415  (slow to import)

    try:
        return own_force(reference)
    except WrongReference:
        return ""


class Settings(BaseSettings):
    """What an installation decides. No user can change any of it from within the dashboard."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        toml_file=[PROJECT / "clvt.toml", "clvt.toml"],
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default=f"sqlite:///{PROJECT / '.clvt' / 'clvt.db'}",
        description="SQLAlchemy address of the database: sqlite:///… or postgresql://…",
    )
    reading_url: str | None = Field(
        default=None,
        description="the address by which questions are answered, of a role that may only read; "
        "unset: that of the database, by a connection that may only read",
    )
    port: int = Field(default=8501, description="where the dashboard is served")
    address: str = Field(default="localhost", description="the address it listens on")
    proxy: str = Field(
        default="",
        description="the address of a proxy in front of it, such as 127.0.0.1, which may say where "
        "readers come from; unset: there is none",
    )
    tabs_a_session: int = Field(
        default=60, ge=1, description="how many tabs somebody signed in may have open"
    )
    tabs_an_address: int = Field(
        default=500,
        ge=1,
        description="how many tabs of an address may be open with nobody signed in",
    )
    messages_a_second: float = Field(
        default=20, gt=0, description="how many messages a tab may send; further ones wait"
    )
    reference: Path = Field(
        default=PROJECT / "data" / "reference",
        description="folder of the areas, districts and lists that a force edits",
    )
    force: str = Field(
        default_factory=lambda given: _own_force(given["reference"]),
        description="the force's name; unset: the one that finders.csv marks as its own",
    )
    marking: str = Field(default="OFFICIAL-SENSITIVE", description="protective marking")
    handling: str = Field(
        default="For the County Lines team and named partners. Do not copy or forward.",
        description="handling line beside the marking",
    )
    disclosure_threshold: int = Field(
        default=5,
        ge=5,
        description="counts below it, except 0, are confidential in month-end releases; at least 5",
    )
    refresh_seconds: float = Field(
        default=4, ge=0.5, description="how often the server looks for open pages to draw again"
    )

    confirm_withdrawn_share: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="an import that withdraws more than this share of a sheet's records, and more "
        "than confirm_withdrawn_records of them, must be confirmed",
    )
    confirm_withdrawn_records: int = Field(
        default=20, ge=0, description="see confirm_withdrawn_share"
    )

    # Records of children
    purposes: tuple[str, ...] = Field(
        default=(
            "Monthly tracker meeting",
            "Safeguarding enquiry",
            "Missing from home",
            "Data quality",
            "Audit or inspection",
            "Other",
        ),
        min_length=1,
        description="purposes for which records may be looked at; one called Other needs a note",
    )
    purpose_minutes: float = Field(
        default=15, gt=0, description="how long a stated purpose stands before it is asked again"
    )
    disclosures_a_minute: int = Field(
        default=10, ge=1, description="how many files one person may hand out within a minute"
    )

    # Signing in
    session_idle_minutes: float = Field(
        default=15, gt=0, description="how long somebody may be idle before they are signed out"
    )
    session_hours: float = Field(
        default=10, gt=0, le=24, description="how long one sign-in lasts, however busy"
    )
    cookie_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="at least 32 random characters that sign cookies, the same for all processes; "
        "unset: made at the first start and kept in .clvt/cookie_key",
    )
    lock_tries: int = Field(default=5, ge=1, description="failures of a name from one origin")
    lock_minutes: float = Field(default=15, gt=0, description="how long failures count")
    slow_after: int = Field(
        default=20, ge=1, description="failures of a name from anywhere, before each try is slowed"
    )
    slow_seconds: float = Field(default=2, ge=0, description="by how much")
    oidc_metadata_url: str | None = Field(
        default=None,
        description="the identity provider's …/.well-known/openid-configuration; set, people sign "
        "in there and not with passwords kept here",
    )
    oidc_client_id: str = Field(default="", description="as registered with the provider")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="given by it")
    oidc_redirect_uri: str = Field(
        default="http://localhost:8501/oauth2callback",
        description="this dashboard's address, with /oauth2callback, as registered with it",
    )
    oidc_provider: str = Field(default="your force account", description="what it is called")
    oidc_username_claim: str = Field(
        default="preferred_username", description="the claim that names the person"
    )
    oidc_role_claim: str = Field(default="roles", description="the claim that gives the role")
    oidc_roles: dict[str, str] = Field(
        default={}, description="that claim's values, each with the role it gives; none other does"
    )
    oidc_area_claim: str = Field(default="groups", description="the claim that gives areas")
    oidc_areas: dict[str, str] = Field(
        default={}, description="that claim's values, each with the area code it gives"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (the signature is given)
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, file_secret_settings, _TomlSettings(settings_cls))


def unknown_setting(name: str) -> str:
    """That there is no such setting, and which was meant, if one is written nearly like it. It is
    named as it stands in the environment, or in lower case in clvt.toml."""
    prefix = PREFIX if name.upper().startswith(PREFIX) else ""
    known = (*Settings.model_fields, *READ_ELSEWHERE)
    near = get_close_matches(name[len(prefix) :].lower(), known, n=1)
    meant = f"{prefix}{near[0].upper() if prefix else near[0]}" if near else ""
    return f"There is no setting {name}. " + (
        f"Did you mean {meant}?" if meant else "dashboard/settings.py has all of them."
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once.

    Raises `Explained` for a variable of the environment that looks like a setting and is none, and
    pydantic's ValidationError for one that is wrong.
    """
    known = {f"{PREFIX}{each}".upper() for each in (*Settings.model_fields, *READ_ELSEWHERE)}
    given = sorted(each for each in os.environ if each.upper().startswith(PREFIX))
    if unknown := [each for each in given if each.upper() not in known]:
        raise Explained("\n".join(map(unknown_setting, unknown)))
    return Settings()
