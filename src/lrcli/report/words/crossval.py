"""What there is to say of a cross-validation."""

from collections.abc import Sequence

from lrcli.fitting.recipe import all_options
from lrcli.jobs.crossval import CrossValidation
from lrcli.report.words.fit import EQUAL, overfits, undecided, underfits
from lrcli.report.words.validation_curve import setting_of
from lrcli.text import number, percent


def varying(result: CrossValidation) -> list[str]:
    """The options that the candidates differ in; a parameter of one optimizer is no difference to another's."""
    given = [candidate.recipe.options() for candidate in result.candidates]
    return [name for name in all_options() if len({options[name] for options in given if name in options}) > 1]


def called(result: CrossValidation, names: Sequence[str], place: int) -> str:
    """A candidate by what differs: sgd, or learning rate 0.1, or both."""
    recipe, speak = result.candidates[place].recipe, {"optimizer", "schedule", "solver"}
    return ", ".join(
        f"{'' if name in speak else name.replace('_', ' ') + ' '}{setting_of(recipe, name)}"
        for name in names
        if name in recipe.options()
    )


def verdict(result: CrossValidation) -> str:
    """One sentence: what to expect of new rows, and whether the model over- or underfits."""
    best = result.winner
    validation, mean, excess = best.validation.pooled, result.baseline.pooled, best.excess
    expected = f"expect an error of about {number(validation, 4)} on new rows"
    against = f"{percent(abs(1 - validation / mean))} {'less' if validation < mean else 'more'} than always the mean"
    compared = f"{percent(abs(excess))} {'more' if excess > 0 else 'less'} than on the training rows"
    if abs(excess) < EQUAL:
        compared = "as much as on the training rows"
    said = f"{expected}, {against}; {compared}"
    if overfits(result):
        return f"{said}: it overfits, try --weight-decay or fewer features"
    if underfits(result):
        decay = "less --weight-decay" if best.recipe.weight_decay else "other features"
        return f"{said}: it underfits, the features tell next to nothing; try {decay}"
    if undecided(result):
        return f"{said}, but the folds differ too much to tell whether it overfits"
    return f"{said}: it generalizes well"
