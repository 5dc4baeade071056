"""A model from Python: one case by keywords, every row of a table on that table's index."""

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest

import lrcli
from lrcli.errors import ModelError, OptionError


@pytest.fixture
def used(used_cars):
    return pd.read_csv(used_cars)


def test_predictions_are_on_the_index_of_the_table_and_those_of_one_case(used):
    model = lrcli.train(used, epochs=5).model
    some = used[used.age > 12].drop(columns="price")
    predicted = model.predict(some)
    assert predicted.index.equals(some.index)
    for label in some.index[:20]:
        assert predicted.price_predicted[label] == pytest.approx(model.predict(**some.loc[label]))


def test_a_range_and_an_explanation_are_columns_that_add_up(used):
    model = lrcli.train(used, epochs=5).model
    predicted = model.predict(used, interval=90, explain=True)
    known = model.reach(90)
    for end, sizes in (("price_low", known.lows), ("price_high", known.highs)):
        reach = np.interp(predicted.price_predicted, known.predictions, sizes)
        assert (predicted[end] - predicted.price_predicted).to_numpy() == pytest.approx(reach)
    parts = predicted[model.contribution_names]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(predicted.price_predicted.to_numpy())


def test_a_table_that_has_the_predictions_already_is_predicted_again(used):
    model = lrcli.train(used, epochs=2).model
    once = model.predict(used)
    assert model.predict(used.assign(price_predicted=once.price_predicted)).equals(once)


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, dict])
def test_every_row_has_its_place_though_some_are_no_rows(kind):
    """A blank row is no row of a CSV, and a line break begins none; no prediction moves for that."""
    model = lrcli.train({"km": range(40), "price": range(0, 80, 2)}, solver="exact").model
    cells = {"km": ["3", None, "5", "", "7", "many"], "name": ["a", None, "c\nd", "d", "e", "f"]}
    predicted = model.predict(kind(cells))
    assert predicted.price_predicted.to_numpy() == pytest.approx([6, np.nan, 10, 39, 14, np.nan], nan_ok=True)
    assert list(predicted.index) == list(range(6))
    assert list(predicted.price_note) == ["", "blank", "", "missing:km", "", "unreadable:km"]
    assert "km: 1 row not understood, not predicted; the first is row 5" in predicted.attrs["remarks"]


def test_a_table_of_one_column_has_a_prediction_for_every_row():
    model = lrcli.train({"km": range(40), "price": range(0, 80, 2)}, solver="exact").model
    predicted = model.predict({"km": [1.5, None, 3.0, None]})
    assert predicted.price_predicted.to_numpy() == pytest.approx([3, np.nan, 6, np.nan], nan_ok=True)
    assert list(predicted.price_note) == ["", "blank", "", "blank"]


def test_a_file_is_predicted_as_the_command_line_does(lrcli, used_cars, tmp_path):
    import lrcli as package

    assert lrcli("train", used_cars, "-q", "--epochs", "5").status == 0
    lrcli("predict", used_cars, "-o", "predicted.csv", "-q")
    written = pd.read_csv(tmp_path / "predicted.csv")
    predicted = package.load(tmp_path / "model.json").predict(used_cars)
    assert predicted.price_predicted.to_numpy() == pytest.approx(written.price_predicted.to_numpy(), abs=0.005)
    assert list(predicted.price_note) == list(written.price_note.fillna(""))


def test_values_of_pandas_and_numpy_are_read_as_in_a_table():
    n = 60
    table = pd.DataFrame(
        {
            "doors": [k % 3 + 2 for k in range(n)],
            "sold": [k % 2 == 0 for k in range(n)],
            "day": pd.date_range("2020-01-01", periods=n),
            "km": [float(k * 7 % 31) for k in range(n)],
            "price": [k * k % 17 for k in range(n)],
        }
    )
    model = lrcli.train(table, categorical="doors, sold", solver="exact").model
    predicted = model.predict(table)
    for k in (0, 1, 7):
        row = dict(table.iloc[k].drop("price"))
        assert model.predict(**row) == pytest.approx(predicted.price_predicted[k])
        plain = {
            "doors": float(row["doors"]),
            "sold": bool(row["sold"]),
            "day": row["day"].date(),
            "km": str(row["km"]),
        }
        assert isinstance(plain["day"], datetime.date)
        assert model.predict(**plain) == pytest.approx(predicted.price_predicted[k])


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT, "NA", ""])
def test_whatever_stands_for_a_missing_value_is_missing(used, missing):
    model = lrcli.train(used, features="mileage, age", solver="exact").model
    assert (
        model.predict(mileage=missing, age=3) == model.predict(pd.DataFrame({"mileage": [None], "age": [3]})).iloc[0, 0]
    )


