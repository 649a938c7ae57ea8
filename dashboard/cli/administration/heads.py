"""The options by which commands get the heads of the access log that were given out earlier."""

from __future__ import annotations

from typing import Annotated

import typer

Expected = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NUMBER:HASH",
        help="A head given out earlier: that event must still stand. Repeat for more.",
    ),
]
Heads = Annotated[
    typer.FileText | None,
    typer.Option(
        help="A file in which heads given out earlier stand, such as lines of the system's "
        "journal; - for standard input.",
    ),
]
