"""Learn a model from a table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.stream import OnBytes
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import DEFAULT_SPLIT, NO_SPLIT, TRAIN, VALIDATION, Dealer, parse_split
from lrcli.errors import DivergenceError, OptionError
from lrcli.fitting.build import history_of, in_users_units, target_of, to_model
from lrcli.fitting.evidence.dependence import find_dependence
from lrcli.fitting.evidence.examination import examine
from lrcli.fitting.evidence.facts import DependentRows, TextTrial
from lrcli.fitting.fit import HISTORY, Fit, Progress
from lrcli.fitting.options.confidence import CONFIDENCE
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.redundancy import redundant
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.jobs.epochs import EpochGenerator, Epochs
from lrcli.jobs.judgement.lasting_reasons import lasting_reasons
from lrcli.jobs.judgement.remarks import (
    collinearity_remarks,
    dependence_remarks,
    far_row_remarks,
    numbered_remarks,
    text_trial_remarks,
    training_remarks,
)
from lrcli.jobs.judgement.targets import remarks_of_targets
from lrcli.jobs.judgement.verdict import Verdict, judge, verdict_of_targets
from lrcli.jobs.on_request import diagnostics_of, inference_of, replay_of, stepper_for
from lrcli.jobs.plan import plan_for
from lrcli.jobs.selection import Selection, check_one_target
from lrcli.jobs.text_trial import try_as_texts
from lrcli.jobs.trainable import check_trainable
from lrcli.learning.solution.analytic import WIDEST_MATRIX
from lrcli.learning.trace import Trace
from lrcli.learning.training import OnStep
from lrcli.model.distribution import Distribution
from lrcli.model.features import Feature
from lrcli.model.linear import Model
from lrcli.model.record import Target

if TYPE_CHECKING:  # imported where they are asked for
    from lrcli.fitting.first_step import WorkedStep
    from lrcli.fitting.inference import Inference
    from lrcli.fitting.replay import Replay
    from lrcli.fitting.trajectory import Trajectory, Wish
    from lrcli.jobs.measurement.prediction_diagnostics import Diagnostics

FEWER = "take fewer columns with --features, or let rare levels share a weight with --min-count"


@dataclass(frozen=True)
class TrainingResult:
    """A model, the verdict on it, and all else that a training tells."""

    model: Model
    verdict: Verdict
    remarks: tuple[str, ...]
    interrupted: bool
    dependence: DependentRows | None = None  # of rows on one another, which the split does not take into account
    first_step: "WorkedStep | None" = None  # this and what follows where it was asked for
    diagnostics: "Diagnostics | None" = None  # for a report
    trajectory: "Trajectory | None" = None
    inference: "Inference | None" = None
    replay: "Replay | None" = None  # with the diagnostics, where a page can do the training again
    targets: tuple["TrainingResult", ...] = ()  # of each, where they are several: then this is what they say together

    @property
    def each(self) -> tuple["TrainingResult", ...]:
        """The result of each target."""
        return self.targets or (self,)


Learn = Callable[[Fold, OnStep | None], EpochGenerator[TrainingResult]]  # of one target; told the weights of each step


def train(
    data: Table | Frame,
    selection: Selection | None = None,
    recipe: Recipe | None = None,
    *,
    explain_step: bool = False,
    diagnose: bool = False,
    trajectory: "Wish | None" = None,
    confidence: float | None = None,
    update: Model | None = None,
    keep_moments: bool = False,
    on_bytes: OnBytes | None = None,
) -> TrainingResult:
    """Learn to predict the target from the features: `training`, whose options these are, to its end."""
    job = training(
        data,
        selection,
        recipe,
        explain_step=explain_step,
        diagnose=diagnose,
        trajectory=trajectory,
        confidence=confidence,
        update=update,
        keep_moments=keep_moments,
        on_bytes=on_bytes,
    )
    with job as epochs:
        return epochs.result()


@contextmanager
def training(
    data: Table | Frame,
    selection: Selection | None = None,
    recipe: Recipe | None = None,
    *,
    explain_step: bool = False,
    diagnose: bool = False,
    trajectory: "Wish | None" = None,
    confidence: float | None = None,
    update: Model | None = None,
    keep_moments: bool = False,
    on_bytes: OnBytes | None = None,
) -> Iterator["TrainingEpochs"]:
    """Learn to predict the target from the features, epoch by epoch. The rows are kept to the end of `with`.

    data: paths or patterns of them, "-" for standard input, or a table in memory. selection: of rows and columns.
    recipe: how to train.
    explain_step: work the first step out, which needs rows that are kept. diagnose: gather what a page shows.
    trajectory: follow two weights. confidence: tell how sure the weights are, by intervals that hold in so many of 100
    samples. keep_moments: keep in the model what an update needs of the rows. update: a model with that, whose rows are
    learned from as well. on_bytes: told how many bytes are read.
    The result of a loop that is left early has the best weights up to there.
    Raises DataError, OptionError, or DivergenceError.
    """
    selection, recipe = selection or Selection(), recipe or Recipe()
    if confidence is not None:
        CONFIDENCE.check(confidence)
        if not recipe.squared:
            raise OptionError("inference", f"tells of least squares, and the loss is {recipe.loss}; leave --loss out")
    if explain_step and recipe.solver == "exact":
        raise OptionError("explain_step", "has no effect with --solver exact, which takes no steps")
    if update is not None:
        from lrcli.jobs.update import check_selection, gather_update, recipe_of_update

        check_selection(selection)
        recipe, keep_moments = recipe_of_update(update, recipe), True
        if explain_step:
            raise OptionError("explain_step", "shows rows, and with --update only the sums of most are there")
    if keep_moments and not recipe.squared:
        raise OptionError("loss", f"{recipe.loss} needs rows, and the moments that a model keeps tell squares alone")
    split = DEFAULT_SPLIT if recipe.split is None else parse_split(recipe.split)
    dealing = selection.dealing
    plan = replace(plan_for([recipe], dealing.split(split, recipe.seed)), training_role=TRAIN)
    if selection.weights and (explain_step or keep_moments):
        option = "explain_step" if explain_step else "keep_moments"
        raise OptionError(option, "is for rows that count once each; leave --weights out")
    if keep_moments and dealing.by != "rows":
        raise OptionError("keep_moments", f"lets an update hold out row by row; leave --{dealing.by} out")
    with Scratch(selection.memory, selection.scratch) as scratch:
        if update is None:
            table = selection.gather(data, plan, scratch, on_bytes)
        else:
            table = gather_update(update, data, selection, recipe, plan, scratch, on_bytes)
        if len(names := table.columns.together) > 1:
            check_one_target(names, {"keep_moments": keep_moments})
        split = recipe.split_of(len(table))
        dealer = dealing.split(split, recipe.seed)
        folds = [each.fold(dealer, [TRAIN], recipe) for each in table.targets()]

        def learn(fold: Fold, on_step: OnStep | None = None) -> EpochGenerator[TrainingResult]:
            return train_fold(
                fold,
                recipe,
                str(split),
                explain_step=explain_step,
                diagnose=diagnose,
                confidence=confidence,
                keep_moments=keep_moments,
                earlier=update.distributions if update else (),
                as_texts=partial(try_as_texts, table, data, selection, recipe, split, plan, scratch),
                on_step=on_step,
            )

        yield TrainingEpochs(train_folds(folds, recipe, learn, trajectory), folds)


class TrainingEpochs(Epochs[TrainingResult]):
    """The epochs of a training, which also tell the weights in the table's units."""

    def __init__(self, training: EpochGenerator[TrainingResult], folds: Sequence[Fold]) -> None:
        """folds: of each target."""
        super().__init__(training)
        self.folds = folds

    def weights(self, epoch: Progress) -> tuple[list[Feature], float, Target]:
        """The features with their weights after an epoch of a target, the bias, and that target."""
        assert epoch.w is not None
        fold = next(fold for fold in self.folds if fold.table.columns.target == epoch.target)
        return *in_users_units(fold, epoch.w[0, 0]), target_of(fold)


