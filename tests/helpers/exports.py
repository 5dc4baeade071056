"""Models of five tables, and rows that did not train them, with what `predict` says of these."""

import csv
import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from splitting import read, written

import lrcli
from lrcli.python.model import Model

SAMPLES = Path(__file__).parents[2] / "sample_data"
INTERVAL = 90
CENT = 0.005
HELD_OUT = 60  # rows of each table, and the odd ones
UNREADABLE = math.inf  # as a number; no number stands for it
EPOCH = date(1970, 1, 1)
HOSTILE = [
    'a"b', "it's", "back\\slash", "*/ int x; /*", "</script><script>", "=cmd|' /C calc'!A0", "naïve — ß", "日本",
    "`tick`", "{0} %s $1 \\1", "-- drop", "what??/", "A B", "a*", "a?", "#{x}", "${x}", "\\u0041", "'''", '"""', "@x",
    "AB",
]  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A model and rows (n,) as texts and as numbers. truth: prediction, low and high end of each row, None for none."""

    name: str
    model: Model
    texts: list[dict[str, str]]
    numbers: list[dict[str, float | str | None]]
    truth: list[tuple[float | None, ...]]

    def differences(self, answers):
        """How far answers, three numbers a row, are from the truth; infinitely where only one of them is a number."""
        assert len(answers) == len(self.truth)
        return [
            math.inf if (ours is None) != (its is None) else 0.0 if ours is None else abs(ours - float(its))
            for truth, answer in zip(self.truth, answers, strict=True)
            for ours, its in zip(truth, answer, strict=True)
        ]


def example(folder, name, header, learned, held_out, numbers, **options):
    """Learn from some rows, predict others. numbers: of a held-out row, given its texts by column."""
    learn, new = (
        written(folder / f"{name}_{part}.csv", header, rows) for part, rows in (("a", learned), ("b", held_out))
    )
    model = lrcli.train(learn, solver="exact", **options).model
    frame = model.predict(new, interval=INTERVAL)
    assert len(frame) == len(held_out)
    truth = [
        tuple(None if math.isnan(x) else x for x in row) for row in frame.iloc[:, :3].to_numpy(dtype=float).tolist()
    ]
    texts = [dict(zip(header, row, strict=True)) for row in held_out]
    return Example(name, model, texts, [numbers(row) for row in texts], truth)


def plain(text):
    """A text as a number, without any of our code."""
    try:
        return None if text.strip() in ("", "NA", "n/a", "?") else float(text)
    except ValueError:
        return UNREADABLE


def changed(rows, header, *changes):
    """The first rows once more, each with other texts in some columns."""
    for row, change in zip(rows, changes, strict=False):
        yield [change.get(name, cell) for name, cell in zip(header, row, strict=True)]


def cars(folder):
    header, rows = read(SAMPLES / "cars.csv")
    odd = changed(rows, header, {"age": ""}, {"mileage": "NA", "age": " 3 "}, {"age": "old"}, {"mileage": "1e5"})
    numbers = lambda row: {name: plain(row[name]) for name in ("mileage", "age")}  # noqa: E731
    return example(folder, "cars", header, rows[HELD_OUT:], [*rows[:HELD_OUT], *odd], numbers, target="price")


def used_cars(folder):
    header, rows = read(SAMPLES / "used_cars.csv")
    odd = changed(
        rows,
        header,
        {"mileage": "0"},  # of which there is no logarithm
        {"brand": ""},
        {"brand": "no such brand"},
        {"brand": "mercedes_benz"},
        {"brand": "MERCEDES - BENZ"},
        {"fuel": "die sel"},
        {"fuel": "DIESEL"},  # which has a slope as well
        {"fuel": "", "age": "n/a"},
        {"gearbox": " Manual "},
        {"horsepower": "many"},
    )
    texts = ("brand", "fuel", "gearbox")
    numbers = lambda row: {n: row[n].strip() or None if n in texts else plain(row[n]) for n in header}  # noqa: E731
    features = "log(mileage),age,age^2,sqrt(horsepower),gearbox,brand:fuel,fuel,fuel:age"
    held_out = [*rows[:HELD_OUT], *odd]
    return example(
        folder,
        "used_cars",
        header,
        rows[HELD_OUT:600],
        held_out,
        numbers,
        target="price",
        log_target=True,
        features=features,
    )


def ads(folder):
    with (SAMPLES / "ads.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file, delimiter=";")
    odd = changed(
        rows,
        header,
        {"mileage": "?"},
        {"registered": ""},
        {"registered": "2018-02-30"},
        {"mileage": "96000"},
        {"accident-free": "N"},
        {"registered": "30.02.2018"},
        {"mileage": "-5.000 km"},
    )

    def numbers(row):
        digits = row["mileage"].replace(" km", "").replace(".", "")
        day, yes = row["registered"], {"yes": 1.0, "no": 0.0, "N": 0.0}
        try:
            days = None if not day else (date(*map(int, reversed(day.split(".")))) - EPOCH).days
        except (ValueError, TypeError):
            days = UNREADABLE
        return {
            "mileage": plain(digits),
            "registered": days,
            "accident-free": yes[row["accident-free"]],
            "fuel": row["fuel"],
        }

    held_out = [*rows[:HELD_OUT], *odd]
    return example(folder, "ads", header, rows[HELD_OUT:], held_out, numbers, target="price", thousands=".")


def hostile(folder):
    """Names of columns and levels that mean something in one language or another."""
    draw = random.Random(7)
    names = ["*/ \" ' \\ ` </script>", '=1+1 """ -- {x}', "x\ty ${z} ??/", "row", "price"]
    rows = [
        [f"{draw.uniform(0, 9):.3f}", draw.choice(HOSTILE), draw.choice(HOSTILE), f"{draw.uniform(-3, 3):.2f}", ""]
        for _ in range(400)
    ]
    for row in rows:
        level = 10 * HOSTILE.index(row[1]) + HOSTILE.index(row[2])
        row[4] = f"{100 + 2 * float(row[0]) + level + float(row[3]) + draw.random():.2f}"
    odd = changed(
        rows,
        names,
        {names[1]: "NAÏVE - SS"},
        {names[1]: "a  b", names[2]: "A-B"},
        {names[2]: "*"},
        {names[1]: "''; --"},
        {names[2]: "A*"},
        {names[1]: "a b", names[2]: "aB"},  # each of two levels that have the same letters
        {names[1]: "naïve—SS", names[2]: "*/intx;/*"},
        {names[1]: "-a*", names[2]: "it - s"},  # none: a dash is no blank
    )
    numbers = lambda row: {n: plain(row[n]) if n in (names[0], "row") else row[n] for n in names[:4]}  # noqa: E731
    return example(folder, "hostile", names, rows[HELD_OUT:], [*rows[:HELD_OUT], *odd], numbers, target="log1p(price)")


