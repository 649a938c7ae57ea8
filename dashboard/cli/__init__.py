"""The `clvt` command: one file for each group of its commands."""

import gc
import os

# Modules stay once they are loaded. While they are, the collector of garbage would go through them
# again and again, which is a fifth of what it takes a command to start: see the end of
# `commands.py`.
DEFAULT_GC_THRESHOLD = gc.get_threshold()
gc.set_threshold(1_000_000)

# No plugin of Pydantic is used. To look for one, it would read what each package says of itself.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

UNAVAILABLE = 75
"""The exit status where the database does not answer or is busy for too long: the command can be
run again later."""

STOPPED = 130
"""The exit status where somebody pressed Ctrl+C."""
