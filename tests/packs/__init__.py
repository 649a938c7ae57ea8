"""Packs: each format has what the questions answer, can be made again, and is recognised."""
