"""How far predictions are off because floats have 16 digits.

The powers of a number far from 0 are nearly straight lines over the rows, so the weights of a polynomial are large and
its summands cancel: the fifth power of 45,000 is 10²³, and summands of 10²⁰ add up to a price of 100. The fit does not
suffer, since it centres the powers; the model does, since its weights are those of the powers themselves.
"""

from lrcli.fitting.evidence.facts import Cancellation
from lrcli.model.linear import Model

HALF_UNIT = 2.0**-53  # relative error of rounding a summand of a prediction to a float
# Such a share of the RMSE raises it by about 0.5 %, since the squares of independent errors add up.
HARMFUL_SHARE = 0.1
NEGLIGIBLE_SHARE = 1e-6  # of the target's deviation: predictions are read with six digits of it


def find_cancellation(model: Model) -> Cancellation | None:
    """The rounding error of predictions and the largest summand; None if the error does not matter."""
    sizes = {feature.name: abs(feature.weight) * max(abs(feature.min), abs(feature.max)) for feature in model.numeric}
    if not sizes:
        return None
    log = model.target.log
    error = HALF_UNIT * sum(sizes.values()) * (1.0 if log is None else abs(model.target.mean))
    if not error > max(HARMFUL_SHARE * model.metrics.train.rmse, NEGLIGIBLE_SHARE * model.target.std):
        return None
    largest = max(sizes, key=lambda name: sizes[name])
    return Cancellation(largest, sizes[largest], error)
