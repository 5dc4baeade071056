"""The regularization path of a table, by cross-validation: how many columns a model needs."""

from dataclasses import dataclass, replace

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.stream import OnBytes
from lrcli.data.tables.scratch import Scratch
from lrcli.errors import DataError, OptionError
from lrcli.fitting.evidence.exact_relation import find_formula
from lrcli.fitting.evidence.examination import find_leakage
from lrcli.fitting.evidence.facts import Evidence, Measurement
from lrcli.fitting.evidence.split_rows import SplitRows
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.redundancy import redundant
from lrcli.fitting.regularization_path import RegularizationPath, regularization_path
from lrcli.jobs.crossval import folds_of
from lrcli.jobs.judgement.remarks import fold_remarks
from lrcli.jobs.judgement.verdict import Verdict, judge
from lrcli.jobs.plan import plan_for
from lrcli.jobs.selection import Selection, check_folds, check_one_target
from lrcli.jobs.trainable import check_trainable
from lrcli.options import option_values

SOLVED_WITH = {"seed", "min_count", "standardize"}  # options of a training that a path has


@dataclass(frozen=True)
class PathResult:
    """The path, and what to expect of the model that it chooses."""

    target: str
    rows: int
    k: int
    ratio: float
    logarithm: bool  # of the target is learned, and the errors are those of it
    path: RegularizationPath
    verdict: Verdict
    remarks: tuple[str, ...]


def trace_path(
    data: Table | Frame,
    recipe: Recipe | None = None,
    selection: Selection | None = None,
    *,
    k: int = 5,
    ratio: float = 1.0,
    on_bytes: OnBytes | None = None,
) -> PathResult:
    """Solve a hundred penalties on k folds and on all rows, by coordinate descent on their moments.

    Raises DataError, or OptionError for an option of steps, which a path does not take.
    """
    recipe, selection = recipe or Recipe(), selection or Selection()
    for name, value in option_values(recipe).items():
        if name not in SOLVED_WITH and value != getattr(Recipe(), name):
            raise OptionError(name, "has no effect with --path, which solves every penalty exactly; leave one out")
    check_folds(k)
    penalized = replace(recipe, l1=1.0, weight_decay=1 - ratio)  # that there is one; how large it is, the path says
    dealer = selection.dealing.folds(k, recipe.seed)
    with Scratch(selection.memory, selection.scratch) as scratch:
        table = selection.gather(data, plan_for([penalized], dealer), scratch, on_bytes)
        if len(names := table.columns.together) > 1:
            check_one_target(names, {"path": True})
        held_out = [role for _, role in dealer.folds()]
        if len(table) < max(len(held_out), 3):
            raise DataError(f"{table.files[0].name}: {len(table)} rows are not enough for {len(held_out)} folds")
        whole, folds = table.fold(dealer, held_out, penalized), folds_of(table, dealer, penalized)
        for fold in (whole, *folds):
            check_trainable(table, fold)
        path = regularization_path(whole, folds, held_out, ratio)
        solution = folds[0].solve(0.0)
        remarks = tuple(fold_remarks(folds[0], [penalized], redundant(folds[0], solution)))
        leakage = find_leakage(folds[0], SplitRows.of(folds[0]), find_formula(folds[0], solution))
    statistics, choice = whole.encoding.statistics, path.choice
    r2 = 1 - choice.validation_mse / statistics.y_std**2
    assert table.columns.target is not None
    evidence = Evidence(
        target=table.columns.target,
        n=min(fold.n for fold in folds),
        p=choice.weights + 1,
        measured=Measurement(
            f"rows in {len(folds)} folds{table.columns.held_out_words}",
            True,
            sum(fold.held_out for fold in folds),
            choice.validation_rmse,
            r2,
            of_logarithm=table.columns.log_target,
        ),
        weight_decay=choice.l1,
        decay_was_compared=True,
        formula=leakage.formula,
        product=leakage.product,
        ordered=leakage.ordered,
        exact=True,
        scale=statistics.y_std,
    )
    log = table.columns.log_target
    return PathResult(table.columns.target, len(table), len(folds), ratio, log, path, judge(evidence), remarks)
