"""Slow answers to the questions of what is done for each child."""
