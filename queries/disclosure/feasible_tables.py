"""The feasible tables: whole numbers that agree with everything published. The audit asks for them.

A feasible table is described by its differences from the true one. HiGHS (https://highs.dev) finds
it as a solution of linear constraints within bounds, so it is exact: nothing is estimated. Tables
close to the true one are preferred, because there the rule hides nearly the same counts. This
module does not know what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Key = tuple[int, ...]
Bounds = tuple[float, float]
Sum = tuple[Sequence[int], Sequence[int], float, float]
"""Variables, their coefficients, and the least and greatest change of their sum."""

ROUNDING = 1e-6
MOST_NODES = 2000
# If branch and bound needs more nodes, no table is taken to exist, which can only hide more.
GAVE_UP = highspy.HighsModelStatus.kSolutionLimit
ANSWERED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible, GAVE_UP)


@dataclass(frozen=True)
class Place:
    """The position of a number in the model: a variable, or a row that is a sum of variables."""

    index: int
    is_row: bool = False


class SolverFailed(RuntimeError):
    """The solver neither found a feasible table nor showed that there is none."""


class FeasibleTables:
    """The feasible tables: variables and rows, each with its least and greatest change.

    A variable is split into its rise and its fall, so that the distance from the true table is
    linear. The solver first allows fractions. That is quick when questions follow one another, and
    nearly always gives whole numbers in tables like these; if not, branch and bound is used.
    """

    def __init__(self, bounds: Sequence[Bounds], rows: Sequence[Sum]) -> None:
        """`bounds`: the least and greatest change of each variable. A row without variables is
        left out: nothing in it can change."""
        self.size = len(bounds)
        self._row: dict[int, int] = {}
        self._rows: list[Sum] = []
        for number, row in enumerate(rows):
            if row[0]:
                self._row[number] = len(self._rows)
                self._rows.append(row)
        self._upper = np.array([max(0.0, b[1]) for b in bounds] + [max(0.0, -b[0]) for b in bounds])
        # Most numbers are 0 and cannot fall. Leaving them out of the columns is much quicker.
        self._changeable = np.flatnonzero(self._upper > 0)
        self._position = np.full(2 * self.size, -1, dtype=np.int32)
        self._position[self._changeable] = np.arange(len(self._changeable))
        self.costs = np.random.default_rng(1).integers(2, 6, 2 * self.size).astype(float)
        self._quick = self._solver(whole=False)
        self._exact: highspy.Highs | None = None

    def can_change(self, place: Place) -> bool:
        return not place.is_row or place.index in self._row

    def _solver(self, whole: bool) -> highspy.Highs:
        rows, columns, at = self._rows, len(self._changeable), self._position
        lp = highspy.HighsLp()
        lp.num_col_ = columns
        lp.num_row_ = len(rows)
        lp.col_cost_ = np.zeros(columns)
        lp.col_lower_ = np.zeros(columns)
        lp.col_upper_ = self._upper[self._changeable]
        lp.row_lower_ = np.array([row[2] for row in rows], dtype=float)
        lp.row_upper_ = np.array([row[3] for row in rows], dtype=float)
        parts = np.array([part for row in rows for part in row[0]], dtype=np.int64)
        signs = np.array([sign for row in rows for sign in row[1]], dtype=float)
        own = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
        indices = np.column_stack((at[parts], at[parts + self.size])).ravel()
        values = np.column_stack((signs, -signs)).ravel()
        lengths = np.bincount(np.repeat(own, 2)[indices >= 0], minlength=len(rows))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
        lp.a_matrix_.index_ = indices[indices >= 0]
        lp.a_matrix_.value_ = values[indices >= 0]
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, bool | int | float | str] = {
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "mip_rel_gap": 0.3,
            "mip_max_nodes": MOST_NODES,
        }
        if not whole:
            # The next question differs little from the last, so the solver starts from that answer.
            options |= {"presolve": "off", "simplex_scale_strategy": 0}
        for option, value in options.items():
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        return solver

    def find(self, costs: NDArray[np.float64], fixed: Mapping[Place, Bounds]) -> Numbers | None:
        """The changes that give a feasible table with these places within these bounds, or None.

        `costs`: those of the rises, then those of the falls.
        """
        found = self._solve(self._quick, costs, fixed)
        if found is not None and np.abs(found - np.rint(found)).max(initial=0.0) > ROUNDING:
            if self._exact is None:
                self._exact = self._solver(whole=True)
            found = self._solve(self._exact, costs, fixed)
        if found is None:
            return None
        solution = np.zeros(2 * self.size)
        solution[self._changeable] = found
        changes: Numbers = np.rint(solution[: self.size] - solution[self.size :]).astype(np.int64)
        return changes

    def _solve(
        self, solver: highspy.Highs, costs: NDArray[np.float64], fixed: Mapping[Place, Bounds]
    ) -> NDArray[np.float64] | None:
        rows: dict[int, Bounds] = {}
        columns: dict[int, Bounds] = {}
        for place, (low, high) in fixed.items():
            if place.is_row:
                row = self._row[place.index]
                least, most = self._rows[row][2:]
                rows[row] = max(low, least), min(high, most)
            else:
                rise = place.index
                fall = rise + self.size
                columns[rise] = max(0.0, low), min(self._upper[rise], max(0.0, high))
                columns[fall] = max(0.0, -high), min(self._upper[fall], max(0.0, -low))
        if any(low > high for low, high in (*rows.values(), *columns.values())):
            return None
        for row, bounds in rows.items():
            solver.changeRowBounds(row, *bounds)
        column_bounds = {
            int(self._position[column]): bounds
            for column, bounds in columns.items()
            if self._position[column] >= 0
        }
        for column, bounds in column_bounds.items():
            solver.changeColBounds(column, *bounds)
        changeable = self._changeable
        solver.changeColsCost(len(changeable), self._position[changeable], costs[changeable])
        solver.run()
        status = solver.getModelStatus()
        if status not in ANSWERED:
            solver.clearSolver()  # The last answer was a bad place to start.
            solver.run()
            status = solver.getModelStatus()
        for row in rows:
            solver.changeRowBounds(row, *self._rows[row][2:])
        for column in column_bounds:
            solver.changeColBounds(column, 0.0, self._upper[changeable[column]])
        if status == highspy.HighsModelStatus.kOptimal:
            return np.array(solver.getSolution().col_value)
        if status in (highspy.HighsModelStatus.kInfeasible, GAVE_UP):
            return None
        raise SolverFailed(solver.modelStatusToString(status))
