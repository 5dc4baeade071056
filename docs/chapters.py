"""Draw the picture of each chapter of the tutorial: `python docs/chapters.py`.

Every curve is computed: from the cars of sample_data, with the gradient, the optimizers and the schedules of lrcli.
"""

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.patches import Circle, Rectangle
from themes import for_both_themes

from lrcli.learning.linear import Block, gradient, half_squared_loss
from lrcli.learning.optimizers import OPTIMIZERS, SGD, Momentum
from lrcli.learning.schedules import SCHEDULES, Cosine, Exponential, InverseScaling, Step, Time
from lrcli.report.figure.file import COLOURS, FIRST, SECOND, new_figure, number_axes, write_figure, write_numbers

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).with_name("tutorial") / "pictures"
QUIET = "0.55"  # grey


def cars() -> np.ndarray:
    """mileage, age and price of the 500 cars."""
    with (ROOT / "sample_data" / "cars.csv").open(encoding="utf-8", newline="") as file:
        return np.array([[float(cell) for cell in row] for row in list(csv.reader(file))[1:]])


CARS = cars()
SCALED = (CARS - CARS.mean(axis=0)) / CARS.std(axis=0)


def block(columns: np.ndarray, y: np.ndarray) -> Block:
    return Block(np.column_stack([np.ones(len(y)), columns]), np.zeros((len(y), 0), dtype=np.intp), y)


ALL = block(SCALED[:, :2], SCALED[:, 2])


