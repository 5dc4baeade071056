"""Make cars.csv and used_cars.csv, the same each time: `python make_sample_data.py`."""

import csv
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
LECTURE = [(120000, 10, 9600), (15000, 2, 21600), (58000, 8, 13600)]
BRANDS = {  # premium over the average car, share of the rows
    "Audi": (4200, 0.11), "BMW": (5100, 0.12), "Dacia": (-3900, 0.05), "Fiat": (-2600, 0.07), "Ford": (-900, 0.12),
    "Mercedes-Benz": (6000, 0.11), "Opel": (-1700, 0.11), "Renault": (-1900, 0.08), "Skoda": (300, 0.08),
    "Toyota": (900, 0.05), "Volkswagen": (1600, 0.10),
}  # fmt: skip
FUELS = {"petrol": (0, 0.52), "diesel": (650, 0.38), "hybrid": (2300, 0.06), "electric": (3100, 0.04)}
GEARBOXES = {"manual": (0, 0.68), "automatic": (1400, 0.32)}


def cars(rng: np.random.Generator, n: int = 500) -> list[tuple[int, int, int]]:
    """mileage, age, price; the lecture's three cars first."""
    age = rng.integers(0, 15, n - len(LECTURE))
    mileage = np.round(
        np.clip(rng.normal(13_500, 3_500, age.size) * (age + 0.4) + rng.normal(0, 6_000, age.size), 50, None)
    )
    price = 24_600 - 0.041 * mileage - 690 * age + rng.normal(0, 1_150, age.size)
    rows = zip(mileage.astype(int), age, (np.maximum(price, 400) / 10).round().astype(int) * 10, strict=True)
    return LECTURE + [(int(m), int(a), int(p)) for m, a, p in rows]


def used_cars(rng: np.random.Generator, n: int = 3000) -> list[list[str | int]]:
    """brand, fuel, gearbox, horsepower, mileage, age, price; a few cells are missing."""
    brand, fuel, gearbox = (
        rng.choice(list(kinds), n, p=[share for _, share in kinds.values()]) for kinds in (BRANDS, FUELS, GEARBOXES)
    )
    age = rng.integers(0, 16, n)
    mileage = np.round(np.clip(rng.normal(14_000, 4_500, n) * (age + 0.4), 20, None)).astype(int)
    horsepower = np.round(np.clip(rng.normal(125, 40, n), 60, 420)).astype(int)
    premium = [sum(kinds[name][0] for kinds, name in zip((BRANDS, FUELS, GEARBOXES), names, strict=True))
               for names in zip(brand, fuel, gearbox, strict=True)]  # fmt: skip
    price = 25_500 + np.array(premium) + 62 * (horsepower - 125) - 0.041 * mileage - 690 * age + rng.normal(0, 1_900, n)
    price = (np.maximum(price, 300) / 10).round().astype(int) * 10
    columns = [brand, fuel, gearbox, horsepower, mileage, age, price]
    rows = [[str(c) if isinstance(c, str) else int(c) for c in row] for row in zip(*columns, strict=True)]
    for place, missing in ((2, 40), (3, 60), (4, 25), (6, 8)):
        for row in rng.choice(n, missing, replace=False):
            rows[row][place] = ""
    return rows


def write(name: str, header: list[str], rows: list[tuple[int, int, int]] | list[list[str | int]]) -> None:
    with (HERE / name).open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make() -> None:
    rng = np.random.default_rng(2026)
    write("cars.csv", ["mileage", "age", "price"], cars(rng))
    write("used_cars.csv", ["brand", "fuel", "gearbox", "horsepower", "mileage", "age", "price"], used_cars(rng))


if __name__ == "__main__":
    make()
