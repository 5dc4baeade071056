"""How to train: the options as a person gives them, checked, and what each stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lrcli.errors import OptionError
from lrcli.learning.losses import SQUARED, LossFunction, loss_called
from lrcli.learning.optimizers import OPTIMIZERS, Optimizer
from lrcli.learning.schedules import SCHEDULES, Plateau, Schedule
from lrcli.options import (
    COUNT,
    COUNT_OR_NONE,
    FROM_0_BELOW_1,
    NOT_NEGATIVE,
    POSITIVE,
    Declaration,
    Option,
    Range,
    check_options,
    declarations,
    option,
    option_values,
)

if TYPE_CHECKING:  # imports NumPy, which the help and the tab key do without
    from lrcli.data.tables.split import Split

DEFAULT_OPTIMIZER, DEFAULT_SCHEDULE = "adam", "cosine"
DEFAULT_STEPS = 20_000  # arrive up to a condition number of 100,000, beyond which columns are made orthogonal
EASY_STEPS, EASY_CONDITION = 5_000, 100  # steps that suffice up to this condition number of the Hessian
FEWEST_MARKED = 5  # rows that lack a number from which a mark of that costs little where it tells nothing
SPLIT_FROM = 500  # rows from which some are held out by default
NEEDS_NO_STEPS = {"solver", "loss", "weight_decay", "l1", "seed", "standardize", "min_count", "split"}
NO_STEPS = "has no effect with --solver exact, which takes no steps"


def usual_rates() -> str:
    """The default learning rates, in words."""
    of_rate: dict[str, list[str]] = {}
    for name, rule in OPTIMIZERS.items():
        rate = "1/λmax" if rule.default_rate is None else f"{rule.default_rate:g}"
        many = f" ({rule.many_levels_rate:g} for over 200 weights)" if rule.many_levels_rate else ""
        of_rate.setdefault(rate + many, []).append(name)
    return ", ".join(f"{' and '.join(names)} {rate}" for rate, names in of_rate.items())


@dataclass(frozen=True)
class Recipe:
    """The options of a training. None stands for the default, which may depend on the data."""

    solver: Literal["sgd", "exact"] = option(
        "sgd", "Take steps, or compute the analytic solution", choices=("sgd", "exact"), group="Training"
    )
    loss: str = option(
        SQUARED.name,
        "What an error costs; δ: the size of error from which on a row pulls no harder, in units of the target; τ: the "
        "share of rows below the prediction",
        "squared|huber|huber:δ|absolute|quantile:τ",
        group="Training",
    )
    optimizer: Optimizer | str | None = option(
        None,
        "The rule of a step",
        choices=tuple(OPTIMIZERS),
        default_text=DEFAULT_OPTIMIZER,
        group="Optimizer",
        common=True,
    )
    learning_rate: float | None = option(
        None, "η₀", "FLOAT", POSITIVE, choices=("auto",), default_text=usual_rates(), group="Learning rate", common=True
    )
    schedule: Schedule | Plateau | str | None = option(
        None, "How the rate falls", choices=tuple(SCHEDULES), default_text=DEFAULT_SCHEDULE, group="Learning rate"
    )
    batch_size: int | Literal["full"] | None = option(
        None,
        "Rows of a minibatch; 1 is stochastic, full is plain gradient descent",
        "INT",
        COUNT,
        choices=("full", "auto"),
        default_text="by rows, mostly 256",
        group="Training",
        common=True,
    )
    epochs: int | None = option(
        None,
        "Passes over the rows",
        "INT",
        COUNT,
        choices=("auto",),
        default_text="20,000 steps' worth; 5,000 where that is plenty",
        group="Training",
        common=True,
    )
    weight_decay: float | None = option(
        None,
        "Adds λ/2 Σ w² to the loss, over the standardised weights without the bias",
        "λ",
        NOT_NEGATIVE,
        choices=("auto",),
        default_text="1/(3n) for the levels of categories with rare ones, n the training rows; for other weights, "
        "where they are 10 or more with fewer than 20 rows each, what makes the rows likeliest; else 0",
        group="Training",
        common=True,
    )
    l1: float | None = option(
        None,
        "Adds λ Σ |w| to the loss, over the same weights: the lasso, which leaves columns out by weights of 0; with "
        "--weight-decay the elastic net",
        "λ",
        NOT_NEGATIVE,
        group="Training",
    )
    tolerance: float | None = option(
        None,
        "Stop when an epoch changes the training loss, up or down, by no more than this share of it",
        "SHARE",
        FROM_0_BELOW_1,
        group="Training",
    )
    patience: int | None = option(
        None,
        "Stop after so many epochs in a row without a new minimum of the validation loss; the weights of the minimum "
        "are kept",
        "EPOCHS",
        COUNT,
        group="Training",
    )
    seed: int = option(0, "Random seed for the split and the shuffling", "INT", COUNT_OR_NONE, group="Training")
    standardize: bool = option(
        True,
        "Scale features and target to mean 0, deviation 1 inside",
        flags=("--standardize/--no-standardize",),
        group="Training",
    )
    min_count: int | None = option(
        None,
        "Categories with fewer training rows share one weight, called (other), and missing numbers get no mark",
        "INT",
        COUNT,
        default_text=f"1 for categories, whose weight decay shrinks rare ones; {FEWEST_MARKED} for marks",
        group="Training",
    )
    split: str | None = option(
        None,
        "Parts that train, validate and test",
        "80/10/10|none",
        default_text=f"80/10/10 from {SPLIT_FROM} rows on, else none",
        group="Training",
        common=True,
    )

    def __post_init__(self) -> None:
        """Refuse what cannot be used, and what would be ignored."""
        for name, each in declarations(self).items():
            value = getattr(self, name)
            if name not in ("optimizer", "schedule") or value is None or isinstance(value, str):
                each.check(value)
        loss_called(self.loss)
        if self.l1 and not self.squared:
            raise OptionError("l1", f"goes with the squared loss, and the loss is {self.loss}; leave --loss out")
        if self.split is not None:
            from lrcli.data.tables.split import parse_split

            parse_split(self.split)
        if self.solver == "exact":
            for name, value in option_values(self).items():
                if name not in NEEDS_NO_STEPS and value is not None:
                    raise OptionError(name, NO_STEPS)
        check_options(self.rule())
        check_options(self.pace())

    @classmethod
    def of(cls, **options: Any) -> Recipe:
        """The recipe of options side by side: those of this record, and the parameters of optimizer and schedule."""
        if unknown := options.keys() - all_options().keys():
            raise TypeError(f"a recipe has no option {min(unknown)!r}; it has {', '.join(all_options())}")
        own = {name: value for name, value in options.items() if name in declarations(cls)}
        for field, kinds, usual in RULES:
            parameters = {name: options[name] for name in parameters_of(kinds) if options.get(name) is not None}
            if options.get("solver") == "exact" and parameters:
                raise OptionError(next(iter(parameters)), NO_STEPS)
            chosen = own.get(field) or usual
            if parameters and chosen in kinds:
                for name in parameters:
                    if name not in declarations(kinds[chosen]):
                        raise OptionError(name, f"belongs to {' and '.join(owners(kinds, name))}, not to {chosen}")
                own[field] = kinds[chosen](**parameters)
        return cls(**own)

    def rule(self) -> Optimizer:
        """The optimizer with its hyperparameters."""
        chosen = self.optimizer or DEFAULT_OPTIMIZER
        return OPTIMIZERS[chosen]() if isinstance(chosen, str) else chosen

    def pace(self) -> Schedule | Plateau:
        """The schedule with its parameters."""
        chosen = self.schedule or DEFAULT_SCHEDULE
        return SCHEDULES[chosen]() if isinstance(chosen, str) else chosen

    @property
    def loss_function(self) -> LossFunction | None:
        """The loss, of errors in units of the target as it is learned; None for Huber's whose δ the rows tell."""
        return loss_called(self.loss)

    @property
    def squared(self) -> bool:
        """Whether it is the loss for which minibatches are their moments."""
        return self.loss == SQUARED.name

    @property
    def lopsided(self) -> bool:
        """Whether errors above cost more or less than those below, so that predictions are not in the middle."""
        loss = self.loss_function
        return loss is not None and loss.low != -loss.high

    def options(self) -> dict[str, Any]:
        """The options as they were given, side by side, an optimizer's or schedule's parameters behind it."""
        return dict(self._options())

    def _options(self) -> Iterator[tuple[str, Any]]:
        for name, value in option_values(self).items():
            if name == "optimizer":
                yield name, self.rule().name if value else None
                yield from (option_values(self.rule()) if value else {}).items()
            elif name == "schedule":
                yield name, self.pace().name if value else None
                yield from (option_values(self.pace()) if value else {}).items()
            else:
                yield name, value

    def limits(self, name: str) -> Range:
        """The numbers that an option of this recipe, or of its optimizer or schedule, may be."""
        known = {**declarations(self), **declarations(self.rule()), **declarations(self.pace())}
        return known[name].option.limits or Range(float("-inf"))

    def encoding(self, rows: float) -> dict[str, Any]:
        """How the training rows, which count as so many, are encoded."""
        fewest, marked = self.min_count or 1, self.min_count or FEWEST_MARKED
        shares = {"rarest": fewest / rows if fewest > 1 else 0.0, "unmarked": marked / rows} if rows else {}
        return {"standardize": self.standardize, **shares}

    def split_of(self, rows: int) -> Split:
        """The split, which by default depends on how many rows there are."""
        from lrcli.data.tables.split import DEFAULT_SPLIT, NO_SPLIT, parse_split

        if self.split is None:
            return DEFAULT_SPLIT if rows >= SPLIT_FROM else NO_SPLIT
        return parse_split(self.split)

    def rows_of_a_minibatch(self, rows: int, p: int) -> int:
        from lrcli.learning.minibatch import default_size

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
        from lrcli.learning.minibatch import MANY_WEIGHTS

        if self.learning_rate is not None:
            return self.learning_rate
        rule = self.rule()
        if rule.default_rate is None:
            return 1 / (float(largest_eigenvalue()) + (self.weight_decay or 0.0))
        return rule.many_levels_rate if rule.many_levels_rate and p > MANY_WEIGHTS else rule.default_rate