def walk(
    rows: Block, rule: Any, eta: float, epochs: int, size: int, schedule: Callable[[int, int], float] | None = None
) -> np.ndarray:
    """The weights before the first step and after each, (steps + 1, p), from 0 on."""
    rng, w = np.random.default_rng(0), np.zeros(rows.X.shape[1])
    state, way = rule.init(w), [w]
    count = -(-len(rows) // size)
    for epoch in range(epochs):
        order = rng.permutation(len(rows))
        for k in range(count):
            t = epoch * count + k
            rate = eta * (schedule(t, epochs * count) if schedule else 1.0)
            w, state = rule.step(w, gradient(rows[order[k * size : (k + 1) * size]], w), rate, state)
            way.append(w)
    return np.array(way)


def optimum(rows: Block) -> np.ndarray:
    return np.linalg.lstsq(rows.X, rows.y, rcond=None)[0]


def bowl(panel: Any, rows: Block, pair: tuple[int, int] = (1, 2), around: float = 1.4, rings: int = 12) -> None:
    """Contours of the loss over two weights, the others where it is lowest."""
    w = optimum(rows)
    i, j = pair
    half = around * max(abs(w[i]), abs(w[j]))
    middle = w[[i, j]] / 2
    a, b = np.meshgrid(np.linspace(-half, half, 121) + middle[0], np.linspace(-half, half, 121) + middle[1])
    several = np.repeat(w[None], a.size, axis=0)
    several[:, i], several[:, j] = a.ravel(), b.ravel()
    loss = half_squared_loss(rows, several).reshape(a.shape)
    low = half_squared_loss(rows, w)
    levels = low + (loss.max() - low) * (np.arange(rings + 1) / rings) ** 2
    panel.contour(a, b, loss, levels=levels, colors="0.75", linewidths=0.8)
    panel.plot(*w[[i, j]], "+", color="black", markersize=10, markeredgewidth=1.5)
    panel.set(xlim=(a.min(), a.max()), ylim=(b.min(), b.max()), xlabel="weight of mileage", ylabel="weight of age")
    panel.grid(False)
    number_axes(panel)


def way(panel: Any, points: np.ndarray, colour: str = FIRST, name: str | None = None, **style: Any) -> None:
    panel.plot(
        points[:, 1],
        points[:, 2],
        **{"marker": ".", "markersize": 4, "linewidth": 1, **style},
        color=colour,
        label=name,
    )
    panel.plot(*points[0, 1:3], "o", color="black", markersize=5)


def draw_supervised(figure: Any) -> None:
    features = {"mileage, thousands": CARS[:, 0] / 1000, "age": CARS[:, 1]}
    for panel, (name, x) in zip(figure.subplots(1, 2, sharey=True), features.items(), strict=True):
        y = CARS[:, 2]
        panel.plot(x, y, ".", color=FIRST, markersize=4, alpha=0.5, markeredgewidth=0)
        slope, start = np.polyfit(x, y, 1)
        ends = np.array([x.min(), x.max()])
        panel.plot(ends, start + slope * ends, color=SECOND)
        panel.set(xlabel=name, ylabel="price")
        panel.label_outer()
        number_axes(panel)


def draw_tensors(figure: Any) -> None:
    panel = figure.subplots()
    panel.axis("off")
    rows = CARS[:4]
    w, b = np.array([-0.0410247, -677.053]), 24416.0
    columns = [
        (0.0, "X", [[f"{m:,.0f}", f"{a:.0f}"] for m, a, _ in rows], ["mileage", "age"]),
        (4.0, "w", [["−0.0410247"], ["−677.053"]], None),
        (6.4, "b", [["24,416.0"]], None),
        (8.8, "ŷ", [[f"{value:,.1f}"] for value in rows[:, :2] @ w + b], ["price"]),
    ]
    for (left, name, cells, heads), sign in zip(columns, ("·", "+", "=", ""), strict=True):
        high = len(cells)
        for i, row in enumerate(cells):
            for j, text in enumerate(row):
                x, y = left + 1.6 * j, high / 2 - i - 1
                panel.add_patch(Rectangle((x, y), 1.6, 1, facecolor="0.96", edgecolor="0.6"))
                panel.text(x + 0.8, y + 0.5, text, ha="center", va="center", size="small")
        for j, head in enumerate(heads or ()):
            panel.text(left + 1.6 * j + 0.8, high / 2 + 0.2, head, ha="center", color=QUIET, size="small")
        wide = 1.6 * len(cells[0])
        panel.text(left + wide / 2, -high / 2 - 0.6, f"{name}  ({high} × {len(cells[0])})", ha="center", color=FIRST)
        panel.text(left + wide + 0.4, 0, sign, ha="center", va="center", size="x-large")
    panel.set(xlim=(-0.1, 10.5), ylim=(-3.2, 3))


def draw_statistics(figure: Any) -> None:
    panel = figure.subplots()
    x = CARS[:, 0]
    panel.hist(x, bins=30, color="0.85", edgecolor="white")
    mean, deviation = x.mean(), x.std(ddof=1)
    top = panel.get_ylim()[1] * 1.2
    panel.set_ylim(0, top)
    panel.axvspan(mean - deviation, mean + deviation, color=FIRST, alpha=0.12)
    panel.axvline(mean, color=FIRST)
    panel.set_title(f"mean {mean:,.0f} ± std {deviation:,.0f}", color=FIRST)
    for share, name, side in ((25, "25 %", "right"), (50, "median", "right"), (75, "75 %", "left")):
        value = np.percentile(x, share)
        panel.axvline(value, ymax=0.9, color=SECOND, linestyle="--", linewidth=1)
        panel.text(value, top * 0.92, name, color=SECOND, ha=side)
    panel.set(xlabel="mileage", ylabel="cars")
    number_axes(panel)


def draw_network(figure: Any) -> None:
    panel = figure.subplots()
    panel.axis("off")
    nodes = {"mileage": (0, 1), "age": (0, 0), "1": (0, -1), "Σ": (2.4, 0), "ŷ": (4.2, 0)}
    for start, weight in (("mileage", "w₁ = −0.041"), ("age", "w₂ = −677"), ("1", "b = 24,416")):
        (x0, y0), (x1, y1) = nodes[start], nodes["Σ"]
        panel.plot(
            [x0, x1],
            [y0, y1],
            color=FIRST if start != "1" else QUIET,
            linestyle="-" if start != "1" else "--",
            zorder=1,
        )
        on_the_line = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        panel.text(1.15, y0 + (y1 - y0) * 1.15 / 2.4, weight, ha="center", va="center", bbox=on_the_line)
    panel.annotate("", (3.9, 0), (2.7, 0), arrowprops={"arrowstyle": "->"})
    for name, at in nodes.items():
        panel.add_patch(Circle(at, 0.3, facecolor="white", edgecolor="black", zorder=2))
        panel.text(*at, "" if name in ("mileage", "age") else name, ha="center", va="center", zorder=3)
    for name, letter in (("mileage", "x₁"), ("age", "x₂")):
        panel.text(*nodes[name], letter, ha="center", va="center", zorder=3)
        panel.text(nodes[name][0] - 0.45, nodes[name][1], name, ha="right", va="center", color=QUIET)
    panel.text(4.65, 0, "price", va="center", color=QUIET)
    panel.set(xlim=(-1.5, 5.4), ylim=(-1.5, 1.5), aspect="equal")


def draw_loss(figure: Any) -> None:
    left, right = figure.subplots(1, 2)
    slope, start = np.polyfit(CARS[:, 0] / 1000, CARS[:, 2] / 1000, 1)
    x, y = CARS[:120, 0] / 1000, CARS[:120, 2] / 1000
    far = np.argsort(abs(start + slope * x - y))[-9:]
    x, y = x[far], y[far]
    wide, high = 420, 36  # of the panel, which is square as the errors are
    left.set(xlim=(0, wide), ylim=(-8, high - 8), box_aspect=1)
    ends = np.array([x.min() - 10, x.max() + 10])
    left.plot(ends, start + slope * ends, color=FIRST)
    left.plot(x, y, "o", color="black", markersize=4)
    for a, b in zip(x, y, strict=True):
        error = start + slope * a - b
        side = abs(error) * wide / high
        left.add_patch(Rectangle((a, b), side, error, facecolor=SECOND, alpha=0.25, edgecolor=SECOND))
    left.set(xlabel="mileage, thousands", ylabel="price, thousands", title="each error, squared")
    e = np.linspace(-3, 3, 121)
    right.plot(e, e**2 / 2, color=FIRST)
    right.text(2.4, 3.6, "½ e²", color=FIRST, ha="right")
    right.plot(e, abs(e), color=QUIET, linestyle="--")
    right.text(2.4, 1.9, "|e|", color=QUIET)
    right.set(xlabel="error e = ŷ − y", ylabel="what it costs", title="a large error costs more", box_aspect=1)
    for panel in (left, right):
        number_axes(panel)


def draw_fog(figure: Any) -> None:
    for panel, foggy in zip(figure.subplots(1, 2), (False, True), strict=True):
        bowl(panel, ALL)
        at = np.array([0.0, 0.05, -0.1])
        g = gradient(ALL, at)
        panel.set_title("what there is | without fog" if not foggy else "what one sees | in the fog")
        if foggy:
            xs, ys = np.meshgrid(np.linspace(*panel.get_xlim(), 300), np.linspace(*panel.get_ylim(), 300))
            far = np.hypot(xs - at[1], ys - at[2])
            shade = np.ones((*far.shape, 4))
            shade[..., 3] = np.clip((far - 0.12) / 0.06, 0, 1)
            panel.imshow(shade, extent=(*panel.get_xlim(), *panel.get_ylim()), origin="lower", zorder=5, aspect="auto")
        panel.annotate(
            "", at[1:] - 0.12 * g[1:], at[1:], arrowprops={"arrowstyle": "->", "color": SECOND, "lw": 2}, zorder=7
        )
        panel.plot(*at[1:], "o", color=FIRST, markersize=7, zorder=8)


def draw_derivative(figure: Any) -> None:
    panel = figure.subplots()
    w = optimum(ALL)
    values = np.linspace(-1.6, 0.6, 121)

    def loss(value: Any) -> Any:
        several = np.repeat(w[None], np.size(value), axis=0)
        several[:, 1] = value
        return half_squared_loss(ALL, several)

    panel.plot(values, loss(values), color=FIRST)
    at = 0.2
    here = w.copy()
    here[1] = at
    slope = gradient(ALL, here)[1]
    start = float(loss(at)[0])
    panel.plot([at - 0.5, at + 0.35], [start - 0.5 * slope, start + 0.35 * slope], color=SECOND, linestyle="--")
    panel.text(at + 0.02, start - 0.09, f"slope g = {slope:.2f}", color=SECOND)
    after = at - 0.6 * slope
    panel.annotate("", (after, start), (at, start), arrowprops={"arrowstyle": "->"})
    panel.text((at + after) / 2, start + 0.02, "− η g", ha="center")
    panel.plot([at, after], [start, float(loss(after)[0])], "o", color="black", markersize=5)
    panel.plot([after, after], [start, float(loss(after)[0])], color=QUIET, linewidth=0.8, linestyle=":")
    panel.set(xlabel="weight of mileage", ylabel="loss")
    number_axes(panel)


def draw_batches(figure: Any) -> None:
    panels = figure.subplots(1, 3, sharey=True)
    for panel, (size, epochs, title) in zip(
        panels, ((500, 60, "all 500 rows a step"), (25, 3, "25 rows"), (1, 1, "1 row")), strict=True
    ):
        bowl(panel, ALL)
        way(panel, walk(ALL, SGD(), 0.05, epochs, size), linewidth=0.7, markersize=2)
        panel.set_title(title)
        panel.label_outer()


def draw_learning_rate(figure: Any) -> None:
    curvature = float(np.linalg.eigvalsh(ALL.X.T @ ALL.X / len(ALL))[-1])
    values = np.linspace(-2.1, 2.1, 121)
    panels = figure.subplots(1, 3, sharey=True)
    for panel, (times, title) in zip(
        panels, ((0.15, "too small"), (1.0, "1/λmax"), (2.15, "beyond 2/λmax")), strict=True
    ):
        panel.plot(values, curvature * values**2 / 2, color="0.7")
        d = [-0.9 if times > 2 else -1.8]
        for _ in range(6):
            d.append((1 - times) * d[-1])
        d = np.array(d)
        panel.plot(d, curvature * d**2 / 2, "o-", color=FIRST, markersize=4, linewidth=1)
        panel.plot(d[0], curvature * d[0] ** 2 / 2, "o", color="black", markersize=6)
        panel.set(title=f"{title}\nη = {times / curvature:.2f}", ylim=(-0.2, 4.2))
        number_axes(panel)
    panels[0].set_ylabel("loss")
    figure.supxlabel("distance from the lowest point", size="medium")


def ravine() -> Block:
    """The age and its square: two columns that say nearly the same."""
    age = CARS[:, 1]
    columns = np.column_stack([age, age**2])
    return block((columns - columns.mean(axis=0)) / columns.std(axis=0), SCALED[:, 2])


def draw_momentum(figure: Any) -> None:
    rows = ravine()
    largest = float(np.linalg.eigvalsh(rows.X.T @ rows.X / len(rows))[-1])
    pair = ((SGD(), 1.9 / largest, "without momentum"), (Momentum(), 9.0 / largest, "with momentum, β = 0.9"))
    for panel, (rule, eta, title) in zip(figure.subplots(1, 2, sharey=True), pair, strict=True):
        bowl(panel, rows, around=1.8)
        points = walk(rows, rule, eta, 60, len(rows))
        way(panel, points, linewidth=0.8, markersize=3)
        low = half_squared_loss(rows, optimum(rows))
        above = 100 * (half_squared_loss(rows, points[-1]) / low - 1)
        panel.set(
            title=f"{title}\nη = {eta:.2f}, after 60 steps\n{above:.2g} % above the lowest",
            xlabel="weight of age",
            ylabel="weight of age²",
        )
        panel.label_outer()


def draw_adaptive(figure: Any) -> None:
    oldest = (CARS[:, 1] >= 14).astype(float)  # a feature that one car in fifteen has
    rows = block(np.column_stack([SCALED[:, 0], oldest]), SCALED[:, 2])
    names = {"sgd": ("SGD", 0.2), "adagrad": ("Adagrad", 0.2), "rmsprop": ("RMSProp", 0.05), "adam": ("Adam", 0.05)}
    for panel, (rule, (name, eta)) in zip(
        figure.subplots(2, 2, sharex=True, sharey=True).flat, names.items(), strict=True
    ):
        bowl(panel, rows)
        way(panel, walk(rows, OPTIMIZERS[rule](), eta, 2, 20), linewidth=0.8, markersize=3)
        panel.set(title=name, ylabel="weight of a rare feature")
        panel.label_outer()


def draw_schedules(figure: Any) -> None:
    rates, losses = figure.subplots(2, 1)
    epochs = np.arange(30)
    shown = {
        "cosine": Cosine(),
        "time": Time(decay=0.1),
        "step": Step(every=10),
        "exponential": Exponential(),
        "inverse-scaling": InverseScaling(),
    }
    assert shown.keys() < SCHEDULES.keys()
    for colour, (name, schedule) in zip(COLOURS, shown.items(), strict=False):
        t = epochs * (20 if schedule.unit == "step" else 1)
        rates.plot(epochs, [schedule(int(k), 600) for k in t], color=colour, label=name)
    rates.set(xlabel="epoch", ylabel="η / η₀", ylim=(0, 1.05))
    rates.legend(fontsize="medium")
    low = half_squared_loss(ALL, optimum(ALL))
    for colour, name, schedule in ((SECOND, "constant", None), (FIRST, "cosine", Cosine())):
        points = walk(ALL, SGD(), 0.2, 30, 25, schedule)
        losses.plot(100 * (half_squared_loss(ALL, points[20::20]) / low - 1), color=colour, label=name)
    losses.set(xlabel="epoch", ylabel="% above the lowest loss", yscale="log")
    losses.legend(fontsize="medium")
    for panel in (rates, losses):
        number_axes(panel)


def draw_exact(figure: Any) -> None:
    panel = figure.subplots()
    bowl(panel, ALL)
    w = optimum(ALL)
    a, b = np.meshgrid(np.linspace(*panel.get_xlim(), 9), np.linspace(*panel.get_ylim(), 9))
    several = np.repeat(w[None], a.size, axis=0)
    several[:, 1], several[:, 2] = a.ravel(), b.ravel()
    g = gradient(ALL, several)
    panel.quiver(a.ravel(), b.ravel(), -g[:, 1], -g[:, 2], color=FIRST, width=0.004)
    panel.set_title("−g everywhere: it is 0 at the lowest point alone")


def draw_scaling(figure: Any) -> None:
    raw = block(CARS[:, :2] - CARS[:, :2].mean(axis=0), CARS[:, 2] - CARS[:, 2].mean())
    for panel, rows, title in zip(figure.subplots(1, 2), (raw, ALL), ("without scaling", "with scaling"), strict=True):
        bowl(panel, rows, around=1.6)
        eigenvalues = np.linalg.eigvalsh(rows.X[:, 1:].T @ rows.X[:, 1:] / len(rows))
        panel.set_title(
            f"{title}\n{float(f'{eigenvalues[-1] / eigenvalues[0]:.2g}'):,.0f} times as steep\none way as the other"
        )


def draw_split(figure: Any) -> None:
    rng = np.random.default_rng(1)
    roles = np.repeat([0, 1, 2], [48, 6, 6])
    rows = {"drawn at random": rng.permutation(roles), "the last rows of a sorted file": roles}
    panels = figure.subplots(2, 1, sharex=True)
    price = np.sort(CARS[rng.choice(500, 60, replace=False), 2])[::-1]
    for panel, (title, of_row) in zip(panels, rows.items(), strict=True):
        for role, name, colour in ((0, "training", "0.8"), (1, "validation", FIRST), (2, "test", SECOND)):
            panel.bar(np.arange(60)[of_row == role], price[of_row == role], color=colour, label=name, width=0.8)
        panel.set(title=title, ylabel="price")
        number_axes(panel)
    panels[0].legend(ncols=3, loc="upper right")
    panels[1].set_xlabel("row of the file, the dearest car first")


def bent() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """x and y of twelve rows that train and of forty that do not, around a curve."""
    rng = np.random.default_rng(4)
    x, far = np.sort(rng.uniform(-1, 1, 12)), np.linspace(-0.97, 0.97, 40)
    return x, 1 - x + x**2 + rng.normal(0, 0.15, 12), far, 1 - far + far**2 + rng.normal(0, 0.15, 40)


def polynomial(x: np.ndarray, y: np.ndarray, degree: int, decay: float = 0.0) -> Callable[[np.ndarray], np.ndarray]:
    """The polynomial of least squares, with a weight decay on all but its constant."""
    X = np.vander(x, degree + 1, increasing=True)
    penalty = decay * len(x) * np.eye(degree + 1)
    penalty[0, 0] = 0
    w = np.linalg.solve(X.T @ X + penalty, X.T @ y) if decay else np.linalg.lstsq(X, y, rcond=None)[0]
    return lambda values: np.vander(values, degree + 1, increasing=True) @ w


def draw_curve(panel: Any, curve: Callable[[np.ndarray], np.ndarray], title: str) -> None:
    x, y, far, other = bent()
    line = np.linspace(-1, 1, 201)
    panel.plot(line, curve(line), color=FIRST)
    panel.plot(far, other, ".", color="0.7", markersize=4, label="held out")
    panel.plot(x, y, "o", color="black", markersize=4, label="training")
    own, new = (float(np.sqrt(((curve(a) - b) ** 2).mean())) for a, b in ((x, y), (far, other)))
    panel.set(title=f"{title}\nRMSE {own:.2f},\nheld out {new:.2f}", ylim=(0, 3.6), xlabel="x")
    number_axes(panel)


def draw_fits(figure: Any) -> None:
    x, y, *_ = bent()
    panels = figure.subplots(1, 3, sharey=True)
    for panel, (degree, title) in zip(
        panels, ((1, "too simple: a line"), (2, "x and x²"), (10, "too clever: x to x¹⁰")), strict=True
    ):
        draw_curve(panel, polynomial(x, y, degree), title)
    panels[0].legend(fontsize="small")


def draw_folds(figure: Any) -> None:
    panel = figure.subplots()
    panel.axis("off")
    for i in range(5):
        for j in range(5):
            held = i == j
            panel.add_patch(Rectangle((j, -i), 0.94, 0.8, facecolor=FIRST if held else "0.9"))
            panel.text(
                j + 0.47,
                0.4 - i,
                "held out" if held else "train",
                ha="center",
                va="center",
                color="white" if held else "0.4",
            )
        panel.text(-0.1, 0.4 - i, f"model {i + 1}", ha="right", va="center")
        panel.text(i + 0.47, 1.1, f"fold {i + 1}", ha="center", color=QUIET)
    panel.set(xlim=(-0.9, 5.1), ylim=(-4.2, 1.5))


def draw_decay(figure: Any) -> None:
    x, y, *_ = bent()
    pair = ((0.0, "without weight decay"), (0.01, "with λ = 0.01"))
    for panel, (decay, title) in zip(figure.subplots(1, 2, sharey=True), pair, strict=True):
        draw_curve(panel, polynomial(x, y, 10, decay), title)


def draw_levels(figure: Any) -> None:
    with (ROOT / "sample_data" / "used_cars.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["price"]]
    prices: dict[str, list[float]] = {}
    for row in rows:
        prices.setdefault(row["brand"], []).append(float(row["price"]))
    mean = np.mean([float(row["price"]) for row in rows])
    names = sorted(prices, key=lambda name: np.mean(prices[name]))
    panel = figure.subplots()
    values = [np.mean(prices[name]) - mean for name in names]
    bars = panel.barh(names, values, color=[FIRST if value > 0 else SECOND for value in values])
    panel.bar_label(bars, [f"{len(prices[name])} cars" for name in names], padding=4, size="small")
    panel.axvline(0, color="black", linewidth=0.8)
    panel.set_xlabel("mean price of the brand, less the mean of all")
    panel.margins(x=0.22)
    write_numbers(panel.xaxis)
    panel.grid(axis="y", visible=False)


def draw_summary(figure: Any) -> None:
    panel = figure.subplots()
    panel.axis("off")
    centres = {
        "table": (0, 6),
        "features X, target y": (0, 5),
        "scaled: 14": (0, 4),
        "minibatches: 8": (0, 3),
        "steps w ← w − η g: 6 to 12": (0, 2),
        "model: 4": (0, 1),
        "prediction: 1, 2": (0, 0),
        "held-out rows: 15, 17": (1, 4),
        "error on new rows:\n5, 16, 18": (1, 1),
    }
    boxes = {}
    for text, (x, y) in centres.items():
        patch = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": SECOND if x else FIRST}
        boxes[text] = panel.text(x, y, text, ha="center", va="center", bbox=patch)
    names = list(centres)
    arrows = [
        *pairwise(names[:7]),
        (names[1], names[7]),
        (names[7], names[8]),
        (names[5], names[8]),
    ]
    for start, end in arrows:
        ends = {
            "patchA": boxes[start].get_bbox_patch(),
            "patchB": boxes[end].get_bbox_patch(),
            "shrinkA": 2,
            "shrinkB": 2,
        }
        panel.annotate("", centres[end], centres[start], arrowprops={"arrowstyle": "->", "color": QUIET, **ends})
    panel.set(xlim=(-0.5, 1.5), ylim=(-0.5, 6.5))


WIDTH = 5.6  # inches, in which the letters can still be read on a telephone
PICTURES: dict[str, tuple[Callable[[Any], None], float]] = {  # file → who draws it, its height in inches
    "supervised": (draw_supervised, 3),
    "tensors": (draw_tensors, 2.8),
    "statistics": (draw_statistics, 3),
    "network": (draw_network, 2.8),
    "loss": (draw_loss, 3),
    "fog": (draw_fog, 3.1),
    "derivative": (draw_derivative, 3.4),
    "batches": (draw_batches, 2.5),
    "learning_rate": (draw_learning_rate, 2.7),
    "momentum": (draw_momentum, 3.6),
    "adaptive": (draw_adaptive, 5),
    "schedules": (draw_schedules, 5),
    "exact": (draw_exact, 4.6),
    "scaling": (draw_scaling, 3.5),
    "split": (draw_split, 4),
    "fits": (draw_fits, 3),
    "folds": (draw_folds, 2.6),
    "decay": (draw_decay, 3.2),
    "levels": (draw_levels, 3.8),
    "summary": (draw_summary, 4.6),
}


def draw(name: str, path: Path) -> None:
    drawer, height = PICTURES[name]
    with new_figure(WIDTH, height) as figure:
        drawer(figure)
        write_figure(str(path), figure)
    path.write_text(for_both_themes(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True, parents=True)
    for name in PICTURES:
        draw(name, FOLDER / f"{name}.svg")
