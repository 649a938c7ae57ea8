"""The page Import, from the files given to the records that they change."""
