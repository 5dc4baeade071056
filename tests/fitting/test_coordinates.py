"""What the steps are taken in, and the weights that it stands for."""

import numpy as np

from lrcli.fitting.coordinates import Coordinates
from lrcli.learning.shrinkage import Balance
from lrcli.learning.solution.precondition import IDENTITY

CATEGORY, DECAY = (1, np.array([0.5, 0.5])), np.array([0, 0.1, 0.1])


def test_each_v_has_its_own_weights_however_often_and_in_whatever_order_they_are_asked_for():
    """Of two levels the mean, 1 and 2, goes to the bias."""
    coordinates = Coordinates([IDENTITY], [Balance([CATEGORY], DECAY)])
    first, second = np.array([[[5.0, 0.0, 2.0]]]), np.array([[[7.0, 1.0, 3.0]]])

    weights = [coordinates.weights(v).tolist() for v in (first, first, second, first)]

    assert weights == [[[[6, -1, 1]]], [[[6, -1, 1]]], [[[9, -1, 1]]], [[[6, -1, 1]]]]


def test_without_a_decay_and_nearly_collinear_columns_the_steps_are_taken_in_the_weights_themselves():
    v = np.array([[[5.0, 0.0, 2.0]]])
    assert Coordinates([IDENTITY], []).weights(v) is v
