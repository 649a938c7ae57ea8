"""The kind of error whose message is written for whoever meets it."""


class Explained(Exception):
    """What was asked for cannot be done. The message says why, and what to do about it.

    A command prints it and ends with the exit status `code`; a page shows it.
    """

    code = 1
