"""Errors of commands, as lines of text without a traceback."""

from __future__ import annotations

from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from dashboard.cli import UNAVAILABLE
from dashboard.settings import PREFIX, settings, unknown_setting
from data.explained import Explained

REMEDY = "Check CLVT_DATABASE_URL, that its server runs, and that clvt migrate was run."


class Commands(TyperGroup):
    """The commands. An error ends each of them with lines of text and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for, once the settings are known to be right."""
        try:
            if "--help" not in ctx.args:
                settings()
            return super().invoke(ctx)
        except Exception as error:
            lines, code = _lines_and_code(error)
            if not lines:
                raise
            typer.echo("\n".join(lines), err=True)
            raise typer.Exit(code) from None


def _lines_and_code(error: Exception) -> tuple[list[str], int]:
    """Lines to print and the exit status; no lines where the error is none that is expected."""
    from sqlalchemy.exc import OperationalError, SQLAlchemyError

    from data.access_log import LogUnavailable
    from queries.ask import DataUnavailable

    if isinstance(error, Explained):
        return [str(error)], error.code
    if isinstance(error, ValidationError) and error.title == "Settings":
        return _wrong_settings(error), 1
    if isinstance(error, LogUnavailable | DataUnavailable | SQLAlchemyError):
        is_unreachable = isinstance(error, OperationalError)
        is_unreachable |= isinstance(error.__cause__, OperationalError)
        problem = "The database cannot be used"
        if not isinstance(error, SQLAlchemyError):
            problem = str(error).removesuffix(".")
        return [f"{problem}: {_root_cause(error)}", REMEDY], UNAVAILABLE if is_unreachable else 1
    return [], 1


def _wrong_settings(error: ValidationError) -> list[str]:
    lines = []
    for each in error.errors():
        name = "_".join(map(str, each["loc"][:1]))
        if each["type"] == "extra_forbidden":
            lines.append(f"In clvt.toml: {unknown_setting(name)}")
        elif each["type"] != "default_factory_not_called":  # that follows from another
            lines.append(f"The setting {PREFIX}{name.upper()} is wrong. {each['msg']}.")
    return lines


def _root_cause(error: BaseException) -> str:
    """What the database itself says, in a line."""
    while error.__cause__:
        error = error.__cause__
    return str(error).splitlines()[0]
