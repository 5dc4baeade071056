"""The first minibatch of a training, computed again to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from lrcli.fitting.fit import draw, preconditioners
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.first_step import FirstStep, first_step
from lrcli.learning.linear import Block
from lrcli.learning.minibatch import shuffled
from lrcli.learning.optimizers import Optimizer
from lrcli.learning.precondition import IDENTITY
from lrcli.model.features import OTHER


@dataclass(frozen=True)
class WorkedStep:
    """The first step, and what its letters stand for. x = (value − centre) / scale, y likewise.

    orthogonal: the columns of numbers were made orthogonal after that, each less what those before it tell of it.
    """

    step: FirstStep
    optimizer: Optimizer
    weights: tuple[str, ...]  # (p,) names, the bias's first
    numbers: tuple[tuple[str, float, float], ...]  # name, centre and scale of each column of numbers
    target: tuple[str, float, float]
    rows: int  # that train
    eta: float
    orthogonal: bool


def first_minibatch(fold: Fold, recipe: Recipe) -> tuple[Block, bool]:
    """The rows of the minibatch that the training takes first, and whether their columns were made orthogonal.

    Raise DataError where rows are not kept.
    """
    count, rng = draw([fold], recipe)
    (along,) = preconditioners([fold], [recipe], [fold.solve(0.0)])
    minibatches = fold.as_rows(count, rng, along)
    return minibatches.batches[0][int(next(shuffled(minibatches, rng))[0])], along is not IDENTITY


def work_out(batch: Block, fold: Fold, recipe: Recipe, eta: float, *, orthogonal: bool) -> WorkedStep:
    """The step that the training took along this minibatch. Every schedule begins with η₀."""
    encoding, columns = fold.encoding, fold.table.columns
    assert columns.target is not None
    scales = zip(columns.numeric, encoding.centre.tolist(), encoding.scale.tolist(), strict=True)
    learned = f"log({columns.target})" if columns.log_target else columns.target
    return WorkedStep(
        step=first_step(batch, encoding.p, recipe.rule(), eta),
        optimizer=recipe.rule(),
        weights=tuple(weight_names(fold)),
        numbers=tuple(scales),
        target=(learned, encoding.y_centre, encoding.y_scale),
        rows=fold.n,
        eta=eta,
        orthogonal=orthogonal,
    )


def weight_names(fold: Fold) -> Iterator[str]:
    """Of each weight: the bias's, the columns of numbers, the marks of missing ones, the levels."""
    table, columns, encoding = fold.table, fold.table.columns, fold.encoding
    yield "b"
    yield from columns.numeric
    yield from (f"{columns.numeric[k]} missing" for k in encoding.statistics.missing)
    for name, levels, indices in zip(columns.categorical, table.levels, encoding.weight, strict=True):
        of_code = indices.tolist()
        for index in range(max(of_code) + 1):
            own = [code for code, its in enumerate(of_code) if its == index]
            level = OTHER if len(own) > 1 else ("(missing)", *levels)[own[0]]
            yield f"{name}={level}"
