"""Months set against each other: additions and removals, and readers who know of moves."""