def train_folds(
    folds: Sequence[Fold], recipe: Recipe, learn: Learn, wish: "Wish | None"
) -> EpochGenerator[TrainingResult]:
    """Learn each target from its fold, one after the other: all that they share are the rows, read once.

    wish: for the trajectory of each. The model of the first has the others with it.
    """
    results = []
    for fold in folds:
        if wish is None:
            results.append((yield from learn(fold, None)))
        else:
            results.append((yield from train_and_follow(fold, recipe, learn, wish)))
    return result_of_targets(results)


def result_of_targets(results: Sequence[TrainingResult]) -> TrainingResult:
    """What the trainings of several targets say together; that of one as it is."""
    first, *others = results
    if not others:
        return first
    names = [each.model.target.name for each in results]
    return TrainingResult(
        model=first.model.with_others([other.model for other in others]),
        verdict=verdict_of_targets(dict(zip(names, [each.verdict for each in results], strict=True))),
        remarks=remarks_of_targets(dict(zip(names, [each.remarks for each in results], strict=True))),
        interrupted=any(each.interrupted for each in results),
        targets=tuple(results),
    )


def train_and_follow(fold: Fold, recipe: Recipe, learn: Learn, wish: "Wish") -> EpochGenerator[TrainingResult]:
    """Learn from the rows of a fold, and record the path of two weights, also under the settings to compare with."""
    from lrcli.fitting.trajectory import Tracer

    tracer = Tracer(fold, wish, recipe)
    trained = yield from learn(fold, tracer.trace.see)
    return replace(trained, trajectory=(yield from tracer.trajectory(alone=trained.interrupted)))


