"""A prediction as that for the average row, and what each feature adds to it. In plain Python.

prediction = average + Σ (summand of the feature − its summand in the average row)
"""

# Why from the average row, and not the bias and weight · value: the bias is the prediction where every number is 0.
# With a calendar year among the features that is −3,500,000, which the year's summand makes good, and from neither does
# one learn what the year of this car changes. From the average on, each summand is as large as the difference it makes.

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lrcli.model.features import Feature, Value, exact_sum


class FeatureGroup(NamedTuple):
    """Features that are explained as one: a column, a term, or the slopes of a number by levels (age:brand)."""

    name: str
    indices: tuple[int, ...]  # among the model's features
    average: float  # what they add in the average row

    def contribution(self, summands: Sequence[float]) -> float:
        """What the group adds to the average row's prediction. summands: what each feature of the model adds."""
        return exact_sum([*(summands[index] for index in self.indices), -self.average])


def feature_groups(features: Sequence[Feature]) -> list[FeatureGroup]:
    """The groups in the order of their first features."""
    # The slopes of one term are a feature for each level, of which a row has one. Apart, each of the others would
    # contribute minus its average, and a table of thirty levels thirty such lines.
    indices: dict[str, list[int]] = {}
    for index, feature in enumerate(features):
        indices.setdefault(feature.term, []).append(index)
    return [
        FeatureGroup(name, tuple(group), exact_sum(features[index].average for index in group))
        for name, group in indices.items()
    ]


def active_feature(group: FeatureGroup, features: Sequence[Feature], values: Mapping[str, Value]) -> Feature | None:
    """The feature of the group that has a value in this row; None where no slope of the group has one."""
    if len(group.indices) == 1:
        return features[group.indices[0]]
    return next((features[index] for index in group.indices if features[index].value(values)), None)
