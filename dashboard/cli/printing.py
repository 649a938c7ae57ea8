"""Printing why files were refused."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from data.importing.problems import Refused

PROBLEMS_SHOWN = 50


def print_refusal(refusal: Refused, as_json: bool) -> None:
    """Print what is wrong: each kind of problem, with its rows."""
    if as_json:
        problems = [asdict(problem) for problem in refusal.problems]
        refused = {"refused": True, "found": refusal.total, "problems": problems}
        typer.echo(json.dumps(refused, default=str, ensure_ascii=False))
        return
    count = f"{refusal.total:,} problem{'' if refusal.total == 1 else 's'}"
    typer.echo(f"Nothing was imported: {count} found.\n", err=True)
    for group in refusal.groups[:PROBLEMS_SHOWN]:
        typer.echo(str(group), err=True)
    if len(refusal.groups) > PROBLEMS_SHOWN:
        shown = sum(max(1, len(each.rows)) for each in refusal.groups[:PROBLEMS_SHOWN])
        rest = refusal.total - shown
        typer.echo(f"\n… and {rest:,} more. Use --json for all of them.", err=True)
