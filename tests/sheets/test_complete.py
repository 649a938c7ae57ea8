"""Every sheet is complete, from its table to its page. A step that is left out is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect

import data.sheets
from dashboard.screens.about import SUBJECTS
from dashboard.style import words
from dashboard.views import VIEWS
from data.database import migrate, writing_engine
from data.demo.extracts import demo, sheets_on
from data.importing.problems import Refused
from data.importing.run import import_files
from data.reference_files import REFERENCE
from data.sheets import SHEETS, Field, Sheet
from data.sheets.declaration import Rule
from data.sheets.rules import in_order, rules_of
from data.tables import record_tables
from queries import oversight, safeguarding
from queries.filters import Filters, Period
from queries.questions import QUESTIONS
from queries.scope import Reach, Scope
from tests.importing.test_rules import ON, UNUSUAL, WRONG
from tests.invented.coincidences import COINCIDENCES
from tests.invented.random_sheets import KEEP, PLAIN
from tests.invented.workbooks import Sheets, sca, stage, write_csvs
from tests.paths import PROJECT
from tests.questions.test_questions import NOT_COUNTED
from tests.slow.answers import SLOW_ANSWERS

# Sheets that only questions about other sheets read.
OF_OTHERS = {"changes", "meetings", "annotations", "not_applicable"}
# The questions that together give the history of one child.
HISTORY = frozenset(name for name in QUESTIONS if name.endswith("_of_child"))
IN_DEMO = "rows in the demonstration (data/demo/safeguarding and extracts.py beside it)"
CASES = "tests/importing/rule_cases"
IN_HISTORY = (
    "a line in ACTS of queries/scope/safeguarding/one_child.py and in tests/slow/one_child.py, so "
    "that it stands in a child's history"
)
ANY = Filters(ON, Period(date(2022, 1, 1), ON), known=1)


@dataclass(frozen=True)
class Project:
    """What each step of adding a sheet adds to."""

    sheets: Mapping[str, Sheet]
    migrated: frozenset[str]  # tables of a database that is up to date
    demo: frozenset[str]  # sheets that have rows in the demonstration
    readme: frozenset[str]  # sheets in its table
    asked: Mapping[str, str]  # questions, with their SQL
    known_from: frozenset[str | None]  # sheets that a question is known from
    slow: frozenset[str]  # questions that have a slow answer
    shown: frozenset[str]  # questions that a page shows, or that the dashboard asks itself
    subjects: frozenset[str]  # of the questions that the page about the data defines
    cases: frozenset[tuple[str, str]]  # what was found wrong or odd: the sheet, and the words
    kept: frozenset[str] = field(default_factory=lambda: frozenset(KEEP))
    not_loaded: frozenset[str] = field(default_factory=lambda: frozenset(sheets_not_loaded()))
    coinciding: frozenset[str] = field(default_factory=lambda: frozenset(tables_coinciding()))

    def asking(self, table: str) -> frozenset[str]:
        """The questions whose SQL reads a table."""
        reads = re.compile(rf"\b{table}\b")
        return frozenset(name for name, statement in self.asked.items() if reads.search(statement))


def sheets_not_loaded() -> Iterator[str]:
    """The sheets for which pages say in words of their own that they are not loaded."""
    for name in SHEETS:
        if words.not_loaded(name) != words.not_loaded("invented").replace("invented", name):
            yield name


def tables_coinciding() -> set[str]:
    """The tables of plain sheets of which the days when many things change have records."""
    return {table for extract in COINCIDENCES.extracts for table in extract.plain}


def tables_of(sheet: Sheet) -> list[Table]:
    return [sheet.record, *(each.column.table for each in sheet.several)]


def missing_steps(project: Project, name: str) -> Iterator[str]:
    """What a sheet lacks: what each step of adding it that is left out would have added."""
    sheet = project.sheets[name]
    tables = [table.name for table in tables_of(sheet)]
    for table in tables_of(sheet):
        if table not in record_tables():
            yield f"its table {table.name}, made by versioned()"
    if not project.migrated.issuperset(tables):
        yield "a migration that makes its tables"
    if name not in project.demo:
        yield IN_DEMO
    if name not in project.readme:
        yield "a line in the README's table of sheets"
    if name in PLAIN and sheet.record.name not in project.coinciding:
        yield "records in tests/invented/coincident_records.py"
    for rule in rules_of(sheet):
        pattern, called = message_pattern(sheet, rule), rule.name or rule.problem
        if not any(of == name and re.match(pattern, words) for of, words in project.cases):
            columns = ", ".join(rule.columns)
            yield f"a case in {CASES} that breaks its rule {called!r} of {columns}"
        is_own = rule in sheet.rules and not rule.is_notice and sheet.name in PLAIN
        if is_own and called not in project.kept:
            yield f"a line in KEEP of tests/invented/random_sheets.py for its rule {called!r}"
    for table in tables_of(sheet):
        if "child_ref" in table.columns and not project.asking(table.name) & HISTORY:
            yield IN_HISTORY
    asking = frozenset().union(*map(project.asking, tables))
    yield from missing_of_questions(project, name, asking - HISTORY)


def missing_of_questions(project: Project, name: str, questions: frozenset[str]) -> Iterator[str]:
    """What the questions that read a sheet lack, the history of one child aside."""
    if not questions:
        yield "a question that reads it, in QUESTIONS of its package"
    elif name not in OF_OTHERS | project.known_from:
        yield "a question that names it, or a subject of its name"
    if name in project.known_from - project.not_loaded:
        yield "a line in NOTHING_OF of dashboard/style/words.py"
    if without := sorted(questions - project.slow - NOT_COUNTED):
        yield f"a slow answer in tests/slow to {', '.join(without)}"
    if questions and not questions & project.shown:
        yield "a page in pages/ that shows a view of one of its questions"
    figures = {
        asked.subject
        for asked in (*oversight.QUESTIONS, *safeguarding.QUESTIONS)
        if asked.name in questions - NOT_COUNTED
    }
    if figures and not figures & project.subjects:
        yield "a line in SUBJECTS of dashboard/screens/about.py for the subject of its questions"


def message_pattern(sheet: Sheet, rule: Rule) -> str:
    """A pattern of the message about a row that breaks a rule."""
    headings = [sheet.heading(column) for column in rule.columns]
    text = re.sub(r"\{(\d)\}", lambda found: headings[int(found[1])], rule.problem)
    parts = re.split(r"\{[^}]*\}", text.removesuffix("."))
    return ".*".join(map(re.escape, parts))


@pytest.fixture(scope="module")
def project(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project as it is."""
    engine = writing_engine(f"sqlite:///{sqlite_template}")
    migrated = frozenset(inspect(engine).get_table_names())
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    return Project(
        sheets=SHEETS,
        migrated=migrated,
        demo=frozenset(name for name, rows in sheets_on(demo(), ON).items() if rows),
        readme=frozenset(re.findall(r"^\| ([a-z_]+) \| each ", readme, flags=re.MULTILINE)),
        asked={
            name: str(asked.build(Scope(ANY, Reach(("gedling",)))))
            for name, asked in QUESTIONS.items()
        },
        known_from=frozenset(asked.sheet for asked in QUESTIONS.values()),
        slow=frozenset(SLOW_ANSWERS),
        shown=frozenset(questions_shown()),
        subjects=frozenset(SUBJECTS),
        cases=frozenset(cases(engine, tmp_path_factory.mktemp("cases"), migrated)),
    )


