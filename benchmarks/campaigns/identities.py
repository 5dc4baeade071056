"""The same question asked in two ways must have one answer: this finds wrong ones, where nothing ends in an error."""

import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
from campaigns import elsewhere
from campaigns.fuzz import faults
from campaigns.trial import run

TOLERANCE = 1e-7  # of the target's deviation


@dataclass(frozen=True)
class Table:
    """Columns of cells, None where one is missing; the last is the target."""

    columns: dict[str, list[float | str | None]]

    @classmethod
    def of_chance(cls, draw: random.Random) -> "Table":
        n = draw.choice((12, 30, 80, 200, 700))
        columns: dict[str, list[float | str | None]] = {}
        effects = [0.0] * n
        for k in range(draw.randint(1, 4)):
            if draw.random() < 0.6:
                centre, size = draw.choice((0, 50, 2010, -3e5)), draw.choice((0.01, 1, 300))
                cells = [round(draw.gauss(centre, size), 4) for _ in range(n)]
                effects = [e + (x - centre) / size * (k + 1) for e, x in zip(effects, cells, strict=True)]
            else:
                cells = [draw.choice(("red", "Green", "blue sky", "a,b", 'say "x"')) for _ in range(n)]
                effects = [e + len(x) for e, x in zip(effects, cells, strict=True)]
            lost = draw.choice((0, 0, 0.1))
            columns[f"c{k}"] = [None if draw.random() < lost else cell for cell in cells]
        unit = draw.choice((1, 1000))
        columns["y"] = [round(unit * (e + draw.gauss(0, 1)), 3) for e in effects]
        return cls(columns)

    def __len__(self) -> int:
        return len(self.columns["y"])

    def csv(self) -> bytes:
        rows = zip(*self.columns.values(), strict=True)
        lines = [",".join(self.columns), *(",".join(map(as_cell, row)) for row in rows)]
        return "".join(line + "\n" for line in lines).encode()

    def cases(self) -> list[dict[str, float | str | None]]:
        """The rows without the target."""
        names = [name for name in self.columns if name != "y"]
        rows = zip(*(self.columns[name] for name in names), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def numbers(self) -> list[str]:
        names = [name for name in self.columns if name != "y"]
        return [name for name in names if not any(isinstance(cell, str) for cell in self.columns[name])]


def as_cell(value: float | str | None) -> str:
    if value is None:
        return ""
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)


@dataclass(frozen=True)
class Trained:
    """Predictions of the rows of a table by a model that was trained on it."""

    folder: Path
    recipe: Sequence[str]
    limits: dict[str, int] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def predictions(self, name: str, content: bytes, *options: str) -> list[float] | None:
        """None where there is no model of it."""
        (self.folder / name).write_bytes(content)
        argv = ["train", name, "-o", "m.json", *self.recipe, *options]
        done = run(*argv, folder=self.folder, limits=self.limits, variables=self.variables)
        return None if done.status else self.of(name)

    def of(self, name: str) -> list[float]:
        done = run("predict", name, "-m", "m.json", "--json", folder=self.folder)
        return [json.loads(line)["y_predicted"] for line in done.out.splitlines()]


def identities(draw: random.Random, folder: Path) -> Iterator[str]:
    """A table and its twin, trained alike."""
    table = Table.of_chance(draw)
    recipe = draw.choice((("--solver", "exact"), ("--epochs", "20"), ("--epochs", "10", "--optimizer", "sgd")))
    trained = Trained(folder, recipe)
    first = trained.predictions("t.csv", table.csv())
    if first is None:
        return
    std = _deviation(table)
    yield from _agree_with_evaluation(trained, table, first, std)
    yield from _agree_with_cases(trained, table, first, std)
    name = draw.choice(sorted(TWINS))
    twin = TWINS[name](trained, table, draw)
    if twin is None:
        return
    own, other = twin if isinstance(twin, tuple) else (first, twin)
    if len(own) != len(other) or any(
        (a is None) != (b is None) or (a is not None and abs(a - b) > TOLERANCE * std)
        for a, b in zip(own, other, strict=False)
    ):
        yield f"another answer: {name}, {' '.join(recipe)}"


