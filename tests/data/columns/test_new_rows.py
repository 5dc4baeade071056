"""Numbers of a later file: a mark that training says nothing of is read by evidence, or is in doubt."""

import pandas as pd
import pytest

from lrcli import load, train
from lrcli.errors import DataError, OptionError

HEADER = "km,age,rpm,price\n"
TRAINED = HEADER + "".join(
    f"{2000 * k},{k % 15},{1000 + 20 * (k * 37 % 101)},{20000 - 30 * k - 100 * (k % 15)}\n" for k in range(101)
)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """km from 0 to 200,000, age from 0 to 14, rpm from 1,000 to 3,000: whole numbers without marks."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "cars.csv").write_text(TRAINED)
    train(folder / "cars.csv", split="none").model.save(folder / "model.json")
    return load(folder / "model.json")


def predicted(model, path, **options):
    frame = model.predict(path, **options)
    return frame["price_predicted"].tolist(), frame.attrs["remarks"]


@pytest.fixture
def plain(model):
    """The predictions for some km and ages that were read by nobody."""
    return lambda *cases: [model.predict(km=km, age=age, rpm=rpm) for km, age, rpm in cases]


def test_a_point_before_three_digits_is_in_doubt(model, write):
    path = write("km,age,rpm\n7000,3,2000\n120.000,10,2000\n")
    with pytest.raises(DataError, match=r"line 3, column 'km': '120.000' is 120 \(decimal .*\) or 120000 \(thou"):
        model.predict(path)


def test_evaluate_asks_too_also_for_the_target(lrcli, model, write):
    model.save("model.json")
    for row in ("120.000,10,2000,15000", "120000,10,2000,15.000"):
        said = lrcli("evaluate", write(f"{HEADER}{row}\n5000,1,2000,19000\n"))
        assert said.status == 1
        assert "000' is " in said.err
        assert "--thousands" in said.err


def test_nothing_is_written_where_a_first_row_is_in_doubt(lrcli, model, write):
    model.save("model.json")
    said = lrcli("predict", write("km,age,rpm\n7000,3,2000\n120.000,10,2000\n"))
    assert said.status == 1
    assert said.out == ""
    assert "line 3, column 'km'" in said.err


@pytest.mark.parametrize(("option", "km"), [({"thousands": "."}, 120_000), ({"decimal": "."}, 120)])
def test_an_option_settles_it(model, write, plain, option, km):
    values, _ = predicted(model, write("km,age,rpm\n120.000,10,2000\n"), **option)
    assert values == plain((km, 10, 2000))


def test_a_cell_with_one_reading_settles_the_others(model, write, plain):
    values, _ = predicted(model, write("km,age,rpm\n120.000,10,2000\n7000.5,3,2000\n"))
    assert values == plain((120, 10, 2000), (7000.5, 3, 2000))


def test_another_column_settles_it(model, write, plain):
    """A decimal comma elsewhere makes a point a separator of thousands."""
    values, remarks = predicted(model, write("km;age;rpm;litres\n120.000;10;2000;6,5\n7000;3;2000;7,25\n"))
    assert values == plain((120_000, 10, 2000), (7000, 3, 2000))
    assert any("km: '120.000' is a number" in remark for remark in remarks)


@pytest.mark.parametrize(
    ("row", "case", "said"),
    [
        ("7000,3,2.500", (7000, 3, 2500), "rpm: '2.500' is read as 2500, since 2.5 is outside 1000 to 3000"),
        ("7000,3.000,2500", (7000, 3, 2500), "age: '3.000' is read as 3, since 3000 is outside 0 to 14"),
    ],
)
def test_the_values_that_training_saw_settle_it(model, write, plain, row, case, said):
    values, remarks = predicted(model, write(f"km,age,rpm\n{row}\n"))
    assert values == plain(case)
    assert remarks[0].startswith(said)


def test_values_that_training_never_saw_settle_nothing(model, write):
    """Of 9.500 rpm both readings are outside 1,000 to 3,000."""
    with pytest.raises(DataError, match="column 'rpm'"):
        model.predict(write("km,age,rpm\n7000,3,9.500\n"))


def test_separators_of_thousands_are_understood_and_said(model, write, plain):
    values, remarks = predicted(model, write('km,age,rpm\n"120,000",10,2000\n900,3,2000\n'))
    assert values == plain((120_000, 10, 2000), (900, 3, 2000))
    assert "km: '120,000' is a number: thousands \",\"" in remarks


def test_numbers_of_a_frame_have_no_doubt_and_its_texts_have(model, plain):
    values, _ = predicted(model, pd.DataFrame({"km": [120.125, 7000.0], "age": [10, 3], "rpm": 2000}))
    assert values == plain((120.125, 10, 2000), (7000, 3, 2000))
    with pytest.raises(DataError, match=r"'120\.000' is 120"):
        model.predict(pd.DataFrame({"km": ["120.000", "7000"], "age": [10, 3], "rpm": 2000}))


def test_a_row_behind_the_first_ones_is_no_less_in_doubt(model, write, within):
    within(first_bytes=500, block_bytes=300)
    rows = "7000,3,2000\n" * 200
    with pytest.raises(DataError, match=r"line 202, column 'km': '120.000'"):
        model.predict(write(f"km,age,rpm\n{rows}120.000,10,2000\n"))


def test_an_option_that_settles_nothing_is_refused(write):
    path = write("litres,price\n" + "".join(f"{k / 10},{3 * k / 7:.2f}\n" for k in range(1, 60)))
    model = train(path, split="none").model
    with pytest.raises(OptionError, match="has no effect"):
        model.predict(path, thousands=".")
