"""The first step of a training, one quantity after the other."""

from dataclasses import dataclass

import numpy as np

from lrcli.arrays import Floats
from lrcli.learning.linear import Block, dense, gradient, predict, rounding_as_zero, rounding_of_gradient, squares
from lrcli.learning.losses import SQUARED, LossFunction
from lrcli.learning.optimizers import STEP_COUNT, Optimizer
from lrcli.learning.solution.elastic_net import soft


@dataclass(frozen=True)
class FirstStep:
    """From w = 0 (p,), the bias first, along the gradient of minibatch B."""

    X: Floats  # (|B|, p), one-hot columns written out, the first all ones
    y: Floats  # (|B|,)
    y_hat: Floats
    error: Floats  # ŷ − y
    slope: Floats  # ρ′(e), which is e for the squared loss
    total: Floats  # Σ ρ′(e) x, (p,)
    g: Floats  # 1/|B| Σ ρ′(e) x, (p,); weight decay adds λ w, which is 0 here
    state: dict[str, Floats]  # of the optimizer, by its letters
    w: Floats  # (p,), the weights after the step


def first_step(
    batch: Block, p: int, optimizer: Optimizer, eta: float, loss: LossFunction = SQUARED, kappa: Floats | None = None
) -> FirstStep:
    """What `training.fit` does first, by the same functions."""
    X, w = dense(batch, p)[:, :p], np.zeros(p)
    y_hat = predict(batch, w)
    error = y_hat - batch.y
    slope = loss.slope(error)
    rounding = rounding_of_gradient(np.array([[np.mean(slope**2) / 2]]), squares(batch, p)[None])[0, 0]
    g = rounding_as_zero(gradient(batch, w, loss), rounding)
    before = optimizer.init(w)
    after, state = optimizer.step(w, g, eta, before)
    if kappa is not None:
        after = soft(after, optimizer.length(eta, before, state) * kappa)
    values = state if isinstance(state, tuple) else (state,)
    named = {letter: value for letter, value in zip(optimizer.letters, values, strict=False) if letter != STEP_COUNT}
    return FirstStep(X, batch.y, y_hat, error, slope, slope @ X, g, named, after)
