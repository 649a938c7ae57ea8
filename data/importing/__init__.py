"""Importing: read → check → stage → compare → write, in one transaction.

    outcome = run.import_files(engine, [Path("november.xlsx")], extracted_on=date(2022, 11, 22))

Either every file is right and all of them are written, or nothing is and `problems.Refused` lists
every problem found. Nothing is imported here: the process that unpacks a file begins in a tenth of
a second because it loads no more than it needs.
"""
