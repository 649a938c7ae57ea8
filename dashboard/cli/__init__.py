"""The `clvt` command: one file for each group of its commands."""

UNAVAILABLE = 75
"""The exit status where the database does not answer or is busy for too long: the command can be
run again later."""
