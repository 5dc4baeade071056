"""What stands for a missing number, or for a level that training did not see, in a prediction, in words."""

from collections.abc import Collection

from lrcli.model.features import OTHER, Feature
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


def unseen_level(model: Model, feature: Feature | None, levels: Collection[str]) -> str | None:
    """What a level that is not among these is taken as; None where it adds 0 and that stands for nothing.

    The default weight decay of levels draws them to their mean, so that 0 is the mean of all.
    """
    if OTHER in levels:
        return OTHER
    return "the mean of all levels" if feature and feature.average and not model.training.l1 else None
