"""The calculator says what `lrcli predict` says, to the cent."""

import json
import math
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from lrcli.text import with_decimals

SHORT = ("--epochs", "20")  # of training: any model will do
BRANDS = ("Audi", "Opel", "Fiat", "Dacia")


@pytest.fixture
def table(write):
    """Used cars: two numbers, a brand, a fuel, yes or no, and a date; some cells missing, two brands rare."""
    rng = np.random.default_rng(3)
    lines = []
    for k in range(300):
        mileage, age = int(rng.integers(100, 200_000)), int(rng.integers(0, 15))
        brand = "Rare" if k == 7 else "Rarer" if k == 8 else BRANDS[int(rng.integers(4))]
        fuel, sold = ("petrol", "diesel")[int(rng.integers(2))], f"20{rng.integers(10, 25)}-0{rng.integers(1, 10)}-15"
        serviced = ("yes", "no")[int(rng.integers(2))]
        price = 25_000 * math.exp(-mileage / 3e5 - age / 20) + 900 * BRANDS.index(brand if brand in BRANDS else "Opel")
        cells = "" if k % 11 == 0 else mileage, age, brand, "" if k % 13 == 0 else fuel, serviced, sold
        lines.append(",".join(map(str, [*cells, round(price + float(rng.normal(0, 300)), 2)])))
    return write("mileage,age,brand,fuel,serviced,sold,price\n" + "\n".join(lines) + "\n")


CASE = {"mileage": "54321", "age": "3", "brand": "Audi", "fuel": "diesel", "serviced": "yes", "sold": "2019-02-15"}
CHANGES = {
    "as it is": {},
    "another number": {"mileage": "17", "age": "14"},
    "beyond what was seen": {"mileage": "1234567.5", "age": "40"},
    "missing number": {"mileage": ""},
    "missing text": {"fuel": ""},
    "all missing": dict.fromkeys(CASE, ""),
    "another text": {"brand": "Dacia", "fuel": "petrol", "serviced": "no"},
    "unseen text": {"brand": "Zastava", "fuel": "water"},
    "another day": {"sold": "2011-11-11"},
}
TRAININGS = {
    "columns": (),
    "pooled levels": ("--min-count", "5"),
    "terms": ("--features", "mileage, log(mileage), sqrt(age), age^2, mileage:age, brand, fuel:mileage, brand:fuel"),
    "logarithm": ("--log-target", "--min-count", "5", "--features", "*, log(mileage), fuel:age"),
    "logarithm of 1 + y": ("--target", "log1p(price)", "--features", "mileage, age, brand"),
    "huge target": ("--target", "mileage", "--features", "age, brand"),
}
UNSEEN = {"brand": ("(other)", "(any other)"), "fuel": ("(any other)",)}


def chosen(name, text, known):
    """What stands for a text in the calculator, where it is one of the known ones; else the text."""
    if not text and known:
        return "(missing)"
    return next(label for label in UNSEEN[name] if label in known) if known and text not in known else text


@pytest.mark.parametrize("how", TRAININGS.values(), ids=TRAININGS)
def test_the_calculator_is_predict_to_the_cent(lrcli, page, table, how):
    assert lrcli("train", table, "--report", "r.html", *SHORT, *how).status == 0
    needed = [column["name"] for column in json.loads(model_of("r.html"))["inputs"]]
    page.open("r.html")
    options = {name: page.options(name) for name in needed}
    for said, change in CHANGES.items():
        values = {name: text for name, text in (CASE | change).items() if name in needed}
        for name, text in values.items():
            page.set(name, chosen(name, text, options[name]))
        words = [word for item in values.items() for word in ("--set", "=".join(item))]
        predicted = lrcli("predict", *words, "--interval", "90")
        assert f"{page.price} ({' to '.join(page.range)})" == predicted.out.strip(), said
    assert page.complaints == []


def model_of(path):
    """The JSON in a report."""
    with open(path, encoding="utf-8") as file:
        return file.read().split('id="model">')[1].split("</script>")[0]


def test_evaluate_makes_a_calculator_too(lrcli, page, table):
    lrcli("train", table, *SHORT)
    assert "wrote r.html" in lrcli("evaluate", table, "--report", "r.html").err
    page.open("r.html")
    start = {name: page.field(name).get_property("value") for name in ("mileage", "age", "sold")}
    texts = {"brand": "Audi", "fuel": "diesel", "serviced": "yes"}
    for name, text in texts.items():
        page.set(name, text)
    words = [word for item in (start | texts).items() for word in ("--set", "=".join(item))]
    assert page.price == lrcli("predict", *words).out.strip()


def test_the_parts_add_up_to_the_price(lrcli, page, table):
    lrcli("train", table, "--report", "r.html", *SHORT)
    page.open("r.html")
    amounts = page.run("return [...document.querySelectorAll('#parts .amount')].map(cell => cell.textContent)")
    *parts, whole = [Decimal(text.replace("−", "-").replace(",", "")) for text in amounts]
    assert len(parts) == 7
    assert whole == Decimal(page.price)
    assert sum(parts) == whole


