"""Inputs by chance: tables, models, options and packed files. None may end in anything but an answer or one message."""

import copy
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from campaigns.containers import of_container
from campaigns.tables import CELLS, of_chance, spoiled
from campaigns.trial import Outcome, run

SAMPLES = Path(__file__).parents[2] / "sample_data"
SHARED = Path(__file__).parents[3] / "shared" / "data"
READING = (
    ("--delimiter", (",", ";", "\t", "tab", "blanks", ".", "1", "a", '"', "::", "")),
    ("--quote", ('"', "'", "a", "1", "", ",")),
    ("--skip-lines", ("0", "1", "3", "1000000", "-1")),
    ("--comment", ("#", "1", '"', "//", "", "a")),
    ("--encoding", ("utf-8", "cp1252", "utf-16", "ascii", "nope", "utf-7", "idna", "base64")),
    ("--missing-values", ("-", "0", "", "a,b", "7", ",")),
    ("--no-header", None),
)
NOTATION = (("--decimal", (".", ",", "1")), ("--thousands", (".", ",", " ", "'")), ("--day-first", None))
WHERE = (("--where", ("price > 5", "a == 'x'", "price missing", "not (age < 3 or age >= 5)", "mileage in 1..3", "")),)
TRAINING = (
    ("--split", ("60/20/20", "50/50", "none", "1/1/98", "0/0/0", "80/10/10")),
    ("--weight-decay", ("0", "0.1", "auto", "1e300", "-1", "1e-300")),
    ("--optimizer", ("sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam")),
    ("--learning-rate", ("auto", "1e-300", "1e300", "0.1", "5")),
    ("--schedule", ("constant", "time", "inverse-scaling", "step", "exponential", "cosine", "plateau")),
    ("--batch-size", ("1", "2", "full", "auto", "1000000000")),
    ("--solver", ("exact", "sgd")),
    ("--features", ("*", "*,x^2", "age,mileage", "log(age),sqrt(mileage)", "age:mileage,age^9", "*:*", "", "a,b")),
    ("--exclude", ("age", "a", "nope", "")),
    ("--numeric", ("age", "*", "brand")),
    ("--categorical", ("age", "*", "price")),
    ("--min-count", ("1", "5", "1000000")),
    ("--memory", ("0", "1K", "500M")),
    ("--seed", ("0", "7", "4294967296", "-1")),
    ("--log-target", None),
    ("--inference", None),
    ("--explain-step", None),
    ("--strict", None),
    ("--no-standardize", None),
    ("--trajectory", ("age,mileage", "a,b")),
    ("--report", ("r.html",)),
    ("-q", None),
)
JUDGING = (("--plot", None), ("--report", ("r.html",)))
JSON = ("--json", None)
PLOT = ("--plot", ("price", "age", "a"))
INTERVAL = ("--interval", ("50", "90", "100", "0"))
OPTIONS = {
    "train": (*READING, *NOTATION, *WHERE, *TRAINING, JSON, ("--ascii", None)),
    "crossval": (*READING, *NOTATION, *WHERE, *TRAINING[:13], JSON, ("-k", ("2", "3", "7", "1", "100000"))),
    "stats": (*READING, *NOTATION, *WHERE, ("--correlations", None), PLOT, JSON),
    "evaluate": (*READING, *JUDGING, JSON),
    "predict": (*READING, ("--explain", None), INTERVAL, ("--mean", None), JSON),
}


def options_of(command: str, draw: random.Random) -> list[str]:
    """Some options of a command with values that are right, odd or wrong."""
    argv: list[str] = []
    for name, values in draw.sample(OPTIONS[command], draw.choice((0, 0, 1, 1, 2, 3))):
        argv += [name] if values is None else [name, draw.choice(values)]
    return argv


@cache
def real_tables() -> tuple[bytes, ...]:
    """The beginnings of tables of people; those that lie beside the project where they do."""
    paths = [*sorted(SAMPLES.glob("*.csv")), *sorted(SHARED.glob("*.csv")), *sorted(SHARED.glob("*.tab"))]
    return tuple(path.read_bytes()[: 1 << 16] for path in paths)


def some_table(draw: random.Random) -> bytes:
    return of_chance(draw) if draw.random() < 0.4 else spoiled(draw.choice(real_tables()), draw)


