"""lrcli evaluate, as a person runs it."""

import numpy as np
import pytest

from lrcli import load


def test_scores_are_the_formulas_on_the_predicted_column(lrcli, cars, write):
    lrcli("train", cars, "-q")
    predicted = lrcli("predict", cars).out
    rows = np.genfromtxt(predicted.splitlines(), delimiter=",", names=True)
    y, y_hat = rows["price"], rows["price_predicted"]
    done = lrcli("evaluate", cars, "--json").json
    assert done["model"]["rows"] == len(y)
    assert done["model"]["mae"] == pytest.approx(np.abs(y - y_hat).mean(), rel=1e-5)
    assert done["model"]["mape"] == pytest.approx(100 * np.abs((y - y_hat) / y).mean(), rel=1e-5)
    assert done["model"]["r2"] == pytest.approx(1 - np.mean((y - y_hat) ** 2) / np.var(y), rel=1e-5)
    baseline = load("model.json").target.mean
    assert done["baseline"]["rmse"] == pytest.approx(np.sqrt(np.mean((y - baseline) ** 2)), rel=1e-9)
    worst = np.argsort(-np.abs(y - y_hat))[:10]
    assert [miss["line"] for miss in done["worst"]] == (worst + 2).tolist()


def test_the_predicted_rows_can_be_piped_in(lrcli, cars):
    lrcli("train", cars, "-q")
    predicted = lrcli("predict", cars).out
    piped = lrcli("evaluate", "-", stdin=predicted)
    assert piped.status == 0
    tables = piped.out.partition("Off by")[0]
    assert tables == lrcli("evaluate", cars).out.partition("Off by")[0]
    assert "R²" in tables


def test_rows_without_a_target_are_counted(lrcli, cars, write):
    lrcli("train", cars, "-q")
    done = lrcli("evaluate", write("mileage,age,price\n1000,2,20000\n2000,3,\n"))
    assert done.status == 0
    assert "1 row without price left out" in done.err


def test_mape_does_not_exist_where_the_truth_is_zero(lrcli, cars, write):
    lrcli("train", cars, "-q")
    done = lrcli("evaluate", write("mileage,age,price\n1000,2,0\n2000,3,19000\n"))
    assert "no MAPE" in done.out


def test_columns_and_levels_of_a_later_file_are_found_in_another_case_and_that_is_said(lrcli, write):
    rows = [(k, ("diesel", "petrol")[k % 2], 10 * k + 5 * (k % 2)) for k in range(1, 21)]
    train = "".join(f"{size},{fuel},{price}\n" for size, fuel, price in rows)
    assert lrcli("train", write("size,fuel,price\n" + train), "-q", "--solver", "exact").status == 0
    other = "".join(f" {fuel.title()},{price},{size}\n" for size, fuel, price in rows)
    path = write(" Fuel ,PRICE,Size\n" + other, "later.csv")
    done = lrcli("evaluate", path, "--json")
    assert done.json["model"]["rmse"] < 1e-6
    for remark in ("the column 'Size' is read as 'size'", "the column 'PRICE' is read as 'price'"):
        assert f"later.csv: {remark}" in done.err
    assert "fuel: 'Petrol' is read as 'petrol', 'Diesel' is read as 'diesel'" in done.err
    predicted = lrcli("predict", path)
    header, *lines = predicted.out.splitlines()
    assert header == " Fuel ,PRICE,Size,price_predicted"  # the bytes stay, and no row is unlike the training
    assert [float(line.split(",")[-1]) for line in lines] == pytest.approx([price for *_, price in rows])
    assert "the column 'Size' is read as 'size'" in predicted.err


def test_of_two_columns_that_differ_in_case_none_is_taken_for_a_third(lrcli, write, cars):
    lrcli("train", cars, "-q")
    done = lrcli("evaluate", write("Mileage,MILEAGE,age,price\n1000,2000,2,20000\n"))
    assert done.status == 1
    assert "lacks the column mileage; it has Mileage, MILEAGE, age, price" in done.err


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("mileage,age\n1,2\n", "lacks the column price"),
        (
            "mileage,age,price\n1,2,\n",
            "no row can be predicted and compared with its price (1 row without price left out)",
        ),
        ("mileage,age,price\n1,2,x\n", "price: 1 cell not understood: line 2 'x'"),
    ],
)
def test_a_table_without_truth_is_refused(lrcli, cars, write, table, message):
    lrcli("train", cars, "-q")
    done = lrcli("evaluate", write(table))
    assert done.status == 1
    assert message in done.err
