"""What stands for a missing number in a prediction, in words."""

from lrcli.model.features import Feature
from lrcli.model.linear import Model
from lrcli.text import short

NO_EFFECT = 1e-9  # of the numbers that a prediction is the sum of; a smaller effect is none


def missing_number(model: Model, feature: Feature) -> str:
    """What follows "is missing": the average that stands for it, or what missing cells were worth in training.

    It is told beside the average row, as in explanations: what it adds to the bias depends on where the numbers have
    their 0.
    """
    effect = (feature.missing or 0.0) - feature.average
    if abs(effect) <= NO_EFFECT * model.scale:
        return f"taken as its average, {feature.mean_text}"
    if model.target.log:
        return f"multiplying {model.multiplied_name} of the average row by {short(model.factor(effect))}"
    return f"adding {short(effect)} to the average row"
