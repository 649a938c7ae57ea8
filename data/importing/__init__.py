"""Importing: read → check → stage → compare → write, in one transaction.

    outcome = import_files(engine, [Path("november.xlsx")], extracted_on=date(2022, 11, 22))

Either every file is right and all of them are written, or nothing is and `Refused` lists every
problem found.
"""

from data.importing.caution import Caution
from data.importing.problems import Problem, Refused
from data.importing.run import Outcome, SheetOutcome, holds_demo, import_files

__all__ = ["Caution", "Outcome", "Problem", "Refused", "SheetOutcome", "holds_demo", "import_files"]
