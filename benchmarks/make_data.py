"""Seeded tables of any size: cars with six numbers and a price, and the same with four categorical columns."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

SLAB = 500_000
LEVELS = {"fuel": 5, "colour": 20, "brand": 80, "model": 800}
HELD_OUT = 100_000


def slab(rng: np.random.Generator, n: int, *, categories: bool) -> pa.Table:
    columns: dict[str, np.ndarray] = {  # type: ignore[type-arg]
        "mileage": rng.integers(0, 300_000, n),
        "age": rng.integers(0, 20, n),
        "hp": rng.integers(50, 400, n),
        "doors": rng.integers(2, 6, n),
        "cc": rng.integers(800, 4000, n),
        "owners": rng.integers(1, 5, n),
    }
    price = 30_000 - 0.05 * columns["mileage"] - 500 * columns["age"] + 20 * columns["hp"] + rng.normal(0, 900, n)
    if categories:
        for name, count in LEVELS.items():
            level = np.minimum(rng.zipf(1.6, n), count) - 1
            columns[name] = np.array([f"{name}{k}" for k in range(count)])[level]
            price += np.random.default_rng(count).normal(0, 2_000, count)[level]
    return pa.table({**columns, "price": price.round().astype(int)})


def make(path: Path, rows: int, *, categories: bool = False, seed: int = 0) -> Path:
    """Write the table unless it is there."""
    if path.exists():
        return path
    rng = np.random.default_rng(seed)
    beside = path.with_suffix(".part")
    options = pa.csv.WriteOptions(quoting_style="none")
    with pa.OSFile(str(beside), "wb") as file:
        for start in range(0, rows, SLAB):
            part = slab(rng, min(SLAB, rows - start), categories=categories)
            pa.csv.write_csv(
                part, file, pa.csv.WriteOptions(include_header=start == 0, quoting_style=options.quoting_style)
            )
    beside.rename(path)
    return path
