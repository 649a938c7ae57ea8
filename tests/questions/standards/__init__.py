"""Whether what others do, and what follows of itself, is in time by its standard."""
