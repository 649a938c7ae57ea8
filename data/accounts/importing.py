"""Many accounts at once, from a CSV file: all of them, or none.

Each gets a random password for one sign-in: its owner must choose another one before seeing
anything.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from data import accounts, passwords
from data.access_log import recording
from data.accounts import AccountRefused, By
from data.importing.files.csv_files import read_csv
from data.importing.problems import Unreadable

HEADINGS = ("Username", "Role", "Areas")
REQUIRED = HEADINGS[:2]
# Without the letters and digits that look alike in print.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Person:
    """One row of the file."""

    row: int
    username: str
    role: str
    areas: tuple[str, ...]


class RowsRefused(Exception):
    """No account was made; `problems` says why, a sentence each, with its row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_people(engine: Engine, file: Path, roles: Collection[str]) -> list[Person]:
    """The people of a CSV file with the columns Username, Role and Areas (separated by ; or ,).

    Raises `RowsRefused` with everything that is wrong, OSError and SQLAlchemyError.
    """
    people: list[Person] = []
    problems: list[str] = []
    try:
        rows = read_csv(file, HEADINGS)[1]
        columns = _columns(next(rows, (1, ()))[1])
        for row, cells in rows:
            cells_by_name = {
                name: cells[place].strip() if place < len(cells) else ""
                for name, place in columns.items()
            }
            areas = re.split(r"[;,]", cells_by_name.get("Areas", ""))
            person = Person(
                row,
                cells_by_name["Username"].lower(),
                cells_by_name["Role"].lower(),
                tuple(area.strip() for area in areas if area.strip()),
            )
            people.append(person)
    except Unreadable as error:
        where = f"Row {error.row}: " if error.row else ""
        problems.append(f"{where}{error.problem} {error.remedy}")
    with engine.connect() as connection:
        for place, person in enumerate(people):
            of_row = _row_problems(person, people[:place], roles)
            of_row += _database_problems(connection, person)
            problems += [f"Row {person.row}: {each}" for each in of_row]
    if not people and not problems:
        problems.append("There is nobody in this file: write a row for each person.")
    if problems:
        raise RowsRefused(problems)
    return people


def add_all(
    engine: Engine, people: Collection[Person], new_passwords: dict[str, str], *, by: By
) -> None:
    """Make an account for each person, with the password that `new_passwords` has for the username.

    Raises `RowsRefused`, and `LogUnavailable`; then none is made.
    """
    hashes = {each.username: passwords.hashed(new_passwords[each.username]) for each in people}
    with recording(engine) as connection:
        problems = [
            f"Row {each.row}: {problem}"
            for each in people
            for problem in _database_problems(connection, each)
        ]
        if problems:
            raise RowsRefused(problems)
        for each in people:
            added = accounts.insert_account(
                connection,
                each.username,
                hashes[each.username],
                each.role,
                each.areas,
                must_change_password=True,
            )
            accounts.log_change(connection, by, added)


def one_time_passwords(people: Collection[Person], force: str) -> dict[str, str]:
    """A random password for each username: four groups of four characters, 79 bits in all."""
    return {each.username: _password(each.username, each.role, force) for each in people}


def _password(*context: str) -> str:
    while True:
        groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
        password = "-".join(groups)
        try:
            passwords.check(password, *context)
        except passwords.BadPassword:
            continue  # one in thousands happens to hold a word or a pattern
        return password


def _columns(cells: Collection[str]) -> dict[str, int]:
    """The place of each known column; headings may be in any order and case."""
    places = {cell.strip().casefold(): place for place, cell in enumerate(cells)}
    if missing := [name for name in REQUIRED if name.casefold() not in places]:
        raise Unreadable(
            f"The first row has no column {' and no column '.join(missing)}.",
            f"Write the headings {', '.join(HEADINGS)} there.",
        )
    return {name: places[name.casefold()] for name in HEADINGS if name.casefold() in places}


def _row_problems(person: Person, before: Collection[Person], roles: Collection[str]) -> list[str]:
    """What is wrong with a row by itself."""
    problems = []
    try:
        accounts.checked_name(person.username)
    except AccountRefused as error:
        problems.append(f"{person.username!r} cannot be a username. {error}")
    if same := [each.row for each in before if each.username == person.username]:
        problems.append(f"{person.username} is in row {same[0]} already.")
    if person.role not in roles:
        problems.append(f"There is no role {person.role!r}. There are: {', '.join(roles)}.")
    try:
        accounts.check_areas(person.role, person.areas)
    except AccountRefused as error:
        problems.append(f"{error} Write them under Areas, separated by ;.")
    return problems


def _database_problems(connection: Connection, person: Person) -> list[str]:
    """What is wrong with a row, given the accounts and areas in the database."""
    problems = []
    if accounts.find(connection, person.username):
        problems.append(f"There is an account {person.username} already.")
    try:
        accounts.codes_of(connection, person.areas)
    except AccountRefused as error:
        problems.append(str(error))
    return problems
