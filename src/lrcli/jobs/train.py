"""Learn a model from a table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.files.stream import OnBytes
from lrcli.data.tables.gather import Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import DEFAULT_SPLIT, NO_SPLIT, TRAIN, VALIDATION, Dealer, by_split, parse_split
from lrcli.errors import DataError, DivergenceError, OptionError
from lrcli.fitting.build import history_of, to_model
from lrcli.fitting.examination import examine
from lrcli.fitting.fit import HISTORY, Fit, Progress
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.redundancy import redundant
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.jobs.epochs import Epochs, Training
from lrcli.jobs.remarks import of_divergence, of_training
from lrcli.jobs.selection import Selection
from lrcli.jobs.verdict import Verdict, judge
from lrcli.learning.trace import Trace
from lrcli.learning.training import OnStep
from lrcli.model.linear import Model
from lrcli.text import count

if TYPE_CHECKING:  # imported where they are asked for
    from lrcli.fitting.first_step import WorkedStep
    from lrcli.fitting.trajectory import Trajectory, Wish
    from lrcli.jobs.diagnostics import Shown

GATHERED = 256  # rows of a minibatch of many rows; neighbours are merged where a recipe wants more


@dataclass(frozen=True)
class Trained:
    """A model, and what the one who trained it should know."""

    model: Model
    verdict: Verdict
    remarks: tuple[str, ...]
    interrupted: bool
    first_step: "WorkedStep | None" = None  # these where they were asked for
    shown: "Shown | None" = None  # what a report draws
    trajectory: "Trajectory | None" = None


def train(
    data: str | Sequence[str],
    selection: Selection | None = None,
    recipe: Recipe | None = None,
    *,
    explain_step: bool = False,
    show: bool = False,
    trajectory: "Wish | None" = None,
    on_bytes: OnBytes | None = None,
) -> Trained:
    """Learn to predict the target from the features: `training`, whose options these are, to its end."""
    asked = training(
        data, selection, recipe, explain_step=explain_step, show=show, trajectory=trajectory, on_bytes=on_bytes
    )
    with asked as epochs:
        return epochs.result()


@contextmanager
def training(
    data: str | Sequence[str],
    selection: Selection | None = None,
    recipe: Recipe | None = None,
    *,
    explain_step: bool = False,
    show: bool = False,
    trajectory: "Wish | None" = None,
    on_bytes: OnBytes | None = None,
) -> Iterator[Epochs[Trained]]:
    """Learn to predict the target from the features, epoch by epoch, inside `with`, after which no rows are kept.

    data: paths or patterns of them, "-" for standard input. selection: of rows and columns. recipe: how to train.
    explain_step: with the first step worked out, of rows that are kept. show: gather also what a report draws.
    trajectory: follow two weights. on_bytes: told how many bytes are read.
    Who leaves the loop early gets the best weights up to there. Raises DataError, OptionError, or DivergenceError.
    """
    selection, recipe = selection or Selection(), recipe or Recipe()
    if explain_step and recipe.solver == "exact":
        raise OptionError("explain_step", "has no effect with --solver exact, which takes no steps")
    split = DEFAULT_SPLIT if recipe.split is None else parse_split(recipe.split)
    plan = replace(plan_for([recipe], by_split(split, recipe.seed)), only_trains=TRAIN)
    with Scratch(selection.memory) as scratch:
        table = selection.gather(data, plan, scratch, on_bytes)
        split = recipe.parts(len(table))
        fold = table.fold(by_split(split, recipe.seed), [TRAIN], recipe)
        more: dict[str, Any] = {"explain_step": explain_step, "show": show}
        if trajectory is None:
            yield Epochs(train_fold(table, fold, recipe, str(split), **more))
        else:
            yield Epochs(train_and_follow(table, fold, recipe, str(split), trajectory, **more))


def train_and_follow(
    table: Storage, fold: Fold, recipe: Recipe, split: str, wish: "Wish", **more: Any
) -> Training[Trained]:
    """Learn from the rows of a fold, and write down the way of two weights and of those they are compared with."""
    from lrcli.fitting.trajectory import Tracer

    tracer = Tracer(fold, wish, recipe)
    trained = yield from train_fold(table, fold, recipe, split, **more, on_step=tracer.path.see)
    return replace(trained, trajectory=(yield from tracer.trajectory(alone=trained.interrupted)))


def train_on_all(table: Storage, dealer: Dealer, recipe: Recipe) -> Trained:
    """Learn from every row of a table that is gathered already, whatever part it was dealt."""
    fold = table.fold(dealer, sorted(set(dealer.deck)), recipe)
    return Epochs(train_fold(table, fold, recipe, str(NO_SPLIT))).result()


def train_fold(
    table: Storage,
    fold: Fold,
    recipe: Recipe,
    split: str,
    *,
    explain_step: bool = False,
    show: bool = False,
    on_step: OnStep | None = None,
) -> Training[Trained]:
    """Learn from the rows of a fold. on_step: told the weights after every step."""
    check(table, fold)
    stepper = stepper_for(fold, recipe) if explain_step else None
    if recipe.patience is not None and not fold.loss_of(VALIDATION):
        raise OptionError("patience", "needs validation rows; give some with --split 80/20")
    fit, trace = Fit([fold], [VALIDATION], [recipe], on_step), Trace[Progress](HISTORY)
    for epoch in fit:
        trace.see(epoch.epoch, epoch)
        if (yield epoch):
            break
    fitted = fit.fitted()
    if fitted.steps and fitted.stopped[0, 0] == "diverged":
        raise DivergenceError(of_divergence(recipe, fitted.steps))
    model = to_model(fold, split, recipe, fitted, history_of(trace))
    remarks = of_training(fold, recipe, redundant(fold, fitted.optimum[0][0]), model.training.batch_size)
    worked = stepper(float(fitted.steps.rate[0, 0])) if stepper and fitted.steps else None
    w, optimum = fitted.w[0, 0], fitted.optimum[0][0]
    return Trained(
        model=model,
        verdict=judge(examine(fold, w, optimum, model)),
        remarks=tuple(remarks),
        interrupted=fitted.interrupted,
        first_step=worked,
        shown=shown(model, fold, w) if show else None,
    )


def stepper_for(fold: Fold, recipe: Recipe) -> Callable[[float], "WorkedStep"]:
    """What works the first step out once the rate is known. Raise DataError where its rows are not kept."""
    from lrcli.fitting.first_step import first_minibatch, work_out

    batch, orthogonal = first_minibatch(fold, recipe)
    return lambda rate: work_out(batch, fold, recipe, rate, orthogonal=orthogonal)


def shown(model: Model, fold: Fold, w: Floats) -> "Shown":
    """What a report draws."""
    from lrcli.jobs.diagnostics import show_training

    return show_training(model, fold, w)


def plan_for(recipes: Sequence[Recipe], dealer: Dealer) -> Plan:
    """How many rows become minibatches."""
    asked = any(isinstance(recipe.batch_size, int) for recipe in recipes)
    return Plan(dealer, gathered_size(recipes), asked)


def gathered_size(recipes: Sequence[Recipe]) -> int:
    """Rows of the minibatches that are gathered from many rows: the smallest that a recipe wants, 256 by default."""
    wanted = [recipe.batch_size for recipe in recipes]
    return min([GATHERED, *(size for size in wanted if isinstance(size, int))])


def check(table: Storage, fold: Fold) -> None:
    """Raise DataError where the training rows cannot teach anything."""
    name, target, found = table.files[0].name, table.columns.target, fold.encoding.statistics
    if fold.n < 2:
        raise DataError(f"{name}: {count(fold.n, 'training row')}; at least 2 are needed")
    for column, mean, std in (
        (target, found.y_mean, found.y_std),
        *zip(table.columns.numeric, found.mean, found.std, strict=True),
    ):
        if not np.isfinite([mean, std]).all():
            raise DataError(f"{name}: the values of {column!r} are too large to be squared; divide them by a constant")
    if found.y_std == 0:
        value = np.exp(found.y_mean) if table.columns.log_target else found.y_mean
        raise DataError(
            f"{name}: the target {target!r} is {value:g} in every training row, or too nearly so to be squared"
        )
    if not table.columns.numeric and not table.columns.categorical:
        reasons = "; ".join(f"{column.name}: {column.reason}" for column in table.columns.left_out)
        raise DataError(f"{name}: no column to learn {target!r} from{' (' + reasons + ')' if reasons else ''}")
