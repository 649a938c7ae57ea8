"""`clvt agreements`: the agreements of partners, and issuing the summaries that they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from dashboard.cli import databases
from dashboard.cli.options import day_option
from dashboard.settings import settings
from data.accounts import operator
from data.sharing import agreements

app = typer.Typer(
    help="See, propose, approve and end information-sharing agreements, and issue the exact "
    "summaries of areas to the partners who have one.",
    no_args_is_help=True,
)

COMMAND = "clvt agreements"

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As clvt agreements list shows it.")]


@app.command("list")
def list_() -> None:
    """List the agreements, newest first: number, state, account, reference, agency, areas, days."""
    for each in agreements.list_agreements(databases.reading_engine()):
        typer.echo(f"{each.agreement_id}  {each.state}  {each}")


@app.command()
def propose(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The attendee's account.")],
    reference: Annotated[str, typer.Option(help="The reference of the signed document.")],
    agency: Annotated[str, typer.Option(help="The partner, by the name that owns its actions.")],
    signed_on: Annotated[datetime, day_option("First day.")],
    ends_on: Annotated[datetime, day_option("Last day.")],
    area: Annotated[
        list[str], typer.Option(help="Name or code of an area on the account; repeat for more.")
    ],
) -> None:
    """Propose an agreement for an account. Another person approves it, here or on a page."""
    number = agreements.propose(
        databases.migrated_engine(),
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
    agreements.approve(databases.migrated_engine(), number, by=operator(COMMAND))
    typer.echo("It is approved.")


@app.command()
def decline(number: Number) -> None:
    """Decline an agreement that was proposed."""
    agreements.decline(databases.migrated_engine(), number, by=operator(COMMAND))
    typer.echo("It is declined.")


@app.command()
def end(number: Number) -> None:
    """End an agreement before its last day."""
    agreements.end(databases.migrated_engine(), number, by=operator(COMMAND))
    typer.echo("It has ended: from its next click, the account is shown the releases.")


@app.command()
def issue(
    as_at: Annotated[
        datetime | None,
        day_option("The as-at date of the figures. Without it: the last day covered."),
    ] = None,
    since: Annotated[
        datetime | None,
        day_option(
            "The day from which changes are counted. Without it: the day after the meeting before."
        ),
    ] = None,
) -> None:
    """Issue the exact summaries of areas to the partners who have an agreement.

    They are kept as they are issued, for good, and nothing that is imported later changes them.
    """
    from dashboard.answers import issues

    engine = databases.migrated_engine()
    done = issues.issue(
        databases.reading_engine(),
        engine,
        settings().disclosure_threshold,
        as_at=as_at and as_at.date(),
        since=since and since.date(),
        by=operator(COMMAND),
    )
    typer.echo(
        f"Issued as at {done.as_at}, counting from {done.since}, to {', '.join(done.partners)}."
    )
