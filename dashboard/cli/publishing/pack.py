"""`clvt pack`: issuing a pack as a document, making one again from its record, and verifying a
file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from dashboard.cli import databases
from dashboard.cli.options import Known, day
from dashboard.cli.publishing.choosing import InvalidChoice, filters_of, with_choices
from dashboard.cli.publishing.release import viewer_of
from dashboard.pack.issue import Audience
from data.accounts import operator
from data.agreement import Agreement
from data.explained import Explained
from data.sharing.in_force import all_in_force
from queries.access import OPERATOR, Denied, Grant, Viewer
from queries.administration import reference
from queries.ask import ask, from_database
from queries.filters import Filters, Period, named_period

app = typer.Typer()
RECIPIENTS = {"inspector": "The chair of the monthly meeting", "partners": "Partners"}
NOT_IN_FORCE = "There is no agreement in force with the reference or number {}."


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
    as_at: Annotated[datetime | None, day("Its as-at date.")] = None,
    since: Annotated[
        datetime | None,
        day(
            "The first day of its period. Without it: the day after the last meeting, or 1 January."
        ),
    ] = None,
    known: Known = None,
    for_: Annotated[Audience, typer.Option("--for", help="Who it is for.")] = Audience.INSPECTOR,
    kind: Annotated[
        Kind | None, typer.Option("--format", help="Without it: by the ending of the file's name.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="USERNAME", help="As this account may have it.")
    ] = None,
    recipient: Annotated[
        str, typer.Option(help="Who receives it: on the pack and in the log.")
    ] = "",
    agreement: Annotated[
        str | None,
        typer.Option(
            metavar="REFERENCE",
            help="For partners: what was issued under this agreement, by its reference or number.",
        ),
    ] = None,
    to_partners: Annotated[
        bool,
        typer.Option(
            "--to-partners/--not-to-partners",
            help="Whether the meeting's pack also issues what partners with an agreement get.",
        ),
    ] = True,
    again: Annotated[
        str | None,
        typer.Option(metavar="REFERENCE", help="Issue a pack again as it was, byte for byte."),
    ] = None,
    **chosen: str | None,
) -> None:
    """Issue a pack as a document: for the Inspector, or for partners.

    What it was issued with is kept, and its disclosure is logged. A pack for partners holds the
    month-end release of its areas, and nothing else; with --agreement, what was issued under that.
    The Inspector's pack of the whole force issues the summaries of their areas to the partners
    with an agreement, in the same step.
    """
    if context.invoked_subcommand:
        return
    if output is None:
        raise typer.BadParameter("Name the file to write.", param_hint="--output")
    name = kind or output.suffix.removeprefix(".").lower()
    if name not in list(Kind):
        raise typer.BadParameter("Say which: pdf, docx, pptx or xlsx.", param_hint="--format")

    named = {each: value for each, value in chosen.items() if value is not None}

    def choose(engine: Engine) -> Filters:
        filters = filters_of(engine, as_at and as_at.date(), known, named)
        return _over(engine, filters, since)

    try:
        name_of_pack, content, more = (
            _made_again(again, as_, name)
            if again
            else _issue(choose, as_, for_, agreement, recipient, name, to_partners)
        )
    except Denied as denied:
        raise Explained(f"There is no such pack for this account: {denied}") from None
    _write(output, content, name_of_pack)
    typer.echo(f"{name_of_pack} is in {output}.{more}")


def _write(file: Path, content: bytes, name_of_pack: str) -> None:
    """Write an issued pack to a file that nobody else can read, since it may name children."""
    try:
        file.touch(0o600)
        file.write_bytes(content)
    except OSError as problem:
        raise Explained(
            f"{name_of_pack} is issued, and could not be written: {problem}. Make it again with "
            f"--again {name_of_pack}."
        ) from None


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to look at.")],
) -> None:
    """Say whether a document is a pack that was issued, unchanged."""
    from dashboard.pack.issuing import Verdict, verified

    verdict, record = verified(file.read_bytes(), databases.to_read())
    if verdict is Verdict.UNKNOWN:
        raise Explained(f"{file} is not a pack that was issued here.")
    named = (
        f"{record['reference']}, issued by {record['issued_by']} on "
        f"{record['issued_at']:%d/%m/%Y} for {record['recipient']}"
    )
    if verdict is Verdict.CHANGED:
        raise Explained(f"{file} was changed since: it says that it is {named}.")
    typer.echo(f"{file} is unchanged: it is {named}.")


def _issue(
    choose: Callable[[Engine], Filters],
    username: str | None,
    audience: Audience,
    agreement: str | None,
    recipient: str,
    kind: str,
    to_partners: bool,
) -> tuple[str, bytes, str]:
    """A new pack: its reference, its file, and a sentence on what partners were issued with it."""
    from dashboard.pack import issuing

    reading, writing = databases.to_read(), databases.to_write()
    by = operator("clvt pack")
    viewer = _viewer(reading, username)
    is_under_agreement = agreement or viewer.agreement
    if audience is Audience.PARTNERS and is_under_agreement:
        held = _agreement(reading, viewer, agreement)
        prepared = issuing.issue_under_agreement(held, viewer, choose(reading), recipient, reading)
    else:
        prepared = issuing.new_issue(
            audience,
            viewer,
            choose(reading),
            recipient or RECIPIENTS[audience],
            "Monthly tracker meeting",
            reading,
            writing,
        )
    pack = issuing.prepare(prepared, kind, viewer, by, reading)
    issued = issuing.summaries_of(prepared, viewer, reading, writing) if to_partners else None
    content = issuing.hand_out(pack, writing, issued)
    to = f" Issued with it to {'; '.join(issued.recipients)}." if issued else ""
    return prepared.reference, content, to


def _agreement(reading: Engine, viewer: Viewer, named: str | None) -> Agreement | None:
    """The agreement in force with this reference or number. A viewer who may not issue gets only
    their own, or None. Raises `InvalidChoice`."""
    own = viewer.agreement
    if not viewer.may(Grant.ISSUE):
        return own if own and named in (None, own.reference, str(own.agreement_id)) else None
    found = [
        each
        for _, each in all_in_force(reading)
        if named in (each.reference, str(each.agreement_id))
    ]
    if not found:
        raise InvalidChoice(NOT_IN_FORCE.format(named), 1)
    if len(found) > 1:
        raise InvalidChoice(f"Several accounts rest on agreement {named}: give its number.", 2)
    return found[0]


def _made_again(named: str, username: str | None, kind: str) -> tuple[str, bytes, str]:
    """A pack that was issued before, made again: its reference, its file, and an empty sentence."""
    from dashboard.pack import issuing

    reading, writing = databases.to_read(), databases.to_write()
    viewer, by = _viewer(reading, username), operator("clvt pack")
    pack = issuing.prepare_again(named, kind, viewer, by, reading)
    return pack.issue.reference, issuing.hand_out(pack, writing), ""


def _viewer(engine: Engine, username: str | None) -> Viewer:
    """The account named; without one, an inspector: somebody who runs the command has the whole
    database."""
    if username:
        return viewer_of(engine, username)
    return Viewer(operator("clvt pack").who, "inspector")


def _over(engine: Engine, filters: Filters, since: datetime | None) -> Filters:
    """The filters over the period that starts on a day, or on the day after the last meeting."""
    if since is None:
        asked = ask(reference.last_meeting, OPERATOR, filters, from_database(engine))
        return filters.over(
            named_period("since-last-meeting", filters.as_at, asked.one()["held_on"])
        )
    if since.date() > filters.as_at:
        raise InvalidChoice("A period cannot start after the as-at date of the pack.", 2)
    return filters.over(Period(since.date(), filters.as_at))
