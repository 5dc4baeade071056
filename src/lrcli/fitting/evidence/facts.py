"""The facts by which a model is judged: numbers, names and line numbers, no sentences."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from lrcli.fitting.evidence.outlying_rows import FarRow
from lrcli.fitting.evidence.target_leakage import ExactRelation, OrderRelation, ProductRelation
from lrcli.model.record import Scores

ARRIVED_GAP = 0.01  # optimality gap up to which trained weights stand for the analytic solution


@dataclass(frozen=True)
class Measurement:
    """How well the model predicts some rows, beside always predicting the mean of these same rows."""

    of: str  # "test rows", "rows of 5 folds"
    held_out: bool  # whether these rows did not train
    rows: int
    rmse: float
    r2: float | None  # None where the truth is constant
    uncertainty: float | None = None  # standard error of the RMSE, None where it is not known
    of_logarithm: bool = False  # whether the RMSE is that of the target's logarithm

    @classmethod
    def from_scores(
        cls, of: str, scores: Scores, uncertainty: float | None = None, *, held_out: bool, updated: bool = False
    ) -> "Measurement":
        """From the scores of these rows, and the standard error of their RMSE, where it is known.

        updated: of the rows before an update only sums are there, so that a sample is of the new ones.
        """
        rows = scores.rows
        if scores.sample is not None:
            sampled = f"{scores.rows:,} {of}"
            rows, of = scores.sample, f"new ones of {sampled}" if updated else f"of {sampled}, drawn at random"
        return cls(of, held_out, rows, scores.rmse, scores.r2, uncertainty)

    @property
    def better(self) -> float | None:
        """By which share the RMSE is lower than that of always the mean of the same rows: 1 − √(1 − R²)."""
        return None if self.r2 is None else 1 - sqrt(max(1 - self.r2, 0.0))


@dataclass(frozen=True)
class LossMeasurement:
    """How well a model does by a loss that is not squared, beside always predicting the best constant by that loss."""

    of: str
    held_out: bool
    rows: int
    error: float  # median absolute error, or mean pinball loss of a quantile, in units of the target as it is learned
    of_constant: float  # the same, of always the median or that quantile of the training rows
    gain: float  # by how much a row's loss is below that of the constant: the mean, in standard errors of the mean
    tau: float | None = None  # of a quantile
    below: float | None = None  # the share of these rows that lie below their prediction or on it

    @property
    def better(self) -> float | None:
        """By which share the error is lower than that of the constant."""
        return 1 - self.error / self.of_constant if self.of_constant > 0 else None


def standard_error(
    errors: Sequence[float],
    rmse: float,
    weights: Sequence[float] | None = None,
    groups: Sequence[Hashable] | None = None,
) -> float | None:
    """Of the RMSE of so many errors, by the delta method: the standard error of the mean square over 2 RMSE.

    weights: how often each row counts in that mean; a row that counts ten times is still one observation. groups: the
    group of each row; then the groups are the observations, since errors within one may be correlated.
    """
    if len(errors) < 2 or not rmse > 0:
        return None
    squares = [(float(error) / rmse) ** 2 for error in errors]  # in units of the RMSE, so that none is too large
    counts = [1.0] * len(squares) if weights is None else weights
    total = sum(counts)
    mean = sum(square * each for square, each in zip(squares, counts, strict=True)) / total
    above: dict[Hashable, float] = {}  # what each draw adds to the mean square, times the total
    for draw, square, each in zip(range(len(squares)) if groups is None else groups, squares, counts, strict=True):
        above[draw] = above.get(draw, 0.0) + (square - mean) * each
    n = len(above)
    if n < 2:
        return None
    variance = sum(each**2 for each in above.values()) / (n - 1)
    return rmse * sqrt(variance * n) / total / 2


@dataclass(frozen=True)
class DecisiveRows:
    """A few outlying rows that decide the weights or the error, the farthest first."""

    rows: tuple[FarRow, ...]
    rmse: float | None  # on the same rows without these, by the analytic solution without these
    r2: float | None  # likewise; both are None where too many folds would have to be solved
    origins: tuple[int, ...] = ()  # of the rows, as in data/rows/origins.py


@dataclass(frozen=True)
class LargeErrors:
    """The fewest rows that are most of the error, where these are a few of many."""

    place: str  # of the first
    actual: float
    predicted: float
    rows: int
    rmse: float  # of all other rows
    far: tuple[FarRow, ...] = ()  # the column in which each is outside of all others; none where one of them is not


@dataclass(frozen=True)
class Repetition:
    """Rows that are alike in every column, the target included."""

    rows: int  # of the table
    repeated: int  # rows that repeat an earlier one
    held_out: int  # rows that are held out
    known: int  # of these, those that repeat a row that trains
    rmse: float | None = None  # of the held-out rows
    rmse_of_new: float | None = None  # of those that repeat none; None where these are too few to tell
    by_chance: float = 0.0  # how many rows would repeat an earlier one if all values were equally frequent
    estimated: bool = False  # from a share of the rows


@dataclass(frozen=True)
class Negative:
    """Predictions below 0."""

    rows: int
    judged: int  # rows that were looked at: held-out ones, or all where none are held out
    natural: bool  # whether the target has values below 0 too, or is one of two numbers, as 1 for yes and 0 for no
    trained: bool = True  # whether the training rows are there, so that another model can be tried


@dataclass(frozen=True)
class Trial:
    """The same rows predicted by a model of the target's logarithm: mean absolute errors, and predictions below 0."""

    mae: float
    mae_of_logarithm: float


