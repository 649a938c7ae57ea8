"""From staged rows to record tables: comparing, closing and beginning versions."""
