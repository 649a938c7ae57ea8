"""Packs: each format says what the questions answer, is made again byte for byte, and is known."""
