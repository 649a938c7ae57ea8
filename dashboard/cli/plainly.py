"""What goes wrong with any command is said in words, without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from dashboard.cli import UNAVAILABLE


class Commands(TyperGroup):
    """The commands. A setting that is wrong is named, whichever of them is the first to read it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        from data.database import UnknownSchema, WrongAddress

        try:
            return super().invoke(ctx)
        except ValidationError as error:
            if error.title != "Settings":
                raise
            for each in error.errors():
                if each["type"] != "default_factory_not_called":  # it follows from another
                    name = "_".join(map(str, each["loc"][:1])).upper()
                    typer.echo(f"The setting CLVT_{name} is wrong. {each['msg']}.", err=True)
            raise typer.Exit(1) from None
        except (UnknownSchema, WrongAddress) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None


def cause(error: Exception) -> str:
    """What the database itself says, in a line."""
    return str(error.__cause__ or error).splitlines()[0]


@contextmanager
def brought_up_to_date() -> Iterator[None]:
    """Why the database cannot be brought up to date, in words."""
    from sqlalchemy.exc import OperationalError, SQLAlchemyError

    from data.database import UnknownSchema, WrongAddress
    from data.reference_files import WrongReference

    try:
        yield
    except (UnknownSchema, WrongAddress, WrongReference) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except SQLAlchemyError as error:
        typer.echo(f"The database cannot be used: {str(error).splitlines()[0]}", err=True)
        typer.echo("Check CLVT_DATABASE_URL, and that the server runs.", err=True)
        raise typer.Exit(UNAVAILABLE if isinstance(error, OperationalError) else 1) from None
