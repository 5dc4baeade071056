"""What model.json holds besides the weights: how the training went, how good it is, of which data."""

import msgspec

from lrcli.model.features import Record
from lrcli.notation.kinds import Form


class Target(Record, frozen=True, omit_defaults=True):
    """The column that is predicted; mean and deviation of the training rows."""

    name: str
    mean: float
    std: float
    form: Form | None = None  # how its numbers are written, where not plainly
    log: "LogTransform | None" = None  # where the sum is the prediction's logarithm


class LogTransform(Record, frozen=True, omit_defaults=True):
    """Mean and deviation of the logarithm of target + shift over the training rows.

    The prediction is the median of rows like this one. Their mean is smearing times as high: the mean of exp of the
    training rows' errors (Duan 1983), whatever distribution these have.
    """

    mean: float
    std: float
    smearing: float | None = None  # null where it is too large for a number, or the model was kept before there was one
    shift: int = 0  # 1 where log(1 + target) was learned; then 1 + mean is smearing times 1 + median


class RowCounts(Record, frozen=True):
    train: int
    validation: int
    test: int


class Training(Record, frozen=True, omit_defaults=True):
    """Every option as used, and how it went; null is what the exact solver does not have."""

    solver: str
    optimizer: str | None
    hyperparameters: dict[str, float]
    learning_rate: float | None
    schedule: str | None
    schedule_parameters: dict[str, float]
    batch_size: int | None
    epochs: int | None
    weight_decay: float
    tolerance: float | None
    patience: int | None
    seed: int
    standardize: bool
    split: str
    rows: RowCounts
    epochs_run: int | None
    kept_epoch: int | None
    stopped: str
    min_count: int = 1  # of the training rows that a category must have to get a weight of its own
    l1: float = 0.0  # λ of λ Σ |w|
    loss: str = "squared"  # as --loss names it
    delta: float | None = None  # of Huber's loss, in units of the target as it is learned
    level_decay: float | None = None  # the default weight decay, on the levels of categories with rare ones alone
    number_decay: float | None = None  # that on all others, by marginal likelihood, where there are few rows for them


class Start(Record, frozen=True):
    """Losses before the first step, where all weights are 0, in squared units of the target."""

    train_loss: float
    validation_loss: float | None


class History(Record, frozen=True, omit_defaults=True):
    """Losses after some 200 of the epochs, in squared units of the target."""

    epoch: list[int]
    train_loss: list[float]
    validation_loss: list[float] | None
    learning_rate: list[float]
    start: Start | None = None  # null without epochs, and in models of earlier versions, which lack it

    def from_start(self, losses: list[float], start: float | None) -> tuple[list[int], list[float]]:
        """Epochs and the losses of some rows after them, the start as epoch 0 where it is known."""
        return (self.epoch, losses) if start is None else ([0, *self.epoch], [start, *losses])


class Scores(Record, frozen=True, omit_defaults=True):
    """Metrics of one set of rows; null where a metric does not exist."""

    rows: int
    loss: float
    mse: float
    rmse: float
    mae: float | None  # null where of all rows only sums are kept
    mape: float | None
    r2: float | None
    sample: int | None = None  # rows of a random sample, where it stands for all rows in every metric
    more: dict[str, float | None] = msgspec.field(default_factory=dict)  # metrics by name that have no key of their own
    weight: float | None = None  # for how many rows these count, where rows have weights

    @property
    def count(self) -> float:
        """For how many rows they count beside other scores."""
        return self.rows if self.weight is None else self.weight

    @property
    def rows_in_words(self) -> str:
        """The rows that were measured, and of how many they are a sample."""
        return f"{self.rows:,}" if self.sample is None else f"{self.sample:,} of {self.rows:,}"

    def value(self, name: str) -> float | None:
        """A metric by its name; None, too, of scores that were kept before there was such a metric."""
        return getattr(self, name) if name in OWN_KEYS else self.more.get(name)

    def difference(self, other: "Scores", name: str) -> float | None:
        """By how much a metric is higher than another's; None where one of them has none."""
        mine, its = self.value(name), other.value(name)
        return None if mine is None or its is None else mine - its


OWN_KEYS = {*Scores.__struct_fields__} - {"rows", "sample", "more", "weight"}


class Metrics(Record, frozen=True, omit_defaults=True):
    """Baseline: the training rows predicted by their mean. Optimality gap: null where the optimum has no error left.

    Where the logarithm was learned, `mean` are the scores of predicted means in place of medians, on the test rows,
    else the validation rows, else the training rows.
    """

    train: Scores
    validation: Scores | None
    test: Scores | None
    baseline: Scores
    optimality_gap: float | None
    mean: Scores | None = None


class DataFile(Record, frozen=True):
    name: str
    bytes: int
    sha256: str


class Provenance(Record, frozen=True, omit_defaults=True):
    files: list[DataFile]
    rows: int
    rows_dropped: int
    missing_values: list[str] = msgspec.field(default_factory=list)  # words for a missing cell, beside the usual ones
    where: str | None = None  # which rows were used
    weights: str | None = None  # the column that said for how many rows each counts
    group: str | None = None  # the column whose groups were held out whole
    time: str | None = None  # the column by which the rows that were held out are later
    stratified: bool = False  # whether those had targets like the others