Rules = Mapping[str, Any]  # the optimizers, or the schedules, by name
RULES: tuple[tuple[str, Rules, str], ...] = (
    ("optimizer", OPTIMIZERS, DEFAULT_OPTIMIZER),
    ("schedule", SCHEDULES, DEFAULT_SCHEDULE),
)


def default_number(number: float) -> str:
    """A default in the help: 0.9, 1e-8."""
    return f"{number:g}".replace("e-0", "e-")


def owners(kinds: Rules, name: str) -> list[str]:
    """The optimizers or schedules that have a parameter."""
    return [owner for owner, kind in kinds.items() if name in declarations(kind)]


def parameters_of(kinds: Rules) -> dict[str, Declaration]:
    """The parameters of all optimizers, or of all schedules, by name: whose each is, and every owner's default."""
    known: dict[str, Declaration] = {}
    for kind in kinds.values():
        for name, each in declarations(kind).items():
            if name not in known:
                have = owners(kinds, name)
                usual = ", ".join(default_number(declarations(kinds[owner])[name].default) for owner in have)
                option_of_all = Option(
                    help=f"{', '.join(have)}: {each.option.help}",
                    symbol=each.option.symbol,
                    limits=each.option.limits,
                    default_text=usual,
                    group=each.option.group,
                )
                known[name] = Declaration(name, None, option_of_all)
    return known


def all_options() -> dict[str, Declaration]:
    """Every option of a recipe, side by side, the parameters behind optimizer and schedule."""
    known: dict[str, Declaration] = {}
    for name, each in declarations(Recipe).items():
        known[name] = each
        for field, kinds, _ in RULES:
            known |= parameters_of(kinds) if field == name else {}
    return known


def usable(axes: Mapping[str, Sequence[Any]]) -> set[str]:
    """The options that some combination of these values can use."""
    names = set(axes)
    if "sgd" not in [value or "sgd" for value in axes["solver"]]:
        return names & NEEDS_NO_STEPS
    idle: set[str] = set()
    for field, kinds, usual in RULES:
        chosen = [value or usual for value in axes[field]]
        if not {*chosen} <= {*kinds}:  # a name that is none, which Recipe refuses
            return names
        idle |= parameters_of(kinds).keys() - {name for value in chosen for name in declarations(kinds[value])}
    return names - idle
