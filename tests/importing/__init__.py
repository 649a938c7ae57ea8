"""Imports: how files are read, what is refused, and what an import changes."""