def _deviation(table: Table) -> float:
    y = [float(cell) for cell in table.columns["y"] if cell is not None]
    mean = sum(y) / len(y)
    return math.sqrt(sum((value - mean) ** 2 for value in y) / len(y))


def _agree_with_evaluation(trained: Trained, table: Table, predicted: list[float], std: float) -> Iterator[str]:
    """The RMSE that evaluate tells is that of the predictions."""
    done = run("evaluate", "t.csv", "-m", "m.json", "--json", folder=trained.folder)
    yield from faults(done)
    if done.status == 0:
        errors = [p - float(y or 0) for p, y in zip(predicted, table.columns["y"], strict=True)]
        rmse = math.sqrt(sum(error**2 for error in errors) / len(errors))
        if abs(json.loads(done.out)["model"]["rmse"] - rmse) > TOLERANCE * std:
            yield "evaluate tells another error than that of the predictions"


def _agree_with_cases(trained: Trained, table: Table, predicted: list[float], std: float) -> Iterator[str]:
    """The first row as a case: its prediction, and the parts of its explanation add up to it."""
    row = {name: cells[0] for name, cells in table.columns.items() if name != "y"}
    values = [f"--set={name}={'' if cell is None else cell}" for name, cell in row.items()]
    done = run("predict", "-m", "m.json", *values, "--json", folder=trained.folder)
    yield from faults(done)
    if done.status == 0 and abs(json.loads(done.out)["y_predicted"] - predicted[0]) > TOLERANCE * std:
        yield "a case is predicted otherwise than its row"
    rows = run("predict", "t.csv", "-m", "m.json", "--json", "--explain", folder=trained.folder)
    yield from faults(rows)
    for line in rows.out.splitlines()[:5]:
        cells = json.loads(line)
        parts = [value for name, value in cells.items() if name.startswith(("y_average", "y_part:"))]
        if parts and abs(sum(parts) - cells["y_predicted"]) > TOLERANCE * std:
            yield "the parts of an explanation do not add up"


Answer = list[float] | tuple[list[float], list[float]] | None
Twin = Callable[["Trained", Table, random.Random], Answer]


def _permuted(trained: Trained, table: Table, draw: random.Random) -> Answer:
    names = [name for name in table.columns if name != "y"]
    draw.shuffle(names)
    columns = {name: table.columns[name] for name in (*names, "y")}
    if trained.recipe[0] != "--solver":  # weights start alike and are sums in another order
        return None
    return trained.predictions("u.csv", replace(table, columns=columns).csv())


def _scaled(trained: Trained, table: Table, draw: random.Random) -> Answer:
    """A feature in other units, by a power of two, which rounds nothing."""
    if not (numbers := table.numbers()):
        return None
    name = draw.choice(numbers)
    cells = [None if cell is None else 1024.0 * float(cell) for cell in table.columns[name]]
    return trained.predictions("u.csv", replace(table, columns={**table.columns, name: cells}).csv())


def _with_constant(trained: Trained, table: Table, draw: random.Random) -> Answer:
    if trained.recipe[0] != "--solver":
        return None
    return trained.predictions("u.csv", replace(table, columns={"k": [7.0] * len(table), **table.columns}).csv())


def _in_parquet(trained: Trained, table: Table, draw: random.Random) -> Answer:
    pa.parquet.write_table(pa.table(table.columns), trained.folder / "p.parquet")
    return trained.predictions("u.parquet", (trained.folder / "p.parquet").read_bytes())


def _as_json(trained: Trained, table: Table, draw: random.Random) -> Answer:
    rows = [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]
    return trained.predictions("u.json", json.dumps(rows).encode())


