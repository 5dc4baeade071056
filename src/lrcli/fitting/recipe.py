"""How to train: every option as a person gives it, checked, and what each stands for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import inf, isfinite
from typing import Any, Literal, get_args

from lrcli.data.tables.split import DEFAULT_SPLIT, NO_SPLIT, Split, parse_split
from lrcli.errors import OptionError
from lrcli.learning.minibatch import WIDE, default_size
from lrcli.learning.optimizers import OPTIMIZERS, Optimizer
from lrcli.learning.schedules import SCHEDULES, Plateau, Schedule

OptimizerName = Literal["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam"]
ScheduleName = Literal["constant", "time", "inverse-scaling", "step", "exponential", "cosine", "plateau"]
SolverName = Literal["sgd", "exact"]

DEFAULT_STEPS = 20_000
EASY_STEPS, EASY_CONDITION = 5_000, 100
WIDE_RATE = 0.3  # Adam's rate for many one-hot levels, each in few minibatches
SPLIT_FROM = 500  # rows from which some are held out by default
HYPERPARAMETERS = ("beta", "alpha", "rho", "beta1", "beta2", "epsilon")
SCHEDULE_PARAMETERS = ("decay", "power", "gamma", "every", "factor", "plateau_patience")
NEEDS_NO_STEPS = {"solver", "weight_decay", "seed", "standardize", "min_count", "split"}
WHOLE = {"batch_size", "epochs", "patience", "seed", "min_count", "every", "plateau_patience"}
RANGES = {  # option → lowest, highest, whether the lowest and the highest are allowed
    "learning_rate": (0, inf, False, False),
    "batch_size": (1, inf, True, False),
    "epochs": (1, inf, True, False),
    "weight_decay": (0, inf, True, False),
    "tolerance": (0, 1, True, False),
    "patience": (1, inf, True, False),
    "seed": (0, inf, True, False),
    "min_count": (1, inf, True, False),
    "beta": (0, 1, True, False),
    "alpha": (0, 1, True, False),
    "rho": (0, 1, True, False),
    "beta1": (0, 1, True, False),
    "beta2": (0, 1, True, False),
    "epsilon": (0, inf, False, False),
    "decay": (0, inf, True, False),
    "power": (0, inf, True, False),
    "gamma": (0, 1, False, True),
    "every": (1, inf, True, False),
    "factor": (0, 1, False, False),
    "plateau_patience": (1, inf, True, False),
}


@dataclass(frozen=True)
class Recipe:
    """The options of a training. None stands for the default, which may depend on the data."""

    solver: SolverName = "sgd"
    optimizer: OptimizerName | None = None
    beta: float | None = None
    alpha: float | None = None
    rho: float | None = None
    beta1: float | None = None
    beta2: float | None = None
    epsilon: float | None = None
    learning_rate: float | None = None
    schedule: ScheduleName | None = None
    decay: float | None = None
    power: float | None = None
    gamma: float | None = None
    every: int | None = None
    factor: float | None = None
    plateau_patience: int | None = None
    batch_size: int | Literal["full"] | None = None
    epochs: int | None = None
    weight_decay: float = 0.0
    tolerance: float | None = None
    patience: int | None = None
    seed: int = 0
    standardize: bool = True
    min_count: int = 1
    split: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be used, and what would be ignored."""
        for name, kinds in (("solver", SolverName), ("optimizer", OptimizerName), ("schedule", ScheduleName)):
            value = getattr(self, name)
            if value is not None and value not in get_args(kinds):
                raise OptionError(name, f"{value!r} is none of {', '.join(get_args(kinds))}")
        for name, limits in RANGES.items():
            value = getattr(self, name)
            if value == "full" and name == "batch_size":
                continue
            if value is None and name not in {"weight_decay", "seed", "min_count"}:
                continue
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if number and not _within(value, *limits):
                raise OptionError(name, f"{value:g} is not {_range(*limits)}")
            if not number or (name in WHOLE and not isinstance(value, int)):
                raise OptionError(name, f"{value!r} is not a {'whole ' if name in WHOLE else ''}number")
        if not isinstance(self.standardize, bool):
            raise OptionError("standardize", f"is {self.standardize!r}, neither True nor False")
        if self.split is not None:
            parse_split(self.split)
        if self.solver == "exact":
            self._refuse_what_steps_need()
        self.rule()
        self.pace()

    def _refuse_what_steps_need(self) -> None:
        for field in fields(self):
            if field.name not in NEEDS_NO_STEPS and getattr(self, field.name) is not None:
                raise OptionError(field.name, "has no effect with --solver exact, which takes no steps")

    def rule(self) -> Optimizer:
        """The optimizer with its hyperparameters."""
        chosen = OPTIMIZERS[self.optimizer or "adam"]
        return chosen(**self._own(chosen, HYPERPARAMETERS, self.optimizer or "adam", OPTIMIZERS))

    def pace(self) -> Schedule | Plateau:
        """The schedule with its parameters."""
        chosen = SCHEDULES[self.schedule or "cosine"]
        return chosen(**self._own(chosen, SCHEDULE_PARAMETERS, self.schedule or "cosine", SCHEDULES))

    def _own(self, kind: Any, names: tuple[str, ...], chosen: str, kinds: dict[str, Any]) -> dict[str, Any]:
        """The given parameters, all of which must be `kind`'s."""
        given = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        for name in given:
            if name not in _parameters(kind):
                owners = [owner for owner, other in kinds.items() if name in _parameters(other)]
                raise OptionError(name, f"belongs to {' and '.join(owners)}, not to {chosen}")
        return given

    def encoding(self, rows: int) -> dict[str, Any]:
        """How the training rows, so many, are encoded."""
        rarest = self.min_count / rows if self.min_count > 1 and rows else 0.0
        return {"standardize": self.standardize, "rarest": rarest}

    def parts(self, rows: int) -> Split:
        """The split, which by default depends on how many rows there are."""
        if self.split is None:
            return DEFAULT_SPLIT if rows >= SPLIT_FROM else NO_SPLIT
        return parse_split(self.split)

    def rows_of_a_minibatch(self, rows: int, p: int) -> int:
        if self.batch_size == "full":
            return rows
        return min(self.batch_size or default_size(rows, p), rows)

    def epochs_for(self, minibatches: int, condition: Callable[[], float]) -> int:
        """The epochs, by default as many as 20,000 steps need, but at least two.

        5,000 steps are enough where the loss is no narrow valley. condition: () → κ of its Hessian.
        """
        if self.epochs:
            return self.epochs
        steps = EASY_STEPS if condition() <= EASY_CONDITION else DEFAULT_STEPS
        return max(2, -(-steps // minibatches))

    def rate(self, largest_eigenvalue: Any, p: int) -> float:
        """η₀; by default the optimizer's, and 1/λ for those that have none. largest_eigenvalue: () → λ."""
        if self.learning_rate is not None:
            return self.learning_rate
        rate = self.rule().default_rate
        if rate is None:
            return 1 / (float(largest_eigenvalue()) + self.weight_decay)
        return WIDE_RATE if p > WIDE and self.optimizer in (None, "adam") else rate


def usable(axes: Mapping[str, Sequence[Any]]) -> set[str]:
    """The options that some combination of these values can use."""
    names = set(axes)
    if "sgd" not in [value or "sgd" for value in axes["solver"]]:
        return names & NEEDS_NO_STEPS
    rules = [OPTIMIZERS.get(value or "adam") for value in axes["optimizer"]]
    paces = [SCHEDULES.get(value or "cosine") for value in axes["schedule"]]
    if None in rules or None in paces:  # a name that is none, which Recipe refuses
        return names
    own = {name for kind in (*rules, *paces) for name in _parameters(kind)}
    return names - {name for name in (*HYPERPARAMETERS, *SCHEDULE_PARAMETERS) if name not in own}


def parameters(thing: Optimizer | Schedule | Plateau) -> dict[str, float]:
    """The hyperparameters as used, by name."""
    return {name: getattr(thing, name) for name in _parameters(thing)}


def option(name: str) -> str:
    """A field as it is called on the command line."""
    return "--" + name.replace("_", "-")


def _parameters(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _within(value: float, low: float, high: float, low_too: bool, high_too: bool) -> bool:
    return (
        isfinite(value)
        and (low < value or (low_too and value == low))
        and (value < high or (high_too and value == high))
    )


def _range(low: float, high: float, low_too: bool, high_too: bool) -> str:
    lower = f"{low:g} or more" if low_too else f"above {low:g}"
    return lower if high == inf else f"{lower} and {'at most' if high_too else 'below'} {high:g}"
