"""From staged rows to record tables: what is new, changed or gone. Nothing here names a sheet."""
