"""Make cars.csv, used_cars.csv and ads.csv, the same each time: `python make_sample_data.py`."""

import csv
from datetime import date, timedelta
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
MODELS = {"VW Polo": 17_000, "VW Golf": 26_000, "Skoda Octavia": 27_000, "BMW 320": 44_000, "Audi A4": 42_000}  # new
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


def ads(rng: np.random.Generator, n: int = 400) -> list[list[str | int]]:
    """Advertisements as people write them: title, price, mileage, registered, fuel, accident-free."""
    rows: list[list[str | int]] = []
    models = list(MODELS)
    for k in range(n):
        model = models[int(rng.integers(len(models)))]
        fuel = list(FUELS)[int(rng.choice(3, p=[0.55, 0.39, 0.06]))]
        registered = date(2012, 1, 1) + timedelta(days=int(rng.integers(0, 4_500)))
        age = (date(2025, 1, 1) - registered).days / 365.25
        mileage = int(np.clip(rng.normal(13_000, 4_000) * (age + 0.3), 1_000, None) // 1000 * 1000)
        free = rng.random() < 0.9
        worth = MODELS[model] * np.exp(-0.11 * age - 2e-6 * mileage + 0.05 * (fuel != "petrol") - 0.25 * (not free))
        price = int(worth * np.exp(rng.normal(0, 0.08)) // 10 * 10)
        title = f"{model}, {['top', 'neat', 'one owner', 'TÜV new', 'winter tyres'][int(rng.integers(5))]} no. {k + 1}"
        asked = f"{price:,} €".replace(",", ".") if rng.random() > 0.03 else "on request"
        driven = f"{mileage:,} km".replace(",", ".") if rng.random() > 0.02 else "?"
        rows.append([title, asked, driven, f"{registered:%d.%m.%Y}", fuel, "yes" if free else "no"])
    return rows


def write(
    name: str, header: list[str], rows: list[tuple[int, int, int]] | list[list[str | int]], delimiter: str = ","
) -> None:
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make() -> None:
    rng = np.random.default_rng(2026)
    write("cars.csv", ["mileage", "age", "price"], cars(rng))
    write("used_cars.csv", ["brand", "fuel", "gearbox", "horsepower", "mileage", "age", "price"], used_cars(rng))
    write("ads.csv", ["title", "price", "mileage", "registered", "fuel", "accident-free"], ads(rng), delimiter=";")


if __name__ == "__main__":
    make()
