"""The types of the keyword arguments, written by docs/signatures.py from the declarations of the options."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from lrcli.notation.hints import Decimal, Thousands

OptimizerName = Literal["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam"]
ScheduleName = Literal["constant", "time", "inverse-scaling", "step", "exponential", "cosine", "plateau"]


class FileOptions(TypedDict, total=False):
    """How files are written."""

    delimiter: str | None
    quote: str | None
    header: bool
    skip_lines: int | None
    comment: str | None
    encoding: str | None
    sheet: str | None
    table: str | None
    query: str | None
    member: str | None
    missing_values: str | Sequence[str]
    decimal: Decimal | None
    thousands: Thousands | None


class ReadOptions(FileOptions, total=False):
    """And how their cells are."""

    day_first: bool | None


class SelectOptions(ReadOptions, total=False):
    """And which rows and columns are used."""

    target: str | Sequence[str] | None
    features: str | Sequence[str]
    exclude: str | Sequence[str]
    numeric: str | Sequence[str]
    categorical: str | Sequence[str]
    weights: str | None
    group: str | None
    time: str | None
    stratify: bool
    log_target: bool
    where: str | None
    strict: bool
    memory: int | str | None
    scratch: str | None


class TrainOptions(SelectOptions, total=False):
    """And how a model is trained."""

    solver: Literal["sgd", "exact"]
    loss: str
    optimizer: OptimizerName | None
    beta: float | None
    epsilon: float | None
    alpha: float | None
    rho: float | None
    beta1: float | None
    beta2: float | None
    learning_rate: float | Literal["auto"] | None
    schedule: ScheduleName | None
    decay: float | None
    power: float | None
    gamma: float | None
    every: int | None
    factor: float | None
    plateau_patience: int | None
    batch_size: int | Literal["full", "auto"] | None
    epochs: int | Literal["auto"] | None
    weight_decay: float | Literal["auto"] | None
    l1: float | None
    tolerance: float | None
    patience: int | None
    seed: int
    standardize: bool
    min_count: int | None
    split: str | None


class GridOptions(SelectOptions, total=False):
    """Or how several are, of each option a value or a list of values."""

    solver: Literal["sgd", "exact"] | Sequence[Literal["sgd", "exact"]]
    loss: str | Sequence[str]
    optimizer: OptimizerName | Sequence[OptimizerName | None] | None
    beta: float | Sequence[float | None] | None
    epsilon: float | Sequence[float | None] | None
    alpha: float | Sequence[float | None] | None
    rho: float | Sequence[float | None] | None
    beta1: float | Sequence[float | None] | None
    beta2: float | Sequence[float | None] | None
    learning_rate: float | Literal["auto"] | Sequence[float | Literal["auto"] | None] | None
    schedule: ScheduleName | Sequence[ScheduleName | None] | None
    decay: float | Sequence[float | None] | None
    power: float | Sequence[float | None] | None
    gamma: float | Sequence[float | None] | None
    every: int | Sequence[int | None] | None
    factor: float | Sequence[float | None] | None
    plateau_patience: int | Sequence[int | None] | None
    batch_size: int | Literal["full", "auto"] | Sequence[int | Literal["full", "auto"] | None] | None
    epochs: int | Literal["auto"] | Sequence[int | Literal["auto"] | None] | None
    weight_decay: float | Literal["auto"] | Sequence[float | Literal["auto"] | None] | None
    l1: float | Sequence[float | None] | None
    tolerance: float | Sequence[float | None] | None
    patience: int | Sequence[int | None] | None
    seed: int | Sequence[int]
    standardize: bool | Sequence[bool]
    min_count: int | Sequence[int | None] | None
