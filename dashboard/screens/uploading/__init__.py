"""The page Import: a workbook as it is, from the files dropped to the records that it changed."""
