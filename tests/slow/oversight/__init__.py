"""Slow answers to the questions of who is on the tracker and what comes of it."""
