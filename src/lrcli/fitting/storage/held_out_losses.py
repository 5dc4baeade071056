"""The loss on rows that are held out, as the saved model makes it: the weights of a column's levels are centred."""

from collections.abc import Sequence

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.tables.encoding import Encoding
from lrcli.fitting.storage.interface import Loss
from lrcli.learning import minibatch
from lrcli.learning.linear import Block, centre, half_squared_loss, mean_loss, over, second_moments
from lrcli.learning.losses import SQUARED, LossFunction
from lrcli.learning.solution.analytic import QR_COST, WIDEST_MATRIX
from lrcli.learning.solution.triangular_factor import factor


def loss_on_rows(blocks: Sequence[Block], n: int, encoding: Encoding, loss: LossFunction) -> Loss:
    """Of n rows, from their factor or their moments where these are fewer numbers: they are asked after every epoch."""
    p, first = encoding.p, blocks[0]
    if loss is not SQUARED:
        return lambda w: over(blocks, lambda block: mean_loss(block, centre(w, encoding.centring), loss))
    if n * p * p <= QR_COST:
        return loss_by_factor(factor(blocks, n, p), encoding)
    if p > WIDEST_MATRIX or not minibatch.moments_pay(p, n, first.X.shape[1] + first.codes.shape[1]):
        return lambda w: over(blocks, lambda block: half_squared_loss(block, centre(w, encoding.centring)))
    return loss_by_moments(over(blocks, lambda block: second_moments(block, p)), encoding)


def loss_by_factor(R: Floats, encoding: Encoding) -> Loss:
    """Of the rows whose factor is R (m, p + 1): a sum of squares, in which nothing cancels."""
    X, y = R[:, :-1].T, R[:, -1]
    return lambda w: ((centre(w, encoding.centring) @ X - y) ** 2).sum(axis=-1) / 2


def loss_by_moments(A: Floats, encoding: Encoding) -> Loss:
    """Of the rows whose moments are A (p + 1, p + 1)."""
    form, only = minibatch.MomentMinibatches(A[None, None]), np.zeros(1, dtype=np.intp)
    return lambda w: form.loss(only, centre(w, encoding.centring)[None])[0]
