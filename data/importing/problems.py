"""What is wrong with the files given, gathered so that all of it is reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SHOWN_OF_A_KIND = 1_000
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
        found = self.first
        where = [found.file, found.sheet]
        where += [f"row {found.row}"] if len(self.rows) == 1 else []
        where += [f"column {found.column}"] if found.column else []
        value = f" ({found.value!r})" if found.value else ""
        line = f"{', '.join(part for part in where if part)}: {found.problem}{value}"
        if len(self.rows) > 1:
            line += f" {len(self.rows):,} rows: {first_of(self.rows)}"
        probably = f"Probably {self.likely}. " if self.likely else ""
        return f"{line}\n  {probably}{found.remedy}"


def first_of(rows: Sequence[object]) -> str:
    """The first of some rows or words, as messages name them."""
    return ", ".join(map(str, rows[:ROWS_NAMED])) + (", …" if len(rows) > ROWS_NAMED else "")


Located = Callable[[Problem], Problem]
Likely = Callable[[Problem], str | None]


class Refused(Exception):
    """All of the files were refused, and nothing was written.

    `groups` are the problems by column and value. `absent_refs` are the references that are missing
    from a list of current records, where nothing else is wrong: it must be said whether they were
    removed.
    """

    def __init__(
        self,
        problems: list[Problem],
        found: int,
        groups: tuple[Group, ...] = (),
        absent_refs: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"{found:,} {'problem' if found == 1 else 'problems'} found")
        self.problems = problems
        self.found = found
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
        self._found: Counter[tuple[str, str, str | None, str]] = Counter()
        self.absent_refs: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self._found.total()

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
        self._found[kind] += 1
        if self._found[kind] <= SHOWN_OF_A_KIND:
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
        return list(dict.fromkeys(file for file, *_ in self._found))

    def refusal(
        self, located: Located = lambda problem: problem, likely: Likely = lambda _: None
    ) -> Refused:
        """The error to raise: all problems by sheet and row, each at its place in its file."""
        order = {place: n for n, place in enumerate(dict.fromkeys(map(_place, self._kept)))}
        listed = sorted(self._kept, key=lambda found: (order[_place(found)], found.row or 0))
        for (file, sheet, column, remedy), count in self._found.items():
            if count > SHOWN_OF_A_KIND:
                more = f"… and {count - SHOWN_OF_A_KIND:,} more rows like these."
                listed.append(Problem(file, sheet, None, column, None, more, remedy))
        where = list(map(located, listed))
        return Refused(where, len(self), _grouped(listed, where, likely), self.absent_refs)

    def summary(self) -> str:
        """Sheet, column, remedy and count of each kind, a line each; never a value."""
        return "\n".join(
            f"{sheet or 'file'}{f', {column}' if column else ''}: {remedy} ({count:,})"
            for (_, sheet, column, remedy), count in self._found.items()
        )


def _grouped(
    problems: Sequence[Problem], located: Sequence[Problem], likely: Likely
) -> tuple[Group, ...]:
    """The problems by column and value, in the order in which the first of each was found."""
    rows: dict[tuple[str | None, ...], list[int]] = {}
    first: dict[tuple[str | None, ...], tuple[Problem, Problem]] = {}
    for problem, where in zip(problems, located, strict=True):
        word = (where.file, where.sheet, where.column, where.value, where.problem, where.remedy)
        first.setdefault(word, (problem, where))
        rows.setdefault(word, []).extend([] if where.row is None else [where.row])
    return tuple(
        Group(where, tuple(rows[word]), likely(problem) if place < MOST_GUESSED else None)
        for place, (word, (problem, where)) in enumerate(first.items())
    )


def _place(problem: Problem) -> tuple[str, str]:
    return problem.file, problem.sheet