def test_a_feature_may_be_called_as_an_option_is():
    table = {"interval": range(40), "data": [k % 7 for k in range(40)], "price": range(0, 80, 2)}
    model = lrcli.train(table, target="price", solver="exact").model
    assert model.predict(interval=3, data=1) == pytest.approx(6)


def test_a_feature_that_is_none_and_one_that_lacks_are_errors(cars):
    model = lrcli.train(cars, epochs=1).model
    with pytest.raises(ModelError, match="no feature 'milage'; the model's features are mileage, age"):
        model.predict(milage=3, age=3)
    with pytest.raises(ModelError, match="no value for age"):
        model.predict(mileage=3)
    with pytest.raises(OptionError, match=r"interval 0.9 is less than 1"):
        model.predict(cars, interval=0.9)
    with pytest.raises(TypeError, match="predict\\(\\) has no option 'intervall'"):
        model.predict(cars, intervall=90)


def test_a_saved_model_is_the_model(cars, tmp_path):
    model = lrcli.train(cars, epochs=2).model
    model.save(tmp_path / "model.json")
    assert lrcli.load(tmp_path / "model.json") == model


def test_a_model_is_exported_as_text_or_as_the_bytes_of_a_file(used_cars):
    model = lrcli.train(used_cars, epochs=2).model
    assert 'FROM "used cars" AS t' in model.export("sql", dialect="sqlite", table="used cars")
    assert model.export("excel", interval=90).startswith(b"PK")
    with pytest.raises(OptionError, match="none of python, javascript"):
        model.export("cobol")


def test_remarks_on_predictions_call_options_as_python_does():
    rng = np.random.default_rng(2)
    table = {"km": list(range(60)), "price": np.exp(rng.normal(3, 1, 60)).tolist()}
    predicted = lrcli.train(table, log_target=True, solver="exact").model.predict(table)
    (remark,) = (line for line in predicted.attrs["remarks"] if "median" in line)
    assert remark.endswith(": see mean")


def test_a_model_of_several_targets_predicts_each_as_its_own_model_does(cars, tmp_path):
    table = pd.read_csv(cars).assign(consumption=lambda rows: 5 + rows["age"] / 10 + rows["mileage"] % 7 / 10)
    fit = lrcli.train(table, target=["price", "consumption"], solver="exact")
    alone = lrcli.train(table, target="consumption", exclude="price", solver="exact")
    case = {"mileage": 50_000, "age": 3}
    assert fit.model.predict(**case)["consumption"] == pytest.approx(alone.model.predict(**case))
    own = fit.model.of_target("consumption")
    assert own.predict(**case) == fit.model.predict(**case)["consumption"]
    many = fit.model.predict(table, interval=90)
    assert many["consumption_high"].tolist() == own.predict(table, interval=90)["consumption_high"].tolist()
    assert list(fit.targets) == ["price", "consumption"]
    assert fit.weights.loc["consumption"].equals(fit.targets["consumption"].weights)
    assert fit.scores.loc["price"].equals(fit.targets["price"].scores)
    assert f"price: {fit.targets['price'].verdict.text.rstrip('.')}" in fit.verdict.text
    assert "consumption by a linear model" in repr(fit)
    fit.model.save(tmp_path / "two.json")
    assert lrcli.load(tmp_path / "two.json") == fit.model


def test_a_target_that_a_model_does_not_have_is_refused_in_a_sentence(cars):
    fit = lrcli.train(cars, target="price,age", solver="exact")
    with pytest.raises(lrcli.ModelError, match="no target 'weight'; the model's targets are price, age"):
        fit.model.of_target("weight")


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\ufeff", "\u202a"])
def test_an_invisible_mark_that_came_with_a_copied_text_is_nothing_alone_as_in_a_table(mark):
    fuels = ["gas", "diesel"] * 30
    table = {"fuel": fuels, "km": range(60), "price": [2 * k + 50 * (fuel == "gas") for k, fuel in enumerate(fuels)]}
    model = lrcli.train(table, target="price", solver="exact").model
    copied = {"fuel": f"g{mark}as", "km": f"{mark}40"}
    assert model.predict(**copied) == pytest.approx(130)
    assert model.predict({name: [value] for name, value in copied.items()}).price_predicted[0] == pytest.approx(130)
