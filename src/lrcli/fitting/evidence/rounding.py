"""How far predictions are off since numbers have 16 digits.

The powers of a number far from 0 are nearly straight lines over the rows, so the weights of a polynomial are large and
its parts cancel: of 45,000 to 45,010 the fifth power is 10²³, and parts of 10²⁰ add up to a price of 100. The fit does
not suffer, since it takes the powers around their means; the model, whose weights are those of the powers, does.
"""

from lrcli.fitting.evidence.facts import Cancellation
from lrcli.model.linear import Model

HALF_UNIT = 2.0**-53  # of the last binary digit, to which each part of a prediction is rounded, relative to it
HARMFUL_SHARE = 0.1  # of the RMSE, which then is about 1 % higher: independent errors add up by their squares
NEGLIGIBLE_SHARE = 1e-6  # of the target's deviation: predictions are read with six digits of it


def find_cancellation(model: Model) -> Cancellation | None:
    """The rounding of predictions and the part that is the largest; None where the rounding does not matter."""
    sizes = {feature.name: abs(feature.weight) * max(abs(feature.min), abs(feature.max)) for feature in model.numeric}
    if not sizes:
        return None
    log = model.target.log
    error = HALF_UNIT * sum(sizes.values()) * (1.0 if log is None else abs(model.target.mean))
    if not error > max(HARMFUL_SHARE * model.metrics.train.rmse, NEGLIGIBLE_SHARE * model.target.std):
        return None
    largest = max(sizes, key=lambda name: sizes[name])
    return Cancellation(largest, sizes[largest], error)
