"""What there is to say of a cross-validation."""

from collections.abc import Sequence
from typing import Any

from lrcli.fitting.recipe import Recipe, all_options
from lrcli.jobs.crossval import CrossValidation
from lrcli.report.words.fit import EQUAL, overfits, undecided, underfits
from lrcli.report.words.validation_curve import setting_of
from lrcli.text import percent

FITTING_REASONS = ("overfits", "worse than the mean", "may be chance")  # that over- or underfitting explains
FITTED_EXACTLY = 1e-9  # of the error of always the mean: less is rounding


def varying(result: CrossValidation) -> list[str]:
    """The options that the candidates differ in.

    A parameter differs only between candidates of one optimizer and schedule: that Adagrad's ε is another than Adam's
    is no choice of whoever compares the two.
    """
    given = [candidate.recipe.options() for candidate in result.candidates]
    own = set(Recipe.__dataclass_fields__)

    def differs(name: str) -> bool:
        values: dict[Any, set[Any]] = {}
        for options in given:
            if name in options:
                rules = None if name in own else (options["optimizer"], options["schedule"])
                values.setdefault(rules, set()).add(options[name])
        return any(len(of_rules) > 1 for of_rules in values.values())

    return [name for name in all_options() if differs(name)]


def called(result: CrossValidation, names: Sequence[str], place: int) -> str:
    """A candidate by what differs: sgd, or learning rate 0.1, or both."""
    recipe, speak = result.candidates[place].recipe, {"optimizer", "schedule", "solver"}
    return ", ".join(
        f"{'' if name in speak else name.replace('_', ' ') + ' '}{setting_of(recipe, name)}"
        for name in names
        if name in recipe.options()
    )


def generalization(result: CrossValidation) -> str:
    """One sentence: how much larger the error on new rows is, and whether the model over- or underfits.

    Where the verdict has another cause, as a row that decides, the sentence is the comparison alone: more weight decay
    would not mend that.
    """
    best, excess = result.winner, result.winner.excess
    if best.train.pooled < FITTED_EXACTLY * result.baseline.pooled:
        return "the training rows are fitted exactly"
    compared = f"the error is {percent(abs(excess))} {'larger' if excess > 0 else 'smaller'} than on the training rows"
    if abs(excess) < EQUAL:
        compared = "the error is as large as on the training rows"
    if any(reason.kind not in FITTING_REASONS for reason in result.verdict.reasons):
        return compared
    if overfits(result):
        several = len({candidate.recipe.weight_decay for candidate in result.candidates}) > 1
        return f"{compared}: it overfits, try {'' if several else '--weight-decay or '}fewer features"
    if underfits(result):
        decay = "less --weight-decay" if best.recipe.weight_decay else "other features"
        return f"{compared}: it underfits, the features tell next to nothing; try {decay}"
    if undecided(result):
        return f"{compared}, but the folds differ too much to tell whether it overfits"
    return f"{compared}: it generalizes well"
