"""The jobs that take several targets, for tests of tables with one."""

from collections.abc import Sequence
from typing import Any

from lrcli.data.files.frames import Frame, Table
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.crossval import CrossValidation, crossval
from lrcli.jobs.evaluate import evaluate
from lrcli.jobs.evaluator import Evaluation
from lrcli.jobs.selection import Selection
from lrcli.model.linear import Model


def crossval_of_one(
    data: Table | Frame, recipes: Sequence[Recipe], selection: Selection | None = None, **options: Any
) -> CrossValidation:
    """The only result of `crossval`, whose options these are."""
    (result,) = crossval(data, recipes, selection, **options)
    return result


def evaluate_of_one(model: Model, data: Table | Frame, **options: Any) -> Evaluation:
    """The only result of `evaluate`, whose options these are."""
    (evaluation,) = evaluate(model, data, **options).values()
    return evaluation
