"""What is wrong with the files given, gathered so that all of it is reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_OF_A_KIND = 1_000
ROWS_NAMED = 10
MOST_GUESSED = 500  # groups whose likely meaning is looked for


@dataclass(frozen=True)
class Problem:
    """One thing to put right before the files can be imported.

    `row` is the row as a spreadsheet numbers it. Row, column and value are None where the problem
    concerns the whole file or sheet.
    """

    file: str
    sheet: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    remedy: str


@dataclass(frozen=True)
class Group:
    """The same problem of one value in rows of one column. `likely` is what is probably meant."""

    first: Problem
    rows: tuple[int, ...]
    likely: str | None

    def __str__(self) -> str:
        """One line that says where it is and what is wrong, and one that says what to do."""
        first = self.first
        where = [first.file, first.sheet]
        where += [f"row {first.row}"] if len(self.rows) == 1 else []
        where += [f"column {first.column}"] if first.column else []
        value = f" ({first.value!r})" if first.value else ""
        line = f"{', '.join(part for part in where if part)}: {first.problem}{value}"
        if len(self.rows) > 1:
            line += f" {len(self.rows):,} rows: {short_list(self.rows)}"
        probably = f"Probably {self.likely}. " if self.likely else ""
        return f"{line}\n  {probably}{first.remedy}"


def short_list(rows: Sequence[object]) -> str:
    """The first of some rows or words, as messages name them."""
    return ", ".join(map(str, rows[:ROWS_NAMED])) + (", …" if len(rows) > ROWS_NAMED else "")


Locate = Callable[[Problem], Problem]
"""Gives a problem the place in the file at which its owner sees it."""
GuessMeaning = Callable[[Problem], str | None]
"""Gives what the value of a problem probably means; None where nothing is likely."""


class Refused(Exception):
    """All of the files were refused, and nothing was written.

    `groups` are the problems by column and value. `absent_refs` are the references that are missing
    from a list of current records, where nothing else is wrong: it must be said whether they were
    removed.
    """

    def __init__(
        self,
        problems: list[Problem],
        total: int,
        groups: tuple[Group, ...] = (),
        absent_refs: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{total:,} {'problem' if total == 1 else 'problems'} found")
        self.problems = problems
        self.total = total
        self.groups = groups
        self.absent_refs = absent_refs


class Unreadable(Exception):
    """A file, or the rest of it, cannot be read: what is wrong, and what to do."""

    def __init__(self, problem: str, remedy: str, row: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.row = row


class Problems:
    """The problems of one import, in the order the files and their rows were given.

    Of each kind (the same remedy in the same column) the first 1,000 are kept and the rest are
    counted, so that a file of a million bad rows takes little memory.
    """

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[tuple[str, str, str | None, str]] = Counter()
        self.absent_refs: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self._counts.total()

    def add(
        self,
        file: str,
        problem: str,
        remedy: str,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        kind = (file, sheet, column, remedy)
        self._counts[kind] += 1
        if self._counts[kind] <= MOST_OF_A_KIND:
            self._kept.append(Problem(file, sheet, row, column, value, problem, remedy))

    def add_error(self, file: str, error: Unreadable | OSError, sheet: str = "") -> None:
        """Add why a file, or the rest of it, cannot be read."""
        if isinstance(error, OSError):
            reason = error.strerror or "unknown reason"
            self.add(file, f"This cannot be opened: {reason}.", "Check its name and folder.")
        else:
            self.add(file, error.problem, error.remedy, sheet=sheet, row=error.row)

    def files(self) -> list[str]:
        """The names of the files that have problems."""
        return list(dict.fromkeys(file for file, *_ in self._counts))

    def refusal(
        self, locate: Locate = lambda problem: problem, guess: GuessMeaning = lambda _: None
    ) -> Refused:
        """The error to raise: all problems by sheet and row, each at its place in its file."""
        order = {place: n for n, place in enumerate(dict.fromkeys(map(_place, self._kept)))}
        listed = sorted(self._kept, key=lambda each: (order[_place(each)], each.row or 0))
        for (file, sheet, column, remedy), count in self._counts.items():
            if count > MOST_OF_A_KIND:
                more = f"… and {count - MOST_OF_A_KIND:,} more rows like these."
                listed.append(Problem(file, sheet, None, column, None, more, remedy))
        located = list(map(locate, listed))
        return Refused(located, len(self), _grouped(listed, located, guess), self.absent_refs)

    def summary(self) -> str:
        """Sheet, column, remedy and count of each kind, a line each; never a value."""
        return "\n".join(
            f"{sheet or 'file'}{f', {column}' if column else ''}: {remedy} ({count:,})"
            for (_, sheet, column, remedy), count in self._counts.items()
        )


def _grouped(
    problems: Sequence[Problem], located: Sequence[Problem], guess: GuessMeaning
) -> tuple[Group, ...]:
    """The problems by column and value, in the order in which the first of each was found."""
    groups: dict[tuple[str | None, ...], list[tuple[Problem, Problem]]] = {}
    for problem, where in zip(problems, located, strict=True):
        key = (where.file, where.sheet, where.column, where.value, where.problem, where.remedy)
        groups.setdefault(key, []).append((problem, where))
    found = []
    for place, alike in enumerate(groups.values()):
        problem, where = alike[0]
        rows = tuple(each.row for _, each in alike if each.row is not None)
        found.append(Group(where, rows, guess(problem) if place < MOST_GUESSED else None))
    return tuple(found)


def _place(problem: Problem) -> tuple[str, str]:
    return problem.file, problem.sheet
