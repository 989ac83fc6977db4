"""Pair costs written out as columns and rows.

For options i of one choice and j of another a column p[i, j] with rows sum_j p[i, j] = chosen i and
sum_i p[i, j] = chosen j: the convex hull of the two choices, so the relaxation stays tight.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from constraints.linear import Matrix, PairCost


def materialise(matrix: Matrix) -> Matrix:
    """The same model without pair costs; its first columns are those of the given one."""
    for pair in matrix.pairs:
        matrix = _with_pair(matrix, pair)
    return replace(matrix, pairs=())


def _with_pair(matrix: Matrix, pair: PairCost) -> Matrix:
    rows, columns = pair.cost.shape
    first_column = matrix.columns
    grid = first_column + np.arange(rows * columns).reshape(rows, columns)
    links = [(grid[i], option) for i, option in enumerate(pair.first)]
    links += [(grid[:, j], option) for j, option in enumerate(pair.second)]
    index = [np.concatenate(link) for link in links]
    value = [np.concatenate([np.ones(len(cells)), -np.ones(len(option))]) for cells, option in links]
    starts = matrix.starts[-1] + np.cumsum([len(part) for part in index])
    size = rows * columns
    return replace(
        matrix,
        cost=np.concatenate([matrix.cost, pair.cost.ravel().astype(np.float64)]),
        lower=np.concatenate([matrix.lower, np.zeros(size)]),
        upper=np.concatenate([matrix.upper, np.ones(size)]),
        integer=np.concatenate([matrix.integer, np.zeros(size, dtype=np.bool_)]),
        late=np.concatenate([matrix.late, np.zeros(size, dtype=np.bool_)]),
        starts=np.concatenate([matrix.starts, starts.astype(np.int32)]),
        index=np.concatenate([matrix.index, *(part.astype(np.int32) for part in index)]),
        value=np.concatenate([matrix.value, *value]),
        row_lower=np.concatenate([matrix.row_lower, np.zeros(len(links))]),
        row_upper=np.concatenate([matrix.row_upper, np.zeros(len(links))]),
        owner=matrix.owner + ("",) * len(links),
    )