def engines(folder):
    """Cells with several quantities, in mixed units, months by name, moments, times, and a number that is missing."""
    draw = random.Random(3)
    header = ["torque", "length", "sold", "seen", "owners", "power", "opens", "took", "price"]
    rows, values = [], {}
    for _ in range(300):
        nm, rpm, inches, owners = (
            draw.randint(80, 400),
            draw.randrange(1500, 4000, 50),
            draw.randint(130, 200),
            draw.randint(1, 5),
        )
        sold, power = date(2012, 1, 1) + timedelta(draw.randrange(3000)), draw.randint(40, 300)
        clock = draw.randrange(24 * 60)
        kgm = draw.random() < 0.2
        torque = f"{nm / 9.80665:.1f} kgm at {rpm} rpm" if kgm else f"{nm}Nm@ {rpm}rpm"
        owners = -1 if draw.random() < 0.1 else owners
        row = [
            torque, f"{inches // 12}' {inches % 12}\"", f"{sold:%d %b %Y}",
            f"2016-03-{1 + clock % 28:02} {clock // 60:02}:{clock % 60:02}:30",
            str(owners), f"{power} bhp", f"{clock // 60 % 12 or 12}:{clock % 60:02} {'ap'[clock >= 720]}m",
            f"{60 + inches}:{nm % 60:02}",
            f"{50 * nm + 20 * power + 10 * inches + (sold - EPOCH).days / 10 + draw.random():.2f}",
        ]  # fmt: skip
        day = (date(2016, 3, 1 + clock % 28) - EPOCH).days + (60 * clock + 30) / 86400
        values[tuple(row)] = {
            "torque Nm": float(f"{nm / 9.80665:.1f}") * 9.80665 if kgm else float(nm),
            "torque rpm": float(rpm),
            "length": inches / 12,
            "sold": float((sold - EPOCH).days),
            "seen": day,
            "owners": None if owners < 0 else float(owners),
            "power": float(power),
            "opens": clock / 60,
            "took": 60 + inches + nm % 60 / 60,
        }
        rows.append(row)
    odd = [
        *changed(
            rows,
            header,
            {"torque": "150 Nm"},
            {"torque": ""},
            {"length": "70 in"},
            {"sold": "1. Mai 2015"},
            {"power": "80"},
            {"power": "strong"},
            {"opens": "13:30"},
            {"opens": "25:00"},
            {"took": "1:30:30,5"},
        )
    ]
    changes = [
        {"torque Nm": 150.0, "torque rpm": None}, {"torque Nm": None, "torque rpm": None}, {"length": 70 / 12},
        {"sold": float((date(2015, 5, 1) - EPOCH).days)}, {"power": 80.0}, {"power": UNREADABLE},
        {"opens": 13.5}, {"opens": UNREADABLE}, {"took": 90 + 30.5 / 60},
    ]  # fmt: skip
    for row, original, change in zip(odd, rows, changes, strict=False):
        values[tuple(row)] = values[tuple(original)] | change
    numbers = lambda row: values[tuple(row.values())]  # noqa: E731
    held_out = [*rows[:HELD_OUT], *odd]
    return example(
        folder,
        "engines",
        header,
        rows[HELD_OUT:],
        held_out,
        numbers,
        target="price",
        missing_values="-1",
        day_first=True,
    )


EXAMPLES = (cars, used_cars, ads, hostile, engines)
