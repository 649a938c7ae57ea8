"""Slow answers about the NRM, and how soon other agencies answer."""
