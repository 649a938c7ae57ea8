"""The `clvt` command: one file for each group of its commands."""

UNAVAILABLE = 75
"""The exit status where the database does not answer, or is being written to for too long: whatever
runs the command may do so again later."""
