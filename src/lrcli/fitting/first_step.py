"""The first minibatch of a training, computed again to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass

from lrcli.fitting.coordinates import preconditioners
from lrcli.fitting.fit import draw
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.first_step import FirstStep, first_step
from lrcli.learning.linear import Block
from lrcli.learning.minibatch import shuffled
from lrcli.learning.optimizers import Optimizer
from lrcli.learning.solution.precondition import IDENTITY
from lrcli.model.features import OTHER


@dataclass(frozen=True)
class WorkedStep:
    """The first step, and what its letters stand for: x = (value − centre) / scale, y likewise.

    orthogonal: the columns of numbers were made orthogonal after that, each less what those before it tell of it; those
    of which nothing is left, as of all beyond the number of rows, are not among the weights then.
    """

    step: FirstStep
    optimizer: Optimizer
    weights: tuple[str, ...]  # names of those that the step changes, the bias's first
    numbers: tuple[tuple[str, float, float], ...]  # name, centre and scale of each column of numbers
    target: tuple[str, float, float]
    rows: int  # that train
    eta: float
    orthogonal: bool


@dataclass(frozen=True)
class FirstMinibatch:
    """The rows that a training takes first."""

    rows: Block
    indices: tuple[int, ...]  # of the weights that have a column here
    orthogonal: bool


def first_minibatch(fold: Fold, recipe: Recipe) -> FirstMinibatch:
    """Draw it as the training does. Raise DataError where rows are not kept."""
    count, rng = draw([fold], recipe)
    optimum = fold.solve(0.0)
    (along,) = preconditioners([fold], [recipe], [optimum])
    minibatches = fold.as_rows(count, rng, along)
    numbers = optimum.numbers.columns.tolist() if along.fewer else range(len(optimum.numbers.length))
    indices = (*numbers, *range(len(optimum.numbers.length), fold.encoding.p))
    rows = minibatches.batches[0][int(next(shuffled(minibatches, rng))[0])]
    return FirstMinibatch(rows, indices, along is not IDENTITY)


def work_out(batch: FirstMinibatch, fold: Fold, recipe: Recipe, eta: float) -> WorkedStep:
    """The step that the training took along this minibatch. Every schedule begins with η₀."""
    encoding, columns = fold.encoding, fold.table.columns
    assert columns.target is not None
    scales = list(zip(columns.numeric, encoding.centre.tolist(), encoding.scale.tolist(), strict=True))
    names = list(weight_names(fold))
    learned = columns.learned_target
    kappa = fold.kappa(recipe.l1)[list(batch.indices)] if recipe.l1 else None
    return WorkedStep(
        step=first_step(batch.rows, len(batch.indices), recipe.rule(), eta, fold.loss, kappa),
        optimizer=recipe.rule(),
        weights=tuple(names[index] for index in batch.indices),
        numbers=tuple(scales[index - 1] for index in batch.indices if 0 < index <= len(scales)),
        target=(learned, encoding.y_centre, encoding.y_scale),
        rows=fold.n,
        eta=eta,
        orthogonal=batch.orthogonal,
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
