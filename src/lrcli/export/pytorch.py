"""A formula as a module of PyTorch: a layer of weights, and what makes tensors of rows."""

import inspect
import re
from collections.abc import Sequence

from lrcli.export.cells import Cell, distinct_cells
from lrcli.export.formula import Formula, LookUp, segments
from lrcli.export.infix import Infix, one_line, used
from lrcli.export.python import FUNCTIONS_OF_RUNTIME, Python, imports_of, missing_words_line
from lrcli.model.residuals import Reach
from lrcli.notation.terms import Function

MODEL_CLASS = '''
class Model(torch.nn.Module):
    """The linear model. Its weights are one vector, and can be trained further."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = torch.nn.Parameter(torch.tensor(WEIGHTS, dtype=torch.float64))

    def forward(self, x: dict[str, torch.Tensor]) -> torch.Tensor:
        """The predictions (n,) for what `encode` makes of n rows; NaN where there is none."""
        w = self.weights'''
PREDICT = '''

def predict(rows: Any) -> torch.Tensor:
    """The predictions (n,) for rows, each a mapping of columns to values; NaN where there is none."""
    with torch.no_grad():
        return Model()(encode(rows))
'''


def source(formula: Formula) -> str:
    """The program, with `encode`, the class `Model` and `predict`, and `ends_of_range` where a range is wanted."""
    reader = Python(formula)
    reading = reader.reading()
    layer = Layer(reader)
    total = [f"        total = {layer.constant(formula.bias)}"]
    total += [f"        total = total + {s.node.write(layer)}  # {one_line(s.name)}" for s in formula.summands]
    total += ['        total = total.masked_fill(~torch.isfinite(total), float("nan"))']
    main = "\n".join(
        [
            *reader.declarations,
            f"WEIGHTS = {layer.weights!r}",
            f"COLUMNS = {[cell.name for cell in formula.cells]!r}",
            f"LOOK_UPS = {list(range(len(layer.indices)))!r}",
            "",
            "",
            "def encode(rows: Any) -> dict[Any, torch.Tensor]:",
            '    """Rows as tensors (n,): by column a number, NaN where missing, infinite where not read, 0 of a text.',
            "",
            "    And by look-up the index of the level among its weights.",
            '    """',
            "    columns: dict[str, list[float]] = {name: [] for name in COLUMNS}",
            "    indices: dict[int, list[int]] = {look_up: [] for look_up in LOOK_UPS}",
            "    for row in rows:",
            *(f"    {line}" for line in reading),
            *(f"        columns[{cell.name!r}].append({layer.number_of(cell)})" for cell in formula.cells),
            *layer.indices,
            "    tensors: Any = {name: torch.tensor(x, dtype=torch.float64) for name, x in columns.items()}",
            "    return tensors | {k: torch.tensor(x, dtype=torch.long) for k, x in indices.items()}",
            "",
            MODEL_CLASS,
            *total,
            f"        return {f'torch.exp(total){formula.less_shift}' if formula.is_log else 'total'}",
            PREDICT,
            *(_ends(formula, formula.reach) if formula.reach else []),
        ]
    )
    called = re.sub(r"torch\.\w+", "", main)  # torch.log is not our log
    needed = used(called, FUNCTIONS_OF_RUNTIME, lambda name: inspect.getsource(FUNCTIONS_OF_RUNTIME[name]))
    functions = [inspect.getsource(FUNCTIONS_OF_RUNTIME[name]) for name in needed]
    code = "\n\n".join([missing_words_line(formula), *functions, main.rstrip() + "\n"])
    head = f"# {one_line(formula.target)}, predicted by a linear model that was learned from {formula.rows:,} rows."
    return f"{head}\n# Written by lrcli export.\n\n{imports_of(code)}\n\nimport torch\n\n{code}"


def _ends(formula: Formula, reach: Reach) -> list[str]:
    shifted = formula.shifted("prediction")
    by_factor = ", ".join(f"{shifted} * torch.exp({end}){formula.less_shift}" for end in ("low", "high"))
    return [
        "",
        "def ends_of_range(prediction: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:",
        f'    """The ends of the range around predictions that holds in {formula.interval:g} of 100 new cases."""',
        f"    x = {f'torch.log({shifted})' if formula.is_log else 'prediction'}",
        f"    low = {_piecewise(reach.predictions, reach.lows)}",
        f"    high = {_piecewise(reach.predictions, reach.highs)}",
        f"    return {by_factor if formula.is_log else 'prediction + low, prediction + high'}",
    ]


def _piecewise(at: Sequence[float], sizes: Sequence[float]) -> str:
    pieces = (
        f"{slope!r} * torch.clamp(x - {begin!r}, 0.0, {length!r})" for begin, length, slope in segments(at, sizes)
    )
    return " + ".join([repr(sizes[0]), *pieces])


class Layer(Infix):
    """Each number of the formula is a weight, w[k]; each cell a tensor x[column], each look-up a tensor x[k]."""

    def __init__(self, reader: Python) -> None:
        self.reader = reader
        self.weights: list[float] = []
        self.indices: list[str] = []  # the lines that find the index of a row's level, one for each look-up

    def number_of(self, cell: Cell) -> str:
        """What stands for a cell in its tensor."""
        name = self.reader.names[cell.index]
        present = "0.0" if cell.is_text else f"math.inf if math.isnan({name}) else {name}"
        return f"math.nan if {name} is None else {present}"

    def constant(self, value: float) -> str:
        self.weights.append(value)
        return f"w[{len(self.weights) - 1}]"

    def value(self, cell: Cell) -> str:
        """Not NaN where it is missing and another weight stands in its place: no weight would have a gradient."""
        return f"torch.nan_to_num(x[{cell.name!r}], 1.0, math.inf)"

    def function(self, name: Function, argument: str) -> str:
        return f"torch.{name}({argument})"

    def power(self, base: str, exponent: int) -> str:
        return f"{base} ** {exponent}"

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        missing = " | ".join(f"torch.isnan(x[{cell.name!r}])" for cell in distinct_cells(cells))
        return f"torch.where({missing}, {then}, {otherwise})"

    def look_up(self, levels: LookUp) -> str:
        """The weights of the levels, and the one for all other texts, taken by the index of the row's level."""
        first, number, other = len(self.weights), len(self.indices), len(levels.numbers)
        self.weights += [*levels.numbers.values(), levels.other]
        indices = {level: index for index, level in enumerate(levels.numbers)}
        missing = " or ".join(f"{self.reader.names[cell.index]} is None" for cell in distinct_cells(levels.cells))
        index = self.reader.look_up(LookUp(levels.cells, indices, other))
        self.indices.append(f"        indices[{number}].append({other} if {missing} else {index})")
        return f"w[{first}:{first + other + 1}][x[{number}]]"