def questions_shown() -> Iterator[str]:
    pages = "\n".join(file.read_text("utf-8") for file in (PROJECT / "pages").rglob("*.py"))
    asking = [file for file in (PROJECT / "dashboard").rglob("*.py") if "views" not in file.parts]
    asking.append(PROJECT / "queries" / "trends.py")
    dashboard = "\n".join(file.read_text("utf-8") for file in asking)
    for view in VIEWS.values():
        module = view.describe.__module__.rpartition(".")[2]
        if re.search(rf"\b{module}\.{view.describe.__name__}\b", pages):
            yield view.question.name
    for name in QUESTIONS:
        if re.search(rf"\b{name}\b", dashboard):
            yield name


def cases(engine: Engine, folder: Path, migrated: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The problems and notices of all rows that break a rule in the tests, if they have tables."""
    covers = date(2022, 1, 11), date(2022, 1, 12)
    for sheets in (case.sheets for case in WRONG.values()):
        if have_tables(sheets, migrated):
            yield from problems_and_notices(engine, write_csvs(folder / "files", sheets))
    for case in UNUSUAL.values():  # test_rules checks that they are found
        yield from ((case.sheet, notice) for notice in case.notices)
    outside = {"intelligence": [{"Report ref": "1", "Submitted": "2022-01-10", "Flag": ""}]}
    yield from problems_and_notices(engine, write_csvs(folder / "files", outside), covers=covers)
    later = folder / "areas-that-begin-later"
    shutil.copytree(REFERENCE, later)
    lines = (later / "areas.csv").read_text(encoding="utf-8").splitlines()
    dated = [f"{lines[0]},from", *(f"{line},2030-01-01" for line in lines[1:])]
    (later / "areas.csv").write_text("\n".join(dated), encoding="utf-8")
    url = f"sqlite:///{shutil.copyfile(str(engine.url.database), folder / 'later.db')}"
    migrate(url, later)
    too_early = {"nsd_stages": [stage()], "sca_in": [sca(Area="Gedling", Tracker_ref="")]}
    one_of_each_kind = {
        frozenset(case.sheets): case.sheets
        for case in UNUSUAL.values()
        if have_tables(case.sheets, migrated)
    }
    for sheets in (too_early, *one_of_each_kind.values()):
        files = write_csvs(folder / "files", sheets)
        yield from problems_and_notices(writing_engine(url), files, reference=later)


def have_tables(sheets: Sheets, migrated: frozenset[str]) -> bool:
    tables = (table.name for name in sheets if name in SHEETS for table in tables_of(SHEETS[name]))
    return migrated.issuperset(tables)


def problems_and_notices(engine: Engine, folder: Path, **options: Any) -> Iterator[tuple[str, str]]:
    try:
        done = import_files(engine, [folder], extracted_on=ON, dry_run=True, **options)
    except Refused as refused:
        yield from ((each.sheet, each.problem) for each in refused.problems)
    else:
        yield from ((each.sheet, words) for each in done.sheets for words in each.notices)


def test_every_sheet_that_is_declared_is_in_the_list() -> None:
    modules = (
        import_module(each.name) for each in walk_packages(data.sheets.__path__, "data.sheets.")
    )
    declared = [each for module in modules for each in vars(module).values()]
    sheets = {each.name for each in declared if isinstance(each, Sheet)}
    assert sheets == set(SHEETS), "a sheet has no place in SHEETS or SAFEGUARDING of data/sheets"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_complete(project: Project, name: str) -> None:
    lacking = list(missing_steps(project, name))
    assert not lacking, "\n- ".join(
        [f"The sheet {name} lacks (see 'Add a sheet' in CONTRIBUTING.md):", *lacking]
    )


# Each step, and the project without it.
WITHOUT: dict[str, Callable[[Project], Project]] = {
    "a migration that makes its tables": lambda p: replace(
        p, migrated=p.migrated - {"daily_search_child"}
    ),
    IN_DEMO: lambda p: replace(p, demo=p.demo - {"searches"}),
    "a line in the README's table of sheets": lambda p: replace(p, readme=p.readme - {"searches"}),
    "a slow answer in tests/slow to days_without_search": lambda p: replace(
        p, slow=p.slow - {"days_without_search"}
    ),
    "a question that names it, or a subject of its name": lambda p: replace(
        p, known_from=p.known_from - {"searches"}
    ),
    "a line in NOTHING_OF of dashboard/style/words.py": lambda p: replace(
        p, not_loaded=p.not_loaded - {"searches"}
    ),
    "a page in pages/ that shows a view of one of its questions": lambda p: replace(
        p, shown=frozenset()
    ),
    IN_HISTORY: lambda p: replace(p, asked={**p.asked, "acts_of_child": ""}),
    "a line in SUBJECTS of dashboard/screens/about.py for the subject of its questions": lambda p: (
        replace(p, subjects=frozenset())
    ),
    f"a case in {CASES} that breaks its rule 'one_of' of done_on, not_done_because": lambda p: (
        replace(p, cases=frozenset(case for case in p.cases if "Exactly one" not in case[1]))
    ),
    "records in tests/invented/coincident_records.py": lambda p: replace(
        p, coinciding=p.coinciding - {"daily_search"}
    ),
    "a line in KEEP of tests/invented/random_sheets.py for its rule 'one_of'": lambda p: replace(
        p, kept=p.kept - {"one_of"}
    ),
}


@pytest.mark.parametrize("step", WITHOUT)
def test_a_step_that_is_left_out_is_named(project: Project, step: str) -> None:
    assert list(missing_steps(WITHOUT[step](project), "searches")) == [step]


def test_a_sheet_that_is_only_declared_lacks_every_other_step(project: Project) -> None:
    plain = Table("invented", MetaData(), Column("starts", Integer), Column("ends", Integer))
    sheet = Sheet(
        "invented",
        plain,
        (Field("From", plain.c.starts), Field("Until", plain.c.ends)),
        rules=in_order("starts", "ends"),
    )
    keyed = replace(sheet, record=Table("invented", MetaData(), info={"key": ("starts",)}))
    lacking = set(missing_steps(replace(project, sheets={"invented": keyed}), "invented"))
    assert lacking == {
        "its table invented, made by versioned()",
        "a migration that makes its tables",
        IN_DEMO,
        "a line in the README's table of sheets",
        f"a case in {CASES} that breaks its rule 'one_row_a_key' of starts",
        f"a case in {CASES} that breaks its rule 'in_order' of ends, starts",
        "a question that reads it, in QUESTIONS of its package",
    }