def tables(draw: random.Random, folder: Path) -> Iterator[str]:
    """A table by chance, through every command."""
    data = some_table(draw)
    (folder / "t.csv").write_bytes(data)
    reading = [word for word in options_of("predict", draw) if draw.random() < 0.3 and word.startswith("--no-header")]
    trained = run(
        "train", "t.csv", *reading, "-o", "m.json", *options_of("train", draw), "--epochs", "2", folder=folder
    )
    yield from faults(trained)
    if trained.status == 0:
        yield from _used(trained, draw, folder)
    else:
        if (folder / "m.json").exists():
            yield "train fails and leaves a model"
        command = draw.choice(("stats", "crossval"))
        more = ["--epochs", "2"] if command == "crossval" else []
        yield from faults(run(command, "t.csv", *options_of(command, draw), *more, folder=folder))


READING_OPTIONS = {name: values is not None for name, values in READING}


def _used(trained: Outcome, draw: random.Random, folder: Path) -> Iterator[str]:
    """The model of a table predicts the same table, and judges it."""
    argv, same = list(trained.argv), list[str]()
    for k, word in enumerate(argv):
        if word in READING_OPTIONS:
            same += argv[k : k + 1 + READING_OPTIONS[word]]
    predicted = run("predict", "-m", "m.json", "t.csv", *same, folder=folder)
    yield from faults(predicted)
    if predicted.status and "already; rename it" not in predicted.err:
        yield "the model of a table cannot predict the table"
    for command in ("evaluate", "predict"):
        yield from faults(run(command, "-m", "m.json", "t.csv", *options_of(command, draw), folder=folder))


def blocks(draw: random.Random, folder: Path) -> Iterator[str]:
    """A table in blocks of another size: the same answers and messages."""
    data = some_table(draw)
    (folder / "t.csv").write_bytes(data)
    command = draw.choice(("stats", "evaluate", "train", "predict"))
    options = options_of(command, draw)
    if command in ("evaluate", "predict"):
        with_model = run("train", "t.csv", "-o", "m.json", "--epochs", "2", "-q", folder=folder)
        if with_model.status:
            command, options = "stats", options_of("stats", draw)
        else:
            options = ["-m", "m.json", *options]
    if command == "train":
        options = [*options, "--epochs", "2", "-o", "-"]
    usual = run(command, "t.csv", *options, folder=folder)
    small = run(command, "t.csv", *options, folder=folder, limits={"block_bytes": draw.choice((64, 200, 1000))})
    yield from faults(usual)
    if small.fault() != usual.fault():
        yield f"{small.fault()} in small blocks"
    if usual.status and small.status:
        return  # of two faults of one file either may be told first
    if usual.status != small.status or not _agree(usual.out.decode(), small.out.decode()):
        yield f"{command} answers otherwise in small blocks"
    elif usual.err != small.err:
        yield f"{command} says something else in small blocks"


NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
DIGITS = 1e-9  # relative: sums of blocks are sums in another order, whose last digits may differ
EPSILONS = 1e-12  # beside a number that the sums cancel to


def _agree(text: str, other: str) -> bool:
    """Whether two answers are the same but for last digits."""
    if NUMBER.sub("#", text) != NUMBER.sub("#", other):
        return False
    return all(a == b or _near(a, b) for a, b in zip(NUMBER.findall(text), NUMBER.findall(other), strict=True))


def _near(a: str, b: str) -> bool:
    """Whether two numbers may be one that was rounded either way."""
    x, y = (float(text.replace(",", "")) for text in (a, b))
    shown = 0 if "e" in a else 10.0 ** -len(a.partition(".")[2])  # the unit of its last digit
    few = "." in a and shown >= DIGITS  # digits are shown: one more or less of the last is a tie in rounding
    return abs(x - y) <= max(DIGITS * abs(x), EPSILONS, 1.001 * shown if few else 0)


def options(draw: random.Random, folder: Path) -> Iterator[str]:
    """A good table with options by chance, conditions and terms among them."""
    (folder / "t.csv").write_bytes(b"\n".join((SAMPLES / "used_cars.csv").read_bytes().splitlines()[:60]))
    command = draw.choice(("train", "train", "crossval", "stats"))
    argv = [*options_of(command, draw), *options_of(command, draw)]
    if draw.random() < 0.4:
        argv += ["--where", condition(draw)]
    if draw.random() < 0.4 and command != "stats":
        argv += ["--features", ",".join(term(draw) for _ in range(draw.randint(1, 4)))]
    more = [] if command == "stats" else ["--epochs", "2"]
    yield from faults(run(command, "t.csv", *more, *argv, folder=folder))


WORDS = (
    *("age", "fuel", "price", "nope", "==", "<", ">=", "!=", "in", "and", "or", "not", "(", ")", "1..5", "'diesel'"),
    *("5", "1e400", "missing", "..", "'", '"', "=~", "[", "]", ",", "120.000", "-"),
)


