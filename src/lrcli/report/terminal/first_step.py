"""The first minibatch worked by hand, in the lecture's symbols."""

from collections.abc import Iterator
from typing import Any

from lrcli.fitting.first_step import WorkedStep
from lrcli.model.record import Training
from lrcli.options import declarations
from lrcli.report.terminal.tables import narrowest, text_table
from lrcli.text import count, number, plain, short

SHOWN_ROWS, SHOWN_WEIGHTS = 5, 12  # of the minibatch and of the model: what fits on one screen
STEP_DIGITS = 4  # significant: enough to follow the arithmetic by hand
UNSQUEEZED_TEXT = 18  # columns of the terminal that names get before one more column of numbers does


def worked_lines(worked: WorkedStep, training: Training, width: int) -> Iterator[Any]:
    """The rows, their errors, the gradient's sum, the optimizer's state and the new weights."""
    size = len(worked.step.y)
    yield f"the first step by hand: a minibatch B of {count(size, 'row')} out of {worked.rows:,} that train"
    yield plain(meaning_of_x(worked, training.standardize))
    yield "before it w = 0 and b = 0; ŷ = wᵀx + b, e = ŷ − y"
    slope = slope_of(training)
    yield minibatch_rows(worked, slope, width)
    decay = " + λ w" if training.weight_decay else ""
    yield f"g = 1/|B| Σ {slope} x{decay}, where the x of b is 1; {worked.optimizer.rule}"
    if training.l1:
        yield (
            f"then w ← sign(w) max(|w| − t λ, 0), λ = {short(training.l1)} of --l1, t the length of a step along a "
            "gradient of 1"
        )
    yield ", ".join([f"η = {short(worked.eta)}", *constants(worked, training)]) + state_before(worked)
    yield step_weights(worked, slope)


def slope_of(training: Training) -> str:
    """By what each row's x enters the gradient: the error, or the slope of a loss that is not squared there."""
    return "e" if training.loss == "squared" else "ρ′(e)"


def meaning_of_x(worked: WorkedStep, standardize: bool) -> str:
    """What x and y of the step are in terms of the columns."""
    name, centre, scale = worked.target
    if not standardize:
        return f"x and y are the values as they are, y = {name}"
    numbers = [f"{column} ({short(mean)}, {short(std)})" for column, mean, std in worked.numbers]
    means = f": {', '.join(numbers)}" if len(numbers) <= SHOWN_WEIGHTS else ""
    if worked.orthogonal:
        return (
            "x is what each column has that the ones before it have not, in its deviations: they are made orthogonal, "
            "being powers of one another, nearly collinear or more than the rows; "
            f"y = ({name} − {short(centre)}) / {short(scale)}"
        )
    return (
        f"x = (value − mean) / deviation of the training rows{means}; y = ({name} − {short(centre)}) / {short(scale)}"
    )


def constants(worked: WorkedStep, training: Training) -> Iterator[str]:
    """The hyperparameters, in the symbols of the rule."""
    for name, each in declarations(worked.optimizer).items():
        yield f"{each.option.symbol} = {short(training.hyperparameters[name])}"
    if training.weight_decay:
        yield f"λ = {short(training.weight_decay)}"


def state_before(worked: WorkedStep) -> str:
    """The state before the step: m = v = 0; and which step it is, where the rule counts them."""
    state = worked.step.state
    zeros = f"; {' = '.join([*state, '0'])} before" if state else ""
    counters = [letter for letter in worked.optimizer.letters if letter not in state]
    return zeros + "".join(f", and {letter} = 1" for letter in counters)


# How wide a column of numbers is follows from the numbers, so the number of columns that fit is found by trying.
def minibatch_rows(worked: WorkedStep, slope: str, width: int) -> Any:
    """Some rows of the minibatch, with as many columns of numbers as the terminal has room for."""
    columns = len(worked.numbers)
    table = rows_table(worked, slope, columns)
    while narrowest(table) > width and columns:
        columns -= 1
        table = rows_table(worked, slope, columns)
    return table


def rows_table(worked: WorkedStep, slope: str, columns: int) -> Any:
    """Some rows: x of the first so many columns of numbers, the levels whose x is 1, y, ŷ, e and its slope."""
    step, d = worked.step, len(worked.numbers)
    levels = worked.weights[1 + d :]
    ellipsis = [f"… {d - columns} more"] * (columns < d)
    ones = ["x = 1 of"] * bool(levels)
    heads = [*ones, *worked.weights[1 : 1 + columns], *ellipsis, "y", "ŷ", *dict.fromkeys(["e", slope])]
    rows = []
    for index, (_, *x) in enumerate(step.X[:SHOWN_ROWS].tolist()):
        values = [*x[:columns], step.y[index], step.y_hat[index], step.error[index]]
        values += [step.slope[index]] * (slope != "e")
        numbers = [number(float(value), STEP_DIGITS) for value in values]
        active = [", ".join(name for name, mark in zip(levels, x[d:], strict=True) if mark)] * bool(levels)
        rows.append([*active, *numbers[:columns], *("" for _ in ellipsis), *numbers[columns:]])
    if len(step.y) > SHOWN_ROWS:
        rows.append([f"… {len(step.y) - SHOWN_ROWS:,} more", *("" for _ in heads[1:])])
    table = text_table(None, heads, rows, texts=len(ones))
    if ones:
        table.columns[0].min_width = min(UNSQUEEZED_TEXT, max(len(row[0]) for row in rows))
    return table


def step_weights(worked: WorkedStep, slope: str) -> Any:
    """Σ ρ′(e) x, g, the state and the new w of each weight, or of those with the steepest gradient."""
    step = worked.step
    vectors = [step.total, step.g, *step.state.values(), step.w]
    steepest = sorted(range(1, len(worked.weights)), key=lambda k: -abs(step.g[k]))[: SHOWN_WEIGHTS - 1]
    rows = [
        [worked.weights[k], *(number(float(vector[k]), STEP_DIGITS) for vector in vectors)]
        for k in [0, *sorted(steepest)]
    ]
    if len(worked.weights) > SHOWN_WEIGHTS:
        rows.append([f"… {len(worked.weights) - SHOWN_WEIGHTS:,} more", *("" for _ in vectors)])
    return text_table(None, ["", f"Σ {slope} x", "g", *step.state, "w"], rows)
