"""What each command prints with --json, as types: docs/json.schema.json is made of them, and the functions have them.

`evaluate` and `stats` print their results as they are. Beside the columns of its table, which depend on the model,
`predict` prints what docs/json_schema.py says.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from lrcli.fitting.descent import Descent
from lrcli.fitting.inference import Inference
from lrcli.fitting.regularization_path import PathPoint
from lrcli.fitting.trajectory import Trajectory
from lrcli.jobs.evaluator import Evaluation
from lrcli.jobs.judgement.verdict import Verdict
from lrcli.jobs.measurement.candidates import FoldErrors, FoldScores
from lrcli.model.linear import Model


class Standardization(TypedDict):
    """encoded value = (value − centre) / scale."""

    name: str
    centre: float
    scale: float


class FirstStepDocument(TypedDict):
    """The first step of a training, worked out. Matrices have a row for each row of the minibatch."""

    optimizer: str | None
    hyperparameters: Mapping[str, float]
    learning_rate: float
    weight_decay: float
    weights: Sequence[str]
    numbers: Sequence[Standardization]
    orthogonal: bool
    target: Standardization
    x: Sequence[Sequence[float]]
    y: Sequence[float]
    y_hat: Sequence[float]
    error: Sequence[float]
    slope: Sequence[float]
    sum: Sequence[float]
    gradient: Sequence[float]
    state: Mapping[str, Any]
    w: Sequence[float]


class TargetDocument(TypedDict):
    """What the training of one target tells beside its model."""

    verdict: Verdict
    generalization_error: Mapping[str, float | None] | None
    remarks: Sequence[str]
    inference: NotRequired[Inference]
    trajectory: NotRequired[Trajectory]
    first_step: NotRequired[FirstStepDocument]


class TrainDocument(TargetDocument):
    """lrcli train --json. Of several targets: verdict and remarks are those on all, targets has each one's own."""

    output: str
    model: Model
    targets: NotRequired[Mapping[str, TargetDocument]]


class CandidateDocument(TypedDict):
    """One recipe of a cross-validation. One that diverged has the reason, and no folds and errors."""

    recipe: Mapping[str, bool | float | str | None]
    diverged: NotRequired[str | None]
    train_rmse: NotRequired[FoldErrors]
    validation_rmse: NotRequired[FoldErrors]
    generalization_error: NotRequired[float]
    r2: NotRequired[float | None]
    epochs_to_1_percent: NotRequired[int | None]
    descent: NotRequired[Descent | None]
    folds: Sequence[FoldScores]


class ValidationCurve(TypedDict):
    """The errors by the values of the one option in which the candidates differ."""

    option: str
    values: Sequence[float]
    train_rmse: Sequence[float]
    validation_rmse: Sequence[float]
    verdict: str


class LearningPoint(TypedDict):
    """The RMSE of each fold with a share of the training rows."""

    share: float
    rows: float
    train_rmse: Sequence[float]
    validation_rmse: Sequence[float]


class LearningDocument(TypedDict):
    """A learning curve."""

    points: Sequence[LearningPoint]
    remarks: Sequence[str]
    verdict: str


class CrossvalDocument(TypedDict):
    """lrcli crossval --json."""

    target: str
    rows: int
    k: int
    best: int
    best_by: str
    verdict: Verdict
    r2: float | None
    generalization: str
    baseline_rmse: FoldErrors
    candidates: Sequence[CandidateDocument]
    validation_curve: ValidationCurve | None
    learning_curve: LearningDocument | None
    model: Model | None
    remarks: Sequence[str]


class CrossvalDocumentOfTargets(TypedDict):
    """lrcli crossval --json, of several targets: the same of each, and the model of all, where -o asked for it."""

    targets: Mapping[str, CrossvalDocument]
    model: Model | None


class EvaluateDocumentOfTargets(TypedDict):
    """lrcli evaluate --json, of a model of several targets."""

    targets: Mapping[str, Evaluation]


class PathDocument(TypedDict):
    """lrcli crossval --path. The weights (points, names) are standardised; best and chosen are indices of points."""

    target: str
    logarithm: bool
    rows: int
    k: int
    l1_ratio: float
    best: int
    chosen: int
    command: str
    points: Sequence[PathPoint]
    names: Sequence[str]
    weights: Sequence[Sequence[float]]
    left_out: Sequence[str]
    verdict: Verdict
    remarks: Sequence[str]
