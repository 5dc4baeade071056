from collections.abc import Callable

import numpy as np
import pytest

from lrcli.learning.linear import Block

Draw = Callable[..., Block]


@pytest.fixture(scope="session")
def rows() -> Draw:
    """rows(n, seed): n rows with p = 9: [1, two numbers], a column of four levels, one of two. Nobody has level 3."""

    def draw(n: int, seed: int = 0) -> Block:
        rng = np.random.default_rng(seed)
        X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
        codes = np.column_stack([rng.integers(4, 7, n), rng.integers(7, 9, n)])
        return Block(X, codes, 5 + X @ [0, 2, -1] + (codes == 8).sum(axis=1) + rng.normal(size=n))

    return draw