@dataclass(frozen=True)
class TextTrial:
    """A column that became several numbers, and the same rows predicted by a model that has it as one text."""

    column: str
    numbers: int
    r2: float
    r2_of_text: float
    of: str  # the rows: "test rows"


@dataclass(frozen=True)
class Cancellation:
    """Summands of a prediction so large that their last digits, which are lost, matter."""

    term: str  # of the largest summand
    size: float
    error: float  # by which predictions may be off for that reason, in units of the target


@dataclass(frozen=True)
class HeldOutLevels:
    """Levels that held-out rows have and no training row has: they are in one fold alone, or new at their time."""

    levels: tuple[tuple[str, str], ...]  # (column, level)
    rows: int
    share: float  # of the squared error of all held-out rows


@dataclass(frozen=True)
class DependentRows:
    """Rows that are in order of time, or several of one group, so that rows held out at random flatter the model."""

    by: str  # "time" or "group": the option that holds others out
    column: str
    error: float  # on rows that are later, or of other groups
    error_at_random: float  # on as many rows drawn at random
    measure: str = "error"  # what these are, where the loss is not squared, whose root mean square they are


@dataclass(frozen=True)
class FarTargets:
    """Targets far from all others, too many to be exceptions and few enough to be another kind of rows."""

    share: float  # of the rows
    of_variance: float  # the share that they have in the target's variance
    first: FarRow  # the farthest; its `next` is the limit from which on a target is far


@dataclass(frozen=True)
class ChangedSigns:
    """Targets below 0 whose predictions are near the same numbers above 0."""

    share: float  # of the rows
    place: str | None  # of the first
    rmse: float  # of all rows that are judged
    rmse_without: float


@dataclass(frozen=True)
class MissingCode:
    """A value far from all others of its column that repeats, as codes for missing cells do."""

    column: str
    value: float
    share: float  # of the rows that have it


@dataclass(frozen=True)
class MissingCodes:
    """Such values with which the error is clearly higher than where they are read as missing."""

    codes: tuple[MissingCode, ...]
    rmse: float  # of rows that do not train, by the analytic solution for the others
    rmse_as_missing: float


@dataclass(frozen=True)
class NumberedThings:
    """A column of whole numbers that says clearly more as levels."""

    column: str
    low: float
    high: float
    rmse: float
    rmse_as_levels: float


@dataclass(frozen=True)
class Evidence:
    """All that a verdict looks at. None or empty: it was not looked at, or there is nothing."""

    target: str
    n: int  # rows that train
    p: int  # weights, the bias among them
    measured: Measurement
    by_loss: LossMeasurement | None = None  # of a loss that is not squared
    logarithm: bool = False  # of the target is learned
    scale: float = 0.0  # deviation of the target, beside which an error may be nothing but rounding
    training_r2: float | None = None
    weight_decay: float = 0.0
    decay_was_compared: bool = False  # whether this decay is the best of several, by errors or marginal likelihood
    gap: float | None = None  # optimality gap; None where there is none to speak of
    exact: bool = False  # solved, not trained by steps
    ended_by: str | None = None  # the option that ended the training before its last epoch, if one did
    held_out_gap: float | None = None  # likewise of the loss on held-out rows, where --patience ended the training
    standardize: bool = True
    formula: ExactRelation | None = None
    product: ProductRelation | None = None  # where there is no formula
    ordered: tuple[OrderRelation, ...] = ()  # where there is neither
    decisive: DecisiveRows | None = None
    large_errors: LargeErrors | None = None  # where rows are only measured
    far: tuple[FarRow, ...] = ()  # rows with a value far from all others, where none of them decides
    repetition: Repetition | None = None
    negative: Negative | None = None
    trial: Trial | None = None
    unlearned: HeldOutLevels | None = None
    cancellation: Cancellation | None = None
    missing_codes: MissingCodes | None = None
    numbered: tuple[NumberedThings, ...] = ()
    as_texts: tuple[TextTrial, ...] = ()
    far_targets: FarTargets | None = None
    changed_signs: ChangedSigns | None = None
    doubts: Mapping[str, str] = field(default_factory=dict)  # of the training, where rows are only measured