def _filtered(trained: Trained, table: Table, draw: random.Random) -> Answer:
    """--where takes the rows that a table without the others has."""
    y = sorted(float(cell) for cell in table.columns["y"] if cell is not None)
    limit = y[len(y) // 4]
    wanted = [cell is not None and float(cell) >= limit for cell in table.columns["y"]]
    fewer = {name: [c for c, want in zip(cells, wanted, strict=True) if want] for name, cells in table.columns.items()}
    beforehand = trained.predictions("u.csv", replace(table, columns=fewer).csv())
    by_where = trained.predictions("t.csv", table.csv(), "--where", f"y >= {limit!r}")
    if beforehand is None or by_where is None:
        return None
    return beforehand, trained.of("u.csv")


def _other_dialect(trained: Trained, table: Table, draw: random.Random) -> Answer:
    rows = zip(*table.columns.values(), strict=True)
    lines = ["\t".join(table.columns), *("\t".join(map(as_cell, row)) for row in rows)]
    return trained.predictions("u.tsv", "\r\n".join(lines).encode("utf-16"))


def _of_other_target(trained: Trained, table: Table, draw: random.Random) -> Answer:
    """A target in other units: the same predictions in these."""
    cells = [None if cell is None else 1024.0 * float(cell) for cell in table.columns["y"]]
    scaled = trained.predictions("u.csv", replace(table, columns={**table.columns, "y": cells}).csv())
    return None if scaled is None else [prediction / 1024 for prediction in scaled]


def _by_one_thread(trained: Trained, table: Table, draw: random.Random) -> Answer:
    """Small blocks on one thread against small blocks on three."""
    limits = {"block_bytes": draw.choice((64, 300, 2000))}
    own = replace(trained, limits=limits, variables={"LRCLI_THREADS": "1"}).predictions("t.csv", table.csv())
    other = replace(trained, limits=limits, variables={"LRCLI_THREADS": "3"}).predictions("t.csv", table.csv())
    return None if own is None or other is None else (own, other)


def _in_other_blocks(trained: Trained, table: Table, draw: random.Random) -> Answer:
    limits = {"block_bytes": draw.choice((64, 300, 2000))}
    return replace(trained, limits=limits).predictions("t.csv", table.csv())


def _spilled(trained: Trained, table: Table, draw: random.Random) -> Answer:
    """Rows kept in a file against the same rows kept in memory, in windows of a few."""
    limits = {"window_rows": 10, "moments": False}
    own = replace(trained, limits=limits).predictions("t.csv", table.csv())
    other = replace(trained, limits=limits).predictions("t.csv", table.csv(), "--memory", "0")
    return None if own is None or other is None else (own, other)


def _elsewhere(predict: Callable[[Path, list[elsewhere.Cells]], list[float] | None]) -> Twin:
    def twin(trained: Trained, table: Table, draw: random.Random) -> Answer:
        if trained.predictions("t.csv", table.csv(), "--report", "r.html") is None:
            return None
        return predict(trained.folder, table.cases())

    return twin


TWINS: dict[str, Twin] = {
    "columns in another order": _permuted,
    "a feature in other units": _scaled,
    "a constant column more": _with_constant,
    "Parquet instead of CSV": _in_parquet,
    "JSON instead of CSV": _as_json,
    "rows left out beforehand instead of by --where": _filtered,
    "tabs, UTF-16 and other line ends": _other_dialect,
    "a target in other units": _of_other_target,
    "another number of threads": _by_one_thread,
    "blocks of another size": _in_other_blocks,
    "rows in a file instead of memory": _spilled,
    "the exported Python": _elsewhere(elsewhere.by_python),
    "the exported JavaScript": _elsewhere(elsewhere.by_javascript),
    "the calculator of the page": _elsewhere(elsewhere.by_calculator),
    "the server": _elsewhere(elsewhere.by_server),
}
