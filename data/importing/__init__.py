"""Importing: read → check → stage → compare → write, in one transaction.

    outcome = run.import_files(engine, [Path("november.xlsx")], extracted_on=date(2022, 11, 22))

Either every file is right and all of them are written, or nothing is, and `problems.Refused` lists
every problem. This module imports nothing, so that the process that unpacks a file starts quickly.
"""
