"""From cells to values, with a problem for each cell that cannot be read."""
