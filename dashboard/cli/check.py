"""`clvt check`: whether the database holds together, and what in it does not."""

from __future__ import annotations

import typer

from dashboard.answers import releases
from dashboard.cli import databases
from dashboard.cli.administration.log import heads_to_compare, log_problems
from dashboard.style import words
from data.keeping.checking import violations
from data.releases import stored
from queries.extract import newest_extract


def check(expect: list[str], heads: typer.FileText | None) -> int:
    """Print everything in the database that breaks a rule, and return 1; print that nothing does,
    and return 0."""
    given_out = heads_to_compare(expect, heads)
    engine = databases.to_read()
    try:
        found = list(dict.fromkeys(f"{each}." for each in violations(engine)))
        found += log_problems(engine, given_out)
        newest = None if found else newest_extract(engine)
        missing = releases.missing(engine, newest.version) if newest else []
        unsealed = [] if found else [each for each in stored(engine) if each.fingerprint is None]
    finally:
        engine.dispose()
    for problem in found:
        typer.echo(problem)
    if found:
        typer.echo(
            "The database does not hold together. Keep a copy of it as it is, for the person who "
            "looks after it; then put back one made before with clvt restore.",
            err=True,
        )
        return 1
    typer.echo("Nothing is wrong with the database.")
    if missing:
        are = words.are(len(missing))
        typer.echo(
            f"{words.sentence(words.counted(len(missing), 'month-end release'))} {are} not made "
            "yet, and will be when somebody opens one."
        )
    if unsealed:
        were = words.were(len(unsealed))
        typer.echo(
            f"{words.sentence(words.counted(len(unsealed), 'month-end release'))} {were} made "
            "before fingerprints were kept, so nobody can tell whether they were changed since."
        )
    if not given_out:
        typer.echo(
            "Its access log was compared with no head given out earlier, so a copy that lacks the "
            "newest events would look the same: give some with --heads."
        )
    return 0
