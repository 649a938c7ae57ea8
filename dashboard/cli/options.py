"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def day_option(about: str) -> Any:
    """An option that takes a day, written as in an extract: 2022-11-22 or 22/11/2022."""
    return typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], metavar="DATE", help=about)


KnownAtImport = Annotated[
    int | None,
    typer.Option(metavar="IMPORT-ID", help="As it was known when this import was the newest."),
]
# Heads of the access log that were given out earlier.
ExpectedHeads = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NUMBER:HASH",
        help="A head given out earlier: that event must still stand. Repeat for more.",
    ),
]
HeadsFile = Annotated[
    typer.FileText | None,
    typer.Option(
        help="A file in which heads given out earlier stand, such as lines of the system's "
        "journal; - for standard input.",
    ),
]