def condition(draw: random.Random, depth: int = 0) -> str:
    """A condition, mostly of the right form."""
    if draw.random() < 0.2:
        return " ".join(draw.choice(WORDS) for _ in range(draw.randint(0, 8)))
    if depth < 4 and draw.random() < 0.4:
        word = draw.choice((" and ", " or "))
        return word.join(condition(draw, depth + 1) for _ in range(draw.randint(2, 3)))
    if draw.random() < 0.2:
        return f"not ({condition(draw, depth + 1)})"
    number = draw.choice((*"0159", "1e9", "-3", "1e999", draw.choice(CELLS)))
    column = draw.choice(("age", "mileage", "fuel", "price", "`age`"))
    return f"{column} {draw.choice(('<', '<=', '==', '!=', '>'))} {number}"


def term(draw: random.Random, depth: int = 0) -> str:
    name = draw.choice(("age", "mileage", "fuel", "brand", "horsepower", "*", "nope", "price", ""))
    if depth < 3 and draw.random() < 0.3:
        return draw.choice(("log({})", "sqrt({})", "exp({})", "({})", "{})", "({}")).format(term(draw, depth + 1))
    if depth < 3 and draw.random() < 0.3:
        return f"{term(draw, depth + 1)}:{term(draw, depth + 1)}"
    return name + draw.choice(("", "", "^2", "^3", "^99", "^-1", "^0.5", "^", "^1e9"))


VALUES = (
    *(None, True, 0, -1, 1e308, -1e308, 1e-320, 10**400, "", "x", "\x1b[31m", "\ud800", [], {}, [None], "NaN"),
    *("é", "20", [[]]),
)


def models(draw: random.Random, folder: Path) -> Iterator[str]:
    """A model in which a hand or a disk has changed something."""
    (folder / "t.csv").write_bytes(b"\n".join((SAMPLES / "used_cars.csv").read_bytes().splitlines()[:40]))
    (folder / "f.json").write_bytes(damaged_model(draw.choice(sound_models(folder)), draw))
    command = draw.choice(("evaluate", "predict", "predict", "case"))
    if command == "case":
        case = [f"--set={name}={draw.choice((*CELLS, '100', 'diesel'))}" for name in _columns(folder)]
        case = [word for word in case if "\x00" not in word]
        argv = ["predict", "-m", "f.json", *case, *draw.choice(([], ["--explain"], ["--interval", "90", "--json"]))]
    else:
        argv = [command, "-m", "f.json", "t.csv", *options_of(command, draw)]
    yield from faults(run(*argv, folder=folder))


def _columns(folder: Path) -> list[str]:
    return (folder / "t.csv").read_text().splitlines()[0].split(",")[:-1]


_SOUND: list[bytes] = []


def sound_models(folder: Path) -> list[bytes]:
    """Models with numbers, categories, terms and a logarithm, trained once."""
    for more in ([], ["--log-target"], ["--features", "age,log(mileage),fuel:age,age^2,brand"]) if not _SOUND else []:
        done = run("train", "t.csv", "--epochs", "2", "-q", "-o", "-", *more, folder=folder)
        _SOUND.append(done.out)
    return _SOUND


def damaged_model(data: bytes, draw: random.Random) -> bytes:
    """Bytes changed, or values, keys and depth."""
    if draw.random() < 0.2:
        at = draw.randrange(len(data))
        return draw.choice((data[:at], data[:at] + b"\xff" + data[at:], data * 2, b"[" * 5000 + data))
    model = json.loads(data)
    for _ in range(draw.choice((1, 1, 2, 4))):
        inner = model
        while True:
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = draw.choice(keys)
            if isinstance(inner[key], (dict, list)) and inner[key] and draw.random() < 0.85:
                inner = inner[key]
                continue
            change = draw.random()
            if change < 0.15:
                del inner[key]
            elif change < 0.25 and isinstance(inner, dict):
                inner[draw.choice(("x", "", "weight", "format"))] = inner.pop(key)
            elif isinstance(inner[key], (int, float)) and change < 0.7:
                inner[key] = draw.choice((1e308, -1e308, 1e-310, 0, -1, 1e200, 5e-324, 1e30))
            else:
                inner[key] = copy.deepcopy(draw.choice(VALUES))  # else one list may come to hold itself
            break
    return json.dumps(model).encode()


def containers(draw: random.Random, folder: Path) -> Iterator[str]:
    """Files of other formats, packed or not, cut or changed."""
    name, data = of_container(draw, folder)
    (folder / name).write_bytes(data)
    command = draw.choice(("train", "stats"))
    more = ["--epochs", "2"] if command == "train" else []
    yield from faults(run(command, name, *more, folder=folder))


def faults(outcome: Outcome) -> Iterator[str]:
    if fault := outcome.fault():
        yield fault
