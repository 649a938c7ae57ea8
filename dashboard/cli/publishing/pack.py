"""`clvt pack`: issue a pack as a document, issue it again from its record, and know it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.cli.publishing.choosing import NotChosen, filters_of, with_choices
from dashboard.cli.publishing.release import viewer_of
from dashboard.settings import settings
from data.access_log import LogUnavailable
from data.accounts import operator
from data.database import reading_engine, writing_engine
from queries.access import OPERATOR, Denied, Viewer
from queries.administration import reference
from queries.ask import DataUnavailable, ask, from_database
from queries.filters import Filters, Period, named_period

T = TypeVar("T")
app = typer.Typer()
RECIPIENTS = {"inspector": "The chair of the monthly meeting", "partners": "Partners"}
PURPOSE = "Monthly tracker meeting"


class For(StrEnum):
    """Whom a pack is for."""

    inspector = "inspector"
    partners = "partners"


class Kind(StrEnum):
    """The format of a file."""

    pdf = "pdf"
    docx = "docx"
    pptx = "pptx"
    xlsx = "xlsx"


@app.callback(invoke_without_command=True)
@with_choices
def pack(
    context: typer.Context,
    as_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day that it speaks of."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The first day of its period. Without it: the day after the last meeting, or "
            "1 January.",
        ),
    ] = None,
    known: Annotated[
        int | None,
        typer.Option(metavar="IMPORT-ID", help="As it was known when this import was the newest."),
    ] = None,
    for_: Annotated[For, typer.Option("--for", help="Whom it is for.")] = For.inspector,
    kind: Annotated[
        Kind | None, typer.Option("--format", help="Without it: as the file's name ends.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")
    ] = None,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="USERNAME", help="As one account may have it, and no other."),
    ] = None,
    recipient: Annotated[
        str, typer.Option(help="To whom it is given: it stands on the pack and in the log.")
    ] = "",
    again: Annotated[
        str | None,
        typer.Option(metavar="REFERENCE", help="Issue a pack again as it was, byte for byte."),
    ] = None,
    **chosen: str | None,
) -> None:
    """Issue a pack as a document: for the Inspector, or for partners.

    What it was issued with is kept, and its disclosure is logged. A pack for partners holds the
    month-end release of its areas, and nothing else.
    """
    if context.invoked_subcommand:
        return
    if output is None:
        raise typer.BadParameter("Name the file to write.", param_hint="--output")
    name = kind or output.suffix.removeprefix(".").lower()
    if name not in list(Kind):
        raise typer.BadParameter("Say which: pdf, docx, pptx or xlsx.", param_hint="--format")

    named = {each: value for each, value in chosen.items() if value is not None}
    name_of_pack, content = _plainly(
        lambda: (
            _again(again, as_, name)
            if again
            else _issue(
                as_,
                for_,
                lambda engine: _over(
                    engine, filters_of(engine, as_at and as_at.date(), known, named), since
                ),
                recipient,
                name,
            )
        )
    )
    try:
        output.touch(0o600)  # it may name children: for nobody else to read
        output.write_bytes(content)
    except OSError as problem:
        raise _failed(
            f"{name_of_pack} is issued, and could not be written: {problem}. Make it again with "
            f"--again {name_of_pack}."
        ) from None
    typer.echo(f"{name_of_pack} is in {output}.")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to look at.")],
) -> None:
    """Say whether a document is a pack that was issued, unchanged."""
    from dashboard.pack.issuing import Verdict, verified

    verdict, issue = _plainly(
        lambda: verified(file.read_bytes(), reading_engine(settings().database_url))
    )
    if issue is None:
        raise _failed(f"{file} is no pack that was issued here.")
    told = (
        f"{issue.reference}, issued by {issue.issued_by} on {issue.issued_at:%d/%m/%Y} for "
        f"{issue.recipient}"
    )
    if verdict is Verdict.CHANGED:
        raise _failed(f"{file} was changed since: it says that it is {told}.")
    typer.echo(f"{file} is unchanged: it is {told}.")


def _issue(
    username: str | None,
    audience: str,
    choose: Callable[[Engine], Filters],
    recipient: str,
    kind: str,
) -> tuple[str, bytes]:
    """A new pack: its reference, and its file."""
    from dashboard.pack import issuing
    from dashboard.pack.issue import Audience

    (reading, writing), by = _engines(), operator("clvt pack")
    viewer = _viewer(reading, username)
    of = issuing.new(
        Audience(audience),
        viewer,
        choose(reading),
        recipient or RECIPIENTS[audience],
        PURPOSE,
        reading,
        writing,
    )
    pack = issuing.prepare(of, kind, viewer, by, reading)
    return of.reference, issuing.hand_out(pack, writing)


def _again(named: str, username: str | None, kind: str) -> tuple[str, bytes]:
    """A pack that was issued before, again: its reference, and its file."""
    from dashboard.pack import issuing

    reading, writing = _engines()
    viewer, by = _viewer(reading, username), operator("clvt pack")
    pack = issuing.prepare_again(named, kind, viewer, by, reading)
    return pack.issue.reference, issuing.hand_out(pack, writing)


def _engines() -> tuple[Engine, Engine]:
    url = settings().database_url
    return reading_engine(url), writing_engine(url)


def _viewer(engine: Engine, username: str | None) -> Viewer:
    """The account named; without one, whoever runs the command and so holds the database."""
    if username:
        return viewer_of(engine, username)
    return Viewer(operator("clvt pack").who, "inspector")


def _over(engine: Engine, filters: Filters, since: datetime | None) -> Filters:
    """The filters over the period from a day, or from the day after the last meeting, on."""
    if since is None:
        asked = ask(reference.last_meeting, OPERATOR, filters, from_database(engine))
        return filters.over(
            named_period("since-last-meeting", filters.as_at, asked.one()["held_on"])
        )
    if since.date() > filters.as_at:
        raise NotChosen("A period cannot start after the day that the pack speaks of.", 2)
    return filters.over(Period(since.date(), filters.as_at))


def _plainly(act: Callable[[], T]) -> T:
    """What is done, or a plain sentence and the end of the command."""
    from dashboard.answers.releases import NotMade
    from dashboard.pack.issuing import NoSuchPack, NotTheSame

    try:
        return act()
    except NotChosen as reason:
        raise _failed(str(reason), reason.code) from None
    except Denied as denied:
        raise _failed(f"There is no such pack for this account: {denied}") from None
    except (DataUnavailable, SQLAlchemyError):
        raise _failed("The database does not answer. Check CLVT_DATABASE_URL.") from None
    except LogUnavailable as problem:
        raise _failed(f"{problem} Nothing is handed out. Run clvt migrate first.") from None
    except (NoSuchPack, NotTheSame, NotMade) as problem:
        raise _failed(str(problem)) from None


def _failed(said: str, code: int = 1) -> typer.Exit:
    typer.echo(said, err=True)
    return typer.Exit(code)
