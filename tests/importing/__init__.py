"""Importing files: how they are read, what is refused, and what an import changes."""
