"""`clvt agreements`: what partners' accounts rest on, and issuing what they are shown under it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.settings import settings
from data.access_log import LogUnavailable
from data.accounts import AccountRefused, operator
from data.database import UnknownSchema, migrate, reading_engine, writing_engine
from data.sharing import agreements
from queries.ask import DataUnavailable

app = typer.Typer(
    help="See, propose, approve and end information-sharing agreements, and issue the exact "
    "summaries of areas to the partners who have one.",
    no_args_is_help=True,
)

COMMAND = "clvt agreements"

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As clvt agreements list says it.")]
DATE = ["%Y-%m-%d"]


@app.command("list")
def list_() -> None:
    """List the agreements, newest first: number, state, account, reference, agency, areas, days."""
    with _plainly() as engine:
        for each in agreements.listed(engine):
            typer.echo(f"{each.agreement_id}  {each.state}  {each}")


@app.command()
def propose(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The attendee's account.")],
    reference: Annotated[str, typer.Option(help="As the signed document is known.")],
    agency: Annotated[str, typer.Option(help="The partner, as its actions name their owner.")],
    signed_on: Annotated[datetime, typer.Option(formats=DATE, metavar="DATE", help="First day.")],
    ends_on: Annotated[datetime, typer.Option(formats=DATE, metavar="DATE", help="Last day.")],
    area: Annotated[
        list[str], typer.Option(help="Name or code of an area on the account; repeat for more.")
    ],
) -> None:
    """Propose an agreement for an account. Another person approves it, here or on a page."""
    with _plainly() as engine:
        number = agreements.propose(
            engine,
            name,
            reference=reference,
            agency=agency,
            signed_on=signed_on.date(),
            ends_on=ends_on.date(),
            areas=area,
            agencies=agreements.agencies_of(settings().reference),
            by=operator(COMMAND),
        )
        typer.echo(f"It is proposed, as number {number}, and waits for approval.")


@app.command()
def approve(number: Number) -> None:
    """Approve an agreement that somebody else proposed."""
    with _plainly() as engine:
        agreements.approve(engine, number, by=operator(COMMAND))
        typer.echo("It is approved.")


@app.command()
def decline(number: Number) -> None:
    """Decline an agreement that was proposed."""
    with _plainly() as engine:
        agreements.decline(engine, number, by=operator(COMMAND))
        typer.echo("It is declined.")


@app.command()
def end(number: Number) -> None:
    """End an agreement before its last day."""
    with _plainly() as engine:
        agreements.end(engine, number, by=operator(COMMAND))
        typer.echo("It has ended: from its next click, the account is shown the releases.")


@app.command()
def issue(
    as_at: Annotated[
        datetime | None,
        typer.Option(
            formats=DATE,
            metavar="DATE",
            help="The day that the figures speak of. Without it: the last one covered.",
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=DATE,
            metavar="DATE",
            help="From which day what came and went is counted. Without it: the day after the "
            "meeting before.",
        ),
    ] = None,
) -> None:
    """Issue the exact summaries of areas to the partners who have an agreement.

    They are kept as they are issued, for good, and nothing that is imported later changes them.
    """
    from dashboard.answers import issues

    with _plainly() as engine:
        reading = reading_engine(settings().database_url)
        try:
            done = issues.issue(
                reading,
                engine,
                settings().disclosure_threshold,
                as_at=as_at and as_at.date(),
                since=since and since.date(),
                by=operator(COMMAND),
            )
        except issues.NotIssued as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from None
        typer.echo(
            f"Issued as at {done.as_at}, counting from {done.since}, to {', '.join(done.partners)}."
        )


@contextmanager
def _plainly() -> Iterator[Engine]:
    """An engine to work with; what goes wrong is said in a line, with exit status 1."""
    chosen = settings()
    try:
        migrate(chosen.database_url, chosen.reference)
        yield writing_engine(chosen.database_url)
    except (AccountRefused, UnknownSchema) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None
    except (LogUnavailable, DataUnavailable, SQLAlchemyError):
        typer.echo("The database does not answer: check CLVT_DATABASE_URL.", err=True)
        raise typer.Exit(1) from None
