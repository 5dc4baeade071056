"""A relation that all training rows had among features that are numbers. In plain Python."""

from collections.abc import Mapping

from lrcli.model.features import Record

SPELLED_OUT = 3  # features up to which a sum is written as one
ONE = 1e-6  # a weight this near to 1 is written as 1


class Relation(Record, frozen=True):
    """feature = constant + Σ weight · value, up to the tolerance.

    Features that are so related have one effect together, and how they share it no training row can tell: every split
    predicts those rows alike. But a row that breaks the relation is predicted by the split, whichever it is.
    """

    feature: str
    constant: float
    weights: dict[str, float]
    tolerance: float  # in the feature's units, for rounding

    def broken(self, values: Mapping[str, float]) -> bool:
        """Whether a row's values, by feature, are not so related. One that is missing breaks nothing."""
        names = [self.feature, *self.weights]
        if any(name not in values for name in names):
            return False
        return abs(values[self.feature] - self.total(values)) > self.tolerance

    def total(self, values: Mapping[str, float]) -> float:
        """What the feature is where the others have these values."""
        return self.constant + sum(weight * values[name] for name, weight in self.weights.items())

    def __str__(self) -> str:
        """The sum as a person writes it: 2024 - year."""
        summands = [_summand(weight, name) for name, weight in self.weights.items()]
        if self.constant:
            return " ".join([f"{self.constant:.6g}", *summands])
        joined = " ".join(summands)
        return joined.removeprefix("+ ") if joined.startswith("+") else f"-{joined.removeprefix('- ')}"

    @property
    def line(self) -> str:
        """The remark on it after a training."""
        if len(self.weights) > SPELLED_OUT:
            return f"{self.feature} is redundant: it follows from {', '.join(self.weights)}"
        (first, weight), *others = self.weights.items()
        if not others and not self.constant and abs(weight - 1) < ONE:
            return f"{self.feature} is redundant: it is the same as {first} in every training row"
        return f"{self.feature} is redundant: it is {self} in every training row"


def _summand(weight: float, name: str) -> str:
    sign = "+" if weight > 0 else "-"
    return f"{sign} {name}" if abs(abs(weight) - 1) < ONE else f"{sign} {abs(weight):.6g} {name}"
