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


def check(expect: list[str] | None, heads: typer.FileText | None) -> int:
    """Print everything in the database that breaks a rule, and return 1; print that nothing does,
    and return 0."""
    earlier_heads = heads_to_compare(expect, heads)
    engine = databases.reading_engine()
    try:
        problems = list(dict.fromkeys(f"{each}." for each in violations(engine)))
        problems += log_problems(engine, earlier_heads)
        newest = None if problems else newest_extract(engine)
        missing = releases.missing(engine, newest.version) if newest else []
        made = [] if problems else stored(engine)
    finally:
        engine.dispose()
    for problem in problems:
        typer.echo(problem)
    if problems:
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
    if unfingerprinted := sum(each.fingerprint is None for each in made):
        were = words.were(unfingerprinted)
        typer.echo(
            f"{words.sentence(words.counted(unfingerprinted, 'month-end release'))} {were} made "
            "before fingerprints were kept, so nobody can tell whether they were changed since."
        )
    if not earlier_heads:
        typer.echo(
            "Its access log was compared with no head given out earlier, so a copy that lacks the "
            "newest events would look the same: give some with --heads."
        )
    return 0