def train_on_all(table: Storage, dealer: Dealer, recipe: Recipe) -> TrainingResult:
    """Learn from every row of a table that is gathered already, whatever its role."""
    fold = table.fold(dealer, dealer.roles, recipe)
    return Epochs(train_fold(fold, recipe, str(NO_SPLIT))).result()


def train_fold(
    fold: Fold,
    recipe: Recipe,
    split: str,
    *,
    explain_step: bool = False,
    diagnose: bool = False,
    confidence: float | None = None,
    keep_moments: bool = False,
    earlier: Sequence[Distribution] = (),
    as_texts: Callable[[], Iterable[TextTrial]] = tuple,
    on_step: OnStep | None = None,
) -> EpochGenerator[TrainingResult]:
    """Learn from the rows of a fold.

    earlier: the distributions of the columns in earlier rows, of which only sums are left. as_texts: the trials of
    columns that became several numbers. on_step: told the weights after every step.
    """
    table = fold.table
    check_trainable(table, fold)
    if confidence is not None and fold.encoding.p > WIDEST_MATRIX:
        raise OptionError(
            "inference", f"takes at most {WIDEST_MATRIX:,} weights, and these are {fold.encoding.p:,}; {FEWER}"
        )
    moments = None
    if keep_moments:
        from lrcli.fitting.earlier import moments_of

        moments = moments_of(fold, recipe)
    stepper = stepper_for(fold, recipe) if explain_step else None
    if recipe.patience is not None and not fold.loss_of(VALIDATION):
        raise OptionError("patience", "needs validation rows; give some with --split 80/20")
    fit, trace = Fit([fold], [VALIDATION], [recipe], on_step), Trace[Progress](HISTORY)
    for epoch in fit:
        trace.see(epoch.epoch, replace(epoch, w=None))
        if (yield epoch):
            break
    fitted = fit.fitted()
    if fitted.steps and fitted.stopped[0, 0] == "diverged":
        from lrcli.jobs.judgement.divergence import divergence_message

        raise DivergenceError(divergence_message(fold, fitted.optimum[0][0], recipe, fitted.steps))
    model = to_model(fold, split, recipe, fitted, history_of(trace), moments, earlier)
    remarks = training_remarks(fold, recipe, redundant(fold, fitted.paraboloid[0]), model.training.batch_size)
    inference = None if confidence is None else inference_of(fold, fitted.paraboloid[0], confidence)
    dependence = find_dependence(table, recipe)
    worked = stepper(float(fitted.steps.rate[0, 0])) if stepper and fitted.steps else None
    w = fitted.w[0, 0]
    trials = tuple(as_texts())
    evidence = replace(examine(fold, w, fitted, model), scale=model.target.std, as_texts=trials)
    verdict = judge(evidence)
    return TrainingResult(
        model=model.with_doubts(lasting_reasons(verdict)),
        verdict=verdict,
        remarks=(
            *remarks,
            *text_trial_remarks(trials),
            *far_row_remarks(evidence.far),
            *numbered_remarks(evidence.numbered),
            *(collinearity_remarks(fold.table.columns, inference) if inference else ()),
            *dependence_remarks(dependence),
        ),
        dependence=dependence,
        interrupted=fitted.interrupted,
        first_step=worked,
        diagnostics=diagnostics_of(model, fold, w) if diagnose else None,
        inference=inference,
        replay=replay_of(fit, fitted) if diagnose else None,
    )
