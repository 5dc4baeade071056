"""What the error over one option says: where the model over- and underfits."""

from collections.abc import Sequence

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.crossval import Candidate, CrossValidation
from lrcli.report.words.fit import EQUAL
from lrcli.text import percent, short

Setting = tuple[float, Candidate]


def setting_of(recipe: Recipe, name: str) -> str:
    """An option's value; a dash where it is a parameter that another optimizer or schedule has."""
    options = recipe.options()
    if name not in options:
        return "–"
    value = options[name]
    if value is None:
        return "auto" if name in {"learning_rate", "batch_size", "epochs"} else "default"
    return short(value) if isinstance(value, float) else str(value)


def settings(result: CrossValidation, names: Sequence[str]) -> list[Setting]:
    """The values of the only option that differs, in rising order; none where it is no number."""
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


def verdict(result: CrossValidation, name: str) -> str:
    """Where the validation error is lowest, and what is wrong on either side."""
    found, spoken = settings(result, [name]), name.replace("_", " ")
    errors = [candidate.validation.pooled for _, candidate in found]
    if max(errors) <= min(errors) * (1 + EQUAL):
        return f"{spoken} makes next to no difference here"
    place = min(range(len(found)), key=lambda k: errors[k])
    value = found[place][0]
    said = [f"the validation error is lowest at {spoken} {short(float(value))}"]
    for end, where, more in ((0, "below", "smaller"), (len(found) - 1, "above", "larger")):
        if end != place:
            said.append(f"{where} it, at {short(float(found[end][0]))}, {compared(found[end][1], found[place][1])}")
        elif not _at_its_limit(found[place], name, more):
            said.append(f"nothing {more} was tried")
    return "; ".join(said)


def _at_its_limit(setting: Setting, name: str, more: str) -> bool:
    value, candidate = setting
    limits = candidate.recipe.limits(name)
    return value == (limits.low if more == "smaller" else limits.high)


def compared(end: Candidate, best: Candidate) -> str:
    """Over- or underfitting: the training error tells which."""
    train = more(end.train.pooled, best.train.pooled)
    validation = more(end.validation.pooled, best.validation.pooled)
    if validation <= EQUAL:
        return "it is hardly higher"
    of = f"training {moved(train)}, validation {moved(validation)}"
    return f"the model {'underfits' if train > EQUAL else 'overfits'} ({of})"


def more(error: float, than: float) -> float:
    """By what part it is higher; a line through all points is not exceeded by anything but rounding."""
    return error / than - 1 if than > 0 else 0.0


def moved(part: float) -> str:
    if abs(part) <= EQUAL:
        return "as high"
    return f"{percent(abs(part))} {'higher' if part > 0 else 'lower'}"
