"""Sentences about a regularization path: what it chooses, and the command that trains that."""

from collections.abc import Sequence

from lrcli.fitting.regularization_path import PathPoint
from lrcli.jobs.judgement.remedy import without_option
from lrcli.jobs.regularization_path import PathResult
from lrcli.text import count, first_names, number, plain, shell_word, short

NAMED = 10  # weights that are left out and named
OF_CROSSVAL = (
    "-k",
    "--folds",
    "--l1-ratio",
    "--figure",
)  # options with a value that `lrcli train` does not have or need
NOT_OF_TRAIN = ("crossval", "--path", "--json", "--quiet", "-q", "--ascii")


def choice_in_words(result: PathResult) -> str:
    """The lowest error, and the fewest weights that are as good as far as the folds tell."""
    path = result.path
    best, choice = path.points[path.best], path.choice
    lowest = f"the error is lowest at λ {penalty_text(best)}, with {count(best.weights, 'weight')}"
    if path.best == path.chosen:
        return f"{lowest}; no larger λ is within one standard error of that"
    return (
        f"{lowest}; within one standard error of it is λ {penalty_text(choice)}, with "
        f"{count(choice.weights, 'weight')} of {len(path.names):,}"
    )


def penalty_text(point: PathPoint) -> str:
    decay = f" (weight decay {short(point.weight_decay, 4)})" if point.weight_decay else ""
    return f"{short(point.l1, 4)}{decay}"


def left_out_text(result: PathResult) -> str:
    """Which weights are 0 at the choice."""
    names = result.path.left_out()
    if not names:
        return "it leaves no weight out"
    return f"it leaves out {plain(first_names(names, NAMED))}"


def training_command(result: PathResult, words: Sequence[str]) -> str:
    """The command that trains the choice. words: the command line of the path, as it was typed."""
    typed, _ = without_option(words, OF_CROSSVAL)
    typed = [word for word in typed if word not in NOT_OF_TRAIN]
    choice = result.path.choice
    penalty = ["--l1", f"{choice.l1:.6g}"]
    penalty += ["--weight-decay", f"{choice.weight_decay:.6g}"] if choice.weight_decay else []
    return " ".join(map(shell_word, ["lrcli", "train", *typed, *penalty]))


def error_name(result: PathResult) -> str:
    return f"RMSE of log({result.target})" if result.logarithm else "RMSE"


def error_text(value: float) -> str:
    return number(value, 5)
