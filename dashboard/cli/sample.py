"""`clvt sample`: workbooks to mail out."""

from __future__ import annotations

from pathlib import Path

import typer

from dashboard.settings import settings


def write_samples(folder: Path) -> int:
    """Write the empty and the invented workbook, and print where. Returns 0, or 1 where that
    fails."""
    from data.demo import samples

    try:
        empty, invented = samples.write_samples(folder, settings().reference)
    except FileExistsError as error:
        typer.echo(f"{error.filename} is there already. Name another folder.", err=True)
        return 1
    except OSError as error:
        typer.echo(f"{folder} cannot be written to: {error.strerror}.", err=True)
        return 1
    typer.echo(f"{empty}  to fill in: every sheet, with lists to choose from and cell checks")
    typer.echo(f"{invented}  invented data, to try an import with")
    return 0
