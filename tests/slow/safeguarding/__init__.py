"""Slow answers to the questions about what is done for children."""
