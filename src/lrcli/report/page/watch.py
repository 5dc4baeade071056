"""The page that trains in the reader's browser: what its script computes with, and the fields that are moved."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lrcli.arrays import Floats, Ints
from lrcli.fitting.replay import Parabola, Replay
from lrcli.learning.optimizers import OPTIMIZERS
from lrcli.learning.schedules import SCHEDULES
from lrcli.options import option_values
from lrcli.report.page.markup import Markup, join, tag

SLIDER_STEPS = 1000  # more than a slider has pixels
BUTTONS = {"run": "Run", "step": "One step", "epoch": "One epoch", "reset": "Reset"}
COMPARISONS = {  # what the first and the second run differ in
    "nothing": "one run",
    "momentum": "without | with momentum",
    "decay": "without | with weight decay",
    "batch": "all rows at each step | few rows",
    "schedule": "constant rate | cosine",
    "adam": "SGD | Adam",
}


def replay_data(replay: Replay) -> dict[str, Any]:
    """What the script computes with. Arrays are their bytes, so that each number is what it is here."""
    recipe, rule, pace = replay.recipe, replay.recipe.rule(), replay.recipe.pace()
    batch = int(replay.sizes.max())
    return {
        "names": replay.names,
        "numbers": replay.numbers,
        "target": replay.target,
        "map": packed(replay.M),
        "rows": None if replay.rows is None else packed(replay.rows),
        "moments": None if replay.moments is None else packed(replay.moments),
        "sizes": replay.sizes.tolist(),
        "orders": packed_indices(replay.orders),
        "decay": packed(replay.decay),
        "validation": None if replay.validation is None else _parabola(replay.validation),
        "points": {"x": packed(replay.points.x), "y": packed(replay.points.y)},
        "optimizers": {
            name: {"rate": replay.rates[name], "parameters": _parameters(kind, rule)}
            for name, kind in OPTIMIZERS.items()
        },
        "schedules": {
            name: {"unit": kind.unit, "parameters": _parameters(kind, pace)} for name, kind in SCHEDULES.items()
        },
        "settings": {
            "optimizer": rule.name,
            "schedule": pace.name,
            "rate": replay.rate,
            "batch": batch,
            "decay": recipe.weight_decay or 0.0,
            "epochs": replay.epochs,
        },
    }


def packed(values: Floats) -> str:
    """The bytes of floats, one row after the other, in base64."""
    return b64encode(values.astype("<f8").tobytes()).decode()


def packed_indices(values: Ints) -> str:
    """The same of whole numbers below 65,536."""
    return b64encode(values.astype("<u2").tobytes()).decode()


def _parabola(parabola: Parabola) -> dict[str, Any]:
    return {"G": packed(parabola.G), "c": packed(parabola.c), "s": parabola.s}


def _parameters(kind: Any, own: Any) -> dict[str, Any]:
    """The parameters of an optimizer or a schedule, in this training's values where it is the training's own."""
    return option_values(own if isinstance(own, kind) else kind())


def watch_block(replays: Mapping[str, Replay]) -> Markup:
    """The pictures, the buttons and the fields; the script draws and moves them. replays: by target.

    Several targets have the same weights and columns, and one of them is watched at a time.
    """
    replay = next(iter(replays.values()))
    pictures = tag(
        "div",
        _picture("bowl", "The bowl: the loss over two weights, every other where it is lowest; + is the lowest point."),
        _picture("line", "Rows that train, and the line over one column, the others as they are on average."),
        _picture("curves", "The loss over the epochs, of all training rows and of the validation rows."),
        class_="pictures",
    )
    weights = [(str(index), "b, the bias" if index == 0 else name) for index, name in enumerate(replay.names)]
    columns = [(str(index), name) for index, (name, _, _) in enumerate(replay.numbers)]
    comparison = tag("div", _choice("comparison", "side by side", list(COMPARISONS.items())), class_="choices")
    targets = [(str(index), name) for index, name in enumerate(replays)]
    choices = tag(
        "div",
        _choice("watched", "target", targets) if len(targets) > 1 else None,
        _choice("across", "bowl: across", weights),
        _choice("up", "up", weights),
        _choice("column", "line over", columns) if columns else None,
        tag("label", tag("input", type="checkbox", id="fog"), "fog", class_="check"),
        class_="choices",
    )
    buttons = tag(
        "div",
        *(tag("button", text, type="button", id=name) for name, text in BUTTONS.items()),
        tag("label", "speed", for_="speed"),
        tag("input", type="range", id="speed", min=0, max=100, value=35),
        tag("output", id="speed-value", for_="speed"),
        class_="buttons",
    )
    runs = tag("div", *map(_settings, "AB"), class_="runs")
    table = tag(
        "table", tag("caption", "The numbers now, of standardised columns where no unit is named"), id="numbers"
    )
    numbers = tag("div", table, class_="scroll", role="region", aria_label="The numbers now")
    needs = tag("noscript", tag("p", "This page trains in the browser, which needs JavaScript."))
    status = tag("p", id="status", role="status")
    inside = needs, buttons, status, comparison, choices, pictures, runs, numbers
    return tag("div", *inside, id="watch")


def _picture(name: str, caption: str) -> Markup:
    svg = tag("svg", viewBox="0 0 440 300", role="img", aria_labelledby=f"{name}-caption", class_="chart", id=name)
    return tag("figure", svg, tag("figcaption", caption, id=f"{name}-caption"))


def _choice(name: str, label: str, options: Sequence[tuple[str, str]]) -> Markup:
    choices = [tag("option", text, value=value) for value, text in options]
    return join(tag("label", label, for_=name), tag("select", *choices, id=name))


def _settings(letter: str) -> Markup:
    """The fields of a run."""
    knobs = [
        _knob(letter, "optimizer", "optimizer", _names("optimizer", letter, OPTIMIZERS)),
        _knob(letter, "rate", "learning rate η₀", _slider("rate", letter, mark=True)),
        _knob(letter, "schedule", "schedule", _names("schedule", letter, SCHEDULES)),
        _knob(letter, "batch", "rows of a minibatch", _slider("batch", letter)),
        _knob(letter, "beta", "β: part of the running mean that stays at each step", _slider("beta", letter)),
        _knob(letter, "decay", "weight decay λ", _slider("decay", letter)),
    ]
    legend = tag("legend", f"run {letter}", class_=f"run-{letter}")
    return tag("fieldset", legend, *knobs, id=f"run-{letter}", hidden=letter != "A")


def _knob(letter: str, name: str, label: str, entry: Markup) -> Markup:
    field = f"{name}-{letter}"
    return tag(
        "div", tag("label", label, for_=field), tag("output", id=f"{field}-value", for_=field), entry, class_="knob"
    )


def _names(name: str, letter: str, kinds: Iterable[str]) -> Markup:
    return tag("select", *(tag("option", kind, value=kind) for kind in kinds), id=f"{name}-{letter}")


def _slider(name: str, letter: str, *, mark: bool = False) -> Markup:
    """A slider. mark: show on it from where on the learning rate is too large."""
    slider = tag("input", type="range", id=f"{name}-{letter}", min=0, max=SLIDER_STEPS, value=0)
    if not mark:
        return tag("div", slider, class_="track")
    track = tag("div", slider, tag("span", class_="mark", id=f"{name}-{letter}-mark"), class_="track")
    return join(track, tag("small", id=f"{name}-{letter}-note"))
