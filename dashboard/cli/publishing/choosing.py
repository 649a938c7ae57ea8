"""The filters of a command: the day, the import, and a value of each choice by its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from data.explained import Explained
from queries.access import OPERATOR
from queries.administration import reference
from queries.ask import ask, from_database
from queries.choices import CHOICES, offered_options, value_for
from queries.extract import newest_extract
from queries.filters import Filters


class InvalidChoice(Explained):
    """What was asked for cannot be given; `code` is the exit status of the command."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def with_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each filter that picks one value; it takes them by name."""
    signature = inspect.signature(command, eval_str=True)
    own = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
    of_choices = [
        inspect.Parameter(
            choice.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                str | None, typer.Option(help=f"One {choice.name} only, by name.")
            ],
        )
        for choice in CHOICES
    ]
    command.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*own, *of_choices]
    )
    return command


def filters_of(
    engine: Engine, as_at: date | None, known: int | None, chosen: Mapping[str, str | None]
) -> Filters:
    """The filters of a day, as known at an import, narrowed to the values chosen.

    `chosen` has a value, or None, for each choice by its name. Without a day, the last day that the
    tracker covers. Raises `InvalidChoice`, `DataUnavailable`.
    """
    extract = newest_extract(engine, known)
    if extract is None:
        raise InvalidChoice("Nothing has been imported yet. Load an extract with clvt import.", 1)
    if known is not None and extract.version != known:
        raise InvalidChoice(f"There is no import {known}; the newest is {extract.version}.", 2)
    day = as_at or extract.covered_to
    if day > extract.covered_to:
        raise InvalidChoice(
            f"The tracker is covered up to {extract.covered_to:%d/%m/%Y}, the date of the newest "
            f"extract. Nothing is known yet of {day:%d/%m/%Y}.",
            2,
        )
    filters = Filters.of_day(day, extract.version)
    asked = {name: value for name, value in chosen.items() if value is not None}
    return _narrowed(engine, filters, asked) if asked else filters


def _narrowed(engine: Engine, filters: Filters, asked: Mapping[str, str]) -> Filters:
    """The filters with the values asked for, each given by its code or its label."""
    options = ask(reference.options, OPERATOR, filters, from_database(engine)).rows
    values: dict[str, Any] = {}
    for choice in CHOICES:
        if choice.name in asked:
            labels = offered_options(choice, options, {}, filters.days)
            value = value_for(asked[choice.name], labels)
            if value is None:
                raise InvalidChoice(
                    f"There is no {choice.name} called {asked[choice.name]}. There are: "
                    f"{', '.join(labels.values())}.",
                    2,
                )
            values[choice.name] = value
    return replace(filters, **values)
