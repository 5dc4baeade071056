"""What the error over one option says: where the model over- and underfits."""

from collections.abc import Sequence

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.crossval import CrossValidation
from lrcli.jobs.measurement.candidates import Candidate
from lrcli.report.words.overfitting import EQUAL_ERRORS
from lrcli.text import percent, short

Setting = tuple[float, Candidate]


def setting_of(recipe: Recipe, name: str) -> str:
    """The value of an option; a dash where it is a parameter of another optimizer or schedule."""
    options = recipe.options()
    if name not in options:
        return "–"
    value = options[name]
    if value is None:
        return "auto" if name in {"learning_rate", "batch_size", "epochs"} else "default"
    return short(value) if isinstance(value, float) else str(value)


def settings(result: CrossValidation, names: Sequence[str]) -> list[Setting]:
    """The values of the only option that differs, in rising order; none where it is not a number."""
    if len(names) != 1 or names[0] == "seed":
        return []
    values = [candidate.recipe.options().get(names[0]) for candidate in result.candidates]
    pairs = [
        (value, candidate)
        for value, candidate in zip(values, result.candidates, strict=True)
        if isinstance(value, int | float)
    ]
    if len(pairs) < len(values):
        return []
    return sorted((pair for pair in pairs if pair[1].folds), key=lambda pair: pair[0])


def validation_verdict(result: CrossValidation, name: str) -> str:
    """Where the validation error is lowest, and what is wrong on either side."""
    curve, option = settings(result, [name]), name.replace("_", " ")
    errors = [candidate.validation.pooled for _, candidate in curve]
    if max(errors) <= min(errors) * (1 + EQUAL_ERRORS):
        return f"{option} makes next to no difference here"
    best = min(range(len(curve)), key=lambda k: errors[k])
    clauses = [f"the validation error is lowest at {option} {short(float(curve[best][0]))}"]
    for end, side, comparative in ((0, "below", "smaller"), (len(curve) - 1, "above", "larger")):
        if end != best:
            value = short(float(curve[end][0]))
            clauses.append(f"{side} it, at {value}, {comparison(curve[end][1], curve[best][1])}")
        elif not _at_its_limit(curve[best], name, comparative):
            clauses.append(f"nothing {comparative} was tried")
    return "; ".join(clauses)


def _at_its_limit(setting: Setting, name: str, comparative: str) -> bool:
    value, candidate = setting
    limits = candidate.recipe.limits(name)
    return value == (limits.low if comparative == "smaller" else limits.high)


# The training error tells the two ills apart: a model that is too stiff is worse on the training rows too, one that is
# too flexible is better there and worse only on rows that it has not seen.
def comparison(end: Candidate, best: Candidate) -> str:
    """Whether the candidate at the end of the grid over- or underfits, compared with the best."""
    training = excess(end.train.pooled, best.train.pooled)
    validation = excess(end.validation.pooled, best.validation.pooled)
    if validation <= EQUAL_ERRORS:
        return "it is hardly higher"
    fault = "underfits" if training > EQUAL_ERRORS else "overfits"
    return f"the model {fault} (training {direction(training)}, validation {direction(validation)})"


def excess(error: float, other: float) -> float:
    """By what share an error is above another; 0 where the other is 0, whose excess could only be rounding."""
    return error / other - 1 if other > 0 else 0.0


def direction(share: float) -> str:
    """An excess in words: "4.58 % higher"."""
    if abs(share) <= EQUAL_ERRORS:
        return "as high"
    return f"{percent(abs(share))} {'higher' if share > 0 else 'lower'}"
