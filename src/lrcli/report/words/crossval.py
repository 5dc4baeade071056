"""Sentences about a cross-validation: what its candidates differ in, and how well the best one generalizes."""

from collections.abc import Sequence
from typing import Any

from lrcli.fitting.recipe import Recipe, all_options
from lrcli.jobs.crossval import CrossValidation
from lrcli.report.words.overfitting import EQUAL_ERRORS, barely_beats_baseline, overfits, undecided
from lrcli.report.words.validation_curve import setting_of
from lrcli.text import percent

SELF_EXPLANATORY = {"optimizer", "schedule", "solver"}  # options whose values need no name before them
FITTING_REASONS = (
    "overfits",
    "worse than the mean",
    "may be chance",
)  # of a verdict; over- or underfitting explains them
MOST_OF_THE_ERROR = 0.5  # of the squared error of held-out rows: more is the levels' that no training row has
ERROR_NAMES = {"mae": "MAE", "loss": "loss of the quantile"}
FITTED_EXACTLY = 1e-9  # of the error of always the mean: a smaller training error is rounding


def varied_options(result: CrossValidation) -> list[str]:
    """The names of the options in which the candidates differ."""
    candidates = [candidate.recipe.options() for candidate in result.candidates]
    own = set(Recipe.__dataclass_fields__)

    # A hyperparameter is compared only between candidates of one optimizer and schedule: Adagrad's ε and Adam's have
    # different defaults, but whoever compares the two optimizers has not chosen an ε.
    def differs(name: str) -> bool:
        values: dict[Any, set[Any]] = {}
        for options in candidates:
            if name in options:
                rules = None if name in own else (options["optimizer"], options["schedule"])
                values.setdefault(rules, set()).add(options[name])
        return any(len(group) > 1 for group in values.values())

    return [name for name in all_options() if differs(name)]


def candidate_name(result: CrossValidation, names: Sequence[str], index: int) -> str:
    """A candidate named by the options that differ: "sgd", or "learning rate 0.1", or both."""
    recipe = result.candidates[index].recipe
    return ", ".join(
        f"{'' if name in SELF_EXPLANATORY else name.replace('_', ' ') + ' '}{setting_of(recipe, name)}"
        for name in names
        if name in recipe.options()
    )


def generalization(result: CrossValidation) -> str:
    """One sentence: how much larger the error on new rows is, and whether the model over- or underfits.

    Where the verdict has another cause, as a row that decides, the sentence is the comparison alone: more weight decay
    would not mend that.
    """
    if result.measure != "rmse":  # over- and underfitting are judged by RMSE and R², which a few far rows may decide
        excess, error = result.winner.excess_by(result.measure), ERROR_NAMES[result.measure]
        return (
            f"the {error} is {percent(abs(excess))} {'larger' if excess > 0 else 'smaller'} than on the training rows"
        )
    best, excess = result.winner, result.winner.excess
    if best.train.pooled < FITTED_EXACTLY * result.baseline.pooled:
        return "the training rows are fitted exactly"
    comparison = (
        f"the error is {percent(abs(excess))} {'larger' if excess > 0 else 'smaller'} than on the training rows"
    )
    if abs(excess) < EQUAL_ERRORS:
        comparison = "the error is as large as on the training rows"
    if any(reason.kind not in FITTING_REASONS for reason in result.verdict.reasons):
        return comparison
    if result.unlearned and result.unlearned.share > MOST_OF_THE_ERROR:
        return f"{comparison}, most of it on levels that no row had which trained"
    if overfits(result):
        decay = "" if result.decay_was_compared else "--weight-decay or "
        return f"{comparison}: it overfits, try {decay}fewer features"
    if barely_beats_baseline(result):
        decay = "less --weight-decay" if best.recipe.weight_decay else "other features"
        return f"{comparison}: it underfits, the features tell next to nothing; try {decay}"
    if undecided(result):
        return f"{comparison}, but the folds differ too much to tell whether it overfits"
    return f"{comparison}: it generalizes well"
