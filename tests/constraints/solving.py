"""Tiny models solved by HiGHS in the test's own process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import highspy
import numpy as np

from constraints.engines.relaxation import linearise_pair_costs
from constraints.model.linear import Floats, Matrix
from constraints.model.model import MipModel
from constraints.problem.problem import Problem
from tests.constraints.builders import judged, planned

TOLERANCE = 1e-6


def accepts(problem: Problem, choices: Mapping[str, tuple[int, int]]) -> bool:
    """Return whether the model has a solution with these first days (numbers) and venues (indices) of meetings."""
    model = MipModel(problem)
    matrix = model.matrix()
    candidates = model.candidates
    for name, (day, venue) in choices.items():
        index = next(n for n, meeting in enumerate(problem.meetings) if meeting.id == name)
        lines = candidates.of(index)
        found = lines.start + np.flatnonzero((candidates.day[lines] == day) & (candidates.venue[lines] == venue))
        if not len(found):
            return False
        matrix.lower[found] = 1
    return _feasible(matrix)


class Chooser:
    """The model of a problem, solved repeatedly with day, hours and venue of every meeting fixed."""

    def __init__(self, problem: Problem) -> None:
        self.model = MipModel(problem)
        table = self.model.candidates
        lines = zip(table.meeting.tolist(), table.day.tolist(), table.hours.tolist(), table.venue.tolist(), strict=True)
        self._candidate = {line: candidate for candidate, line in enumerate(lines)}
        self._columns = np.arange(len(table), dtype=np.int32)
        self._engine = highspy.Highs()
        self._engine.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own interface
        self._engine.passModel(_program(linearise_pair_costs(self.model.matrix())))

    def knows(self, meeting: int, choice: tuple[int, int, int]) -> bool:
        """Return whether the model has a candidate for this choice of a meeting."""
        return (meeting, *choice) in self._candidate

    def best(self, choices: Sequence[tuple[int, int] | tuple[int, int, int]]) -> tuple[int, Floats] | None:
        """Return the fewest points and the column values with these choices, if feasible.

        Args:
            choices: first day (number), hours (index; the first if left out) and venue (index) of each meeting.
        """
        whole = (choice if len(choice) == 3 else (choice[0], 0, choice[1]) for choice in choices)
        chosen = [self._candidate.get((meeting, *choice)) for meeting, choice in enumerate(whole)]
        known = [candidate for candidate in chosen if candidate is not None]
        if len(known) < len(chosen):
            return None
        fixed = np.isin(self._columns, known).astype(np.float64)
        self._engine.changeColsBounds(len(fixed), self._columns, fixed, fixed)
        self._engine.run()
        if self._engine.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        assert self._engine.getModelStatus() == highspy.HighsModelStatus.kOptimal
        points = self._engine.getInfo().objective_function_value
        assert abs(points - round(points)) < TOLERANCE, f"points are whole numbers, not {points}"
        return round(points), np.array(self._engine.getSolution().col_value)


def best_values(model: MipModel) -> Floats | None:
    """Return the column values of an optimal solution; None if the model is infeasible."""
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own interface
    engine.passModel(_program(linearise_pair_costs(model.matrix())))
    engine.run()
    if engine.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(engine.getSolution().col_value)


def paid(of: Problem, *choices: tuple[int, int]) -> list[tuple[int, str, str]]:
    """Return points, English and Danish of each finding for these choices; the model must charge the same."""
    meetings = [planned(of, each.id, *choice) for each, choice in zip(of.meetings, choices, strict=True)]
    verdict, best = judged(of, *meetings), Chooser(of).best(choices)
    assert best is not None
    assert best[0] == verdict.objective
    return [(finding.points, finding.say("en"), finding.say("da")) for finding in verdict.findings]


def _feasible(matrix: Matrix) -> bool:
    if not matrix.columns:  # HiGHS reports such a model as empty, whatever its rows are
        return bool(np.all((matrix.row_lower <= 0) & (matrix.row_upper >= 0)))
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own interface
    engine.passModel(_program(matrix))
    engine.run()
    status = engine.getModelStatus()
    assert status in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible}, status
    return bool(status == highspy.HighsModelStatus.kOptimal)


def _program(matrix: Matrix) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = matrix.columns, matrix.rows
    program.col_cost_, program.offset_ = matrix.cost.tolist(), matrix.offset
    program.col_lower_, program.col_upper_ = matrix.lower.tolist(), matrix.upper.tolist()
    program.row_lower_, program.row_upper_ = matrix.row_lower.tolist(), matrix.row_upper.tolist()
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.starts.tolist(), matrix.index.tolist()
    program.a_matrix_.value_ = matrix.value.tolist()
    kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
    program.integrality_ = [kinds[bool(whole)] for whole in matrix.integer]
    return program
