"""The first minibatch worked by hand, in the lecture's symbols."""

from collections.abc import Iterator
from typing import Any

from lrcli.fitting.first_step import WorkedStep
from lrcli.model.record import Training
from lrcli.options import declarations
from lrcli.report.terminal.tables import narrowest, table
from lrcli.text import count, number, plain, short

SHOWN_ROWS, SHOWN_WEIGHTS = 5, 12
DIGITS = 4
WIDE_TEXT = 18  # columns, below which names are not squeezed for a number more


def worked(found: WorkedStep, training: Training, width: int) -> Iterator[Any]:
    """The rows, their errors, the gradient's sum, the optimizer's state and the new weights."""
    size = len(found.step.y)
    yield f"the first step by hand: a minibatch B of {count(size, 'row')} out of {found.rows:,} that train"
    yield plain(meaning(found, training.standardize))
    yield "before it w = 0 and b = 0; ŷ = wᵀx + b, e = ŷ − y"
    yield rows(found, width)
    decay = " + λ w" if training.weight_decay else ""
    yield f"g = 1/|B| Σ e x{decay}, where the x of b is 1; {found.optimizer.rule}"
    yield ", ".join([f"η = {short(found.eta)}", *constants(found, training)]) + start(found)
    yield weights(found)


def meaning(found: WorkedStep, standardize: bool) -> str:
    """What x and y are."""
    name, centre, scale = found.target
    if not standardize:
        return f"x and y are the values as they are, y = {name}"
    numbers = [f"{column} ({short(mean)}, {short(std)})" for column, mean, std in found.numbers]
    told = f": {', '.join(numbers)}" if len(numbers) <= SHOWN_WEIGHTS else ""
    if found.orthogonal:
        return (
            "x is what each column has that the ones before it have not, in its deviations: they are made orthogonal, "
            f"being powers of one another or nearly collinear; y = ({name} − {short(centre)}) / {short(scale)}"
        )
    return f"x = (value − mean) / deviation of the training rows{told}; y = ({name} − {short(centre)}) / {short(scale)}"


def constants(found: WorkedStep, training: Training) -> Iterator[str]:
    """The hyperparameters as they are in the rule."""
    for name, each in declarations(found.optimizer).items():
        yield f"{each.option.symbol} = {short(training.hyperparameters[name])}"
    if training.weight_decay:
        yield f"λ = {short(training.weight_decay)}"


def start(found: WorkedStep) -> str:
    """The state before the step: m = v = 0; and which step it is, where the rule counts them."""
    shown = found.step.state
    before = f"; {' = '.join([*shown, '0'])} before" if shown else ""
    counted = [letter for letter in found.optimizer.letters if letter not in shown]
    return before + "".join(f", and {letter} = 1" for letter in counted)


def rows(found: WorkedStep, width: int) -> Any:
    """Some rows of the minibatch, with as many of their numbers as fit."""
    shown = len(found.numbers)
    made = rows_of(found, shown)
    while narrowest(made) > width and shown:
        shown -= 1
        made = rows_of(found, shown)
    return made


def rows_of(found: WorkedStep, shown: int) -> Any:
    """Some rows: the x of so many columns of numbers, the names of the weights that are 0 or 1 and whose x is 1, …"""
    step, d = found.step, len(found.numbers)
    marks = found.weights[1 + d :]
    hidden = [f"… {d - shown} more"] * (shown < d)
    ones = ["x = 1 of"] * bool(marks)
    columns = [*ones, *found.weights[1 : 1 + shown], *hidden, "y", "ŷ", "e"]
    cells = []
    for place, (_, *x) in enumerate(step.X[:SHOWN_ROWS].tolist()):
        numbers = [*x[:shown], *(of[place] for of in (step.y, step.y_hat, step.error))]
        written = [number(float(value), DIGITS) for value in numbers]
        on = [", ".join(name for name, one in zip(marks, x[d:], strict=True) if one)] * bool(marks)
        cells.append([*on, *written[:shown], *("" for _ in hidden), *written[shown:]])
    if len(step.y) > SHOWN_ROWS:
        cells.append([f"… {len(step.y) - SHOWN_ROWS:,} more", *("" for _ in columns[1:])])
    made = table(None, columns, cells, texts=len(ones))
    if ones:
        made.columns[0].min_width = min(WIDE_TEXT, max(len(row[0]) for row in cells))
    return made


def weights(found: WorkedStep) -> Any:
    """Of each weight, or of those with the steepest gradient: Σ e x, g, the state and the new w."""
    step = found.step
    columns = [step.total, step.g, *step.state.values(), step.w]
    steepest = sorted(range(1, len(found.weights)), key=lambda k: -abs(step.g[k]))[: SHOWN_WEIGHTS - 1]
    cells = [[found.weights[k], *(number(float(of[k]), DIGITS) for of in columns)] for k in [0, *sorted(steepest)]]
    if len(found.weights) > SHOWN_WEIGHTS:
        cells.append([f"… {len(found.weights) - SHOWN_WEIGHTS:,} more", *("" for _ in columns)])
    return table(None, ["", "Σ e x", "g", *step.state, "w"], cells)
