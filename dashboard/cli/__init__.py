"""The `clvt` command: one file for each group of its commands."""

UNAVAILABLE = 75
"""The exit status where the database does not answer or is busy for too long: the command can be
run again later."""

DATE = ["%Y-%m-%d", "%d/%m/%Y"]
"""How a day may be written in an option: as in an extract, 2022-11-22 or 22/11/2022."""

STOPPED = 130
"""The exit status where somebody pressed Ctrl+C."""
