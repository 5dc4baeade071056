"""Loss curves of runs (folds, candidates), as the mean over the folds."""

import numpy as np
import pytest

from lrcli.fitting.descent import Descents


def seen(optimum, *epochs, stopped=None):
    descents = Descents(np.array(optimum, dtype=float))
    for number, loss in enumerate(epochs, 1):
        descents.see(number, np.array(loss, dtype=float), (stopped or {}).get(number, []))
    return descents


def test_near_is_where_the_mean_over_the_folds_is():
    """Two folds with optima 1 and 3: their mean is near from 2.02 on, whatever each fold is."""
    descents = seen([[1], [3]], [[1], [9]], [[1.06], [3]], [[1.0], [3.039]], [[9], [9]])
    assert descents.of(0).epochs_to_near == 3
    assert descents.of(0).loss == pytest.approx((5, 2.03, 2.0195, 9))
    assert descents.of(0).optimum == 2


def test_never_near_is_none():
    assert seen([[1, 1]], [[2, 1.005]], [[1.02, 1]]).of(0).epochs_to_near is None
    assert seen([[1, 1]], [[2, 1.005]], [[1.02, 1]]).of(1).epochs_to_near == 1


def test_a_run_that_ended_stays_where_it_was():
    descents = seen([[1, 1]], [[5, 6]], [[4, 5]], [[3, 4]], stopped={2: [(0, 0)], 3: [(0, 0)]})
    assert descents.of(0).loss == (5, 4, 4)
    assert descents.of(1).loss == (6, 5, 4)


def test_some_two_hundred_of_many_epochs_are_kept_and_always_the_last():
    descents = seen([[1]], *([[1 / k]] for k in range(1, 3_001)))
    found = descents.of(0)
    assert found.epoch[:30] == tuple(range(1, 31))
    assert found.epoch[-1] == 3_000
    assert 150 < len(found.epoch) < 250
    assert found.loss == pytest.approx([1 / epoch for epoch in found.epoch])