def test_the_amounts_are_those_of_predict_explain(lrcli, page, table):
    lrcli("train", table, "--report", "r.html", *SHORT)
    page.open("r.html")
    for name, text in CASE.items():
        page.set(name, text)
    amounts = page.run("return [...document.querySelectorAll('#parts .amount')].map(cell => cell.textContent)")
    words = [word for name, text in CASE.items() for word in ("--set", f"{name}={text}")]
    lines = lrcli("predict", *words, "--explain").out
    for text in amounts:
        assert text.replace("−", "-") in lines


def test_the_bars_lead_from_the_average_to_the_price(lrcli, page, table):
    lrcli("train", table, "--report", "r.html", *SHORT)
    page.open("r.html")
    script = (
        "return [...document.querySelectorAll('#parts rect')].map(r => ['x', 'width'].map(a => +r.getAttribute(a)))"
    )
    (average, mark), *bars, (price, _) = page.run(script)
    ends = [(x, x + width) for x, width in bars]
    assert min(start for start, _ in ends) == pytest.approx(0, abs=1e-9)
    assert max(end for _, end in ends) == pytest.approx(1)
    assert any(abs(average - end) <= mark for end in ends[0])
    assert any(abs(price - end) <= mark for end in ends[-1])
    for (start, end), (after, until) in pairwise(ends):
        assert any(a == pytest.approx(b, abs=1e-9) for a in (start, end) for b in (after, until))


def test_what_does_not_exist_has_no_price(lrcli, page, table):
    lrcli("train", table, "--report", "r.html", *SHORT, "--features", "log(mileage), age")
    page.open("r.html").set("mileage", "0")
    assert page.price == "–"
    assert page.find("#note").text == "mileage is outside what training saw; log(mileage) does not exist there"


def test_what_is_typed_counts_and_start_again_gives_the_first_price_back(lrcli, page, table):
    lrcli("train", table, "--report", "r.html", *SHORT)
    first = page.open("r.html").price
    page.field("age").send_keys("4")
    page.field("brand").send_keys("F")
    assert page.price != first
    page.find("button[type=reset]").click()
    assert page.price == first


def test_numbers_are_rounded_and_summed_as_in_python(lrcli, page, cars):
    lrcli("train", cars, "--report", "r.html", *SHORT)
    page.open("r.html")
    rng = np.random.default_rng(0)
    halves = [k / 8 for k in range(-40, 41)]
    values = [
        *halves,
        0.0,
        -0.001,
        1e15 / 7,
        2.0**53,
        1e22,
        -3e25,
        *(rng.normal(size=200) * 10.0 ** rng.integers(-3, 9, 200)),
    ]
    for decimals in (0, 2, 5):
        written = page.run("return arguments[0].map(x => numeral(x, arguments[1]))", list(map(float, values)), decimals)
        plain = [text.replace("−", "-").replace(",", "") for text in written]
        assert plain == [with_decimals(float(value), decimals) for value in values]
    for _ in range(50):
        terms = (rng.normal(size=9) * 10.0 ** rng.integers(-12, 12, 9)).tolist()
        terms += [-terms[0], 1e16, 1.0, -1e16]
        assert page.run("return exactSum(arguments[0])", terms) == math.fsum(terms)


def test_a_model_of_few_rows_has_no_range(lrcli, page, write):
    lrcli("train", write("age,price\n1,9\n2,8\n3,6\n"), "--report", "r.html", *SHORT)
    page.open("r.html")
    assert page.run("return document.getElementById('low')") is None
    assert page.complaints == []


def test_one_calculator_shows_what_predict_says_of_every_target(lrcli, page, table):
    features = ["--features", "age, brand, fuel, log(mileage)"]
    lrcli("train", table, "-t", "log(price),serviced", *features, "--report", "r.html", *SHORT)
    page.open("r.html")
    case = {"age": "4", "brand": "Audi", "fuel": "diesel", "mileage": "54321"}
    for name, text in case.items():
        page.set(name, text)
    words = [word for item in case.items() for word in ("--set", "=".join(item))]
    first, second = lrcli("predict", *words, "--interval", "90").out.splitlines()
    assert f"price {page.price} ({' to '.join(page.range)})" == first
    own = [page.find(f"#{name}-1").text.replace("−", "-").replace(",", "") for name in ("price", "low", "high")]
    assert second == "serviced {} ({} to {})".format(*own)
    parts = page.run("return [...document.querySelectorAll('#parts-1 th')].map(cell => cell.textContent)")
    assert parts == ["average row", "age", "log(mileage)", "brand", "fuel", "serviced"]
    assert page.complaints == []
