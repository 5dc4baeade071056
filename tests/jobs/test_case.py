"""One case predicted, by a model whose sum is worked by hand."""

import pytest

from lrcli.errors import ModelError, OptionError
from lrcli.jobs.case import predict_case as predict_cases
from lrcli.jobs.case import read_values

TABLE = "size,fuel,price\n" + "".join(f"{k},{'AB'[k % 2]},{10 * k + 5 * (k % 2)}\n" for k in range(1, 21))


def predict_case(model, texts, **options):
    """Of a model of one target."""
    ((_, case),) = predict_cases(model, texts, **options)
    return case


@pytest.fixture
def model(lrcli, write):
    """price = 10 · size, and 5 more where fuel is B."""
    from lrcli import load

    assert lrcli("train", write(TABLE), "-q", "--solver", "exact").status == 0
    return load("model.json")


def test_the_parts_add_up_to_the_prediction(model):
    case = predict_case(model, {"size": "4", "fuel": "B"}, explain=True)
    assert case.predicted == pytest.approx(45)
    assert sum(case.parts) == pytest.approx(case.predicted)
    assert case.values == {"size": 4.0, "fuel": "B"}
    assert case.remarks == ()


def test_a_range_beside_its_prediction_says_why(write):
    """y = x² by a straight line: too high in the middle, too low at both ends; of y = 2 x all is within rounding."""
    from lrcli.fitting.recipe import Recipe
    from lrcli.jobs.train import train

    def case_of(y, x):
        rows = "".join(f"{k},{y(k)}\n" for k in range(200))
        return predict_case(train(write("x,y\n" + rows), recipe=Recipe(solver="exact")).model, {"x": x}, interval=80)

    bent = {x: case_of(lambda k: k * k, x) for x in ("0", "100", "199")}
    sides = {"0": "higher", "100": "lower", "199": "higher"}
    for x, case in bent.items():
        low, high = case.ends
        assert f"the whole range is {sides[x]} than the prediction" in " ".join(case.remarks)
        assert case.predicted < low if sides[x] == "higher" else high < case.predicted
    assert "range" not in " ".join(case_of(lambda k: 2 * k, "50").remarks)


def test_a_range_and_parts_are_there_only_where_they_were_asked_for(model):
    plain = predict_case(model, {"size": "4", "fuel": "A"})
    assert (plain.ends, plain.parts) == ((), ())
    low, high = predict_case(model, {"size": "4", "fuel": "A"}, interval=50).ends
    assert low <= plain.predicted <= high


def test_more_certainty_than_the_residuals_allow_is_refused(model):
    with pytest.raises(ModelError, match="ask for"):
        predict_case(model, {"size": "4", "fuel": "A"}, interval=99.9)


@pytest.mark.parametrize(
    ("texts", "remark"),
    [
        ({"size": "400", "fuel": "A"}, "size 400 is outside 1 to 20, the range seen in training"),
        ({"size": "4", "fuel": "gas"}, "fuel 'gas' was not seen in training, only B, A; it adds 0"),
        ({"size": "", "fuel": "A"}, "size is missing, taken as its average, 10.5"),
        ({"size": "4", "fuel": "n/a"}, "fuel is missing, which training did not see; it adds 0"),
    ],
)
def test_what_training_did_not_see_is_said(model, texts, remark):
    assert predict_case(model, texts).remarks == (remark,)


@pytest.mark.parametrize(
    ("texts", "values", "remark"),
    [
        ({"size": "4,5", "fuel": "A"}, {"size": 4.5, "fuel": "A"}, "size '4,5' is read as 4.5"),
        (
            {"size": "1.200.000,5", "fuel": "A"},
            {"size": 1200000.5, "fuel": "A"},
            "size '1.200.000,5' is read as 1,200,000.5",
        ),
        ({"size": "4", "fuel": " b "}, {"size": 4.0, "fuel": "B"}, "fuel ' b ' is read as 'B'"),
        (
            {"size": "4.000", "fuel": "A"},
            {"size": 4.0, "fuel": "A"},
            "size '4.000' is read as 4, since 4000 is outside 1 to 20, the range seen in training",
        ),
        (
            {"size": "4 cm", "fuel": "A"},
            {"size": 4.0, "fuel": "A"},
            "size '4 cm' is read as 4; the training's numbers have no unit",
        ),
    ],
)
def test_a_value_in_another_notation_is_understood_and_said(model, texts, values, remark):
    case = predict_case(model, texts)
    assert case.values == values
    assert case.remarks[0] == remark
    assert model.predict(**texts) == case.predicted


@pytest.mark.parametrize(
    ("options", "said"),
    [([], "size is missing, adding 100 to the average row"), (["--log-target"], "row by 2.2")],
)
def test_what_missing_cells_were_worth_is_told_beside_the_average_row(lrcli, write, options, said):
    """price = 10 · size with a mean of 100, and 200 where size is missing; the logarithm of 100 · 1.1^k likewise."""
    price = (lambda k: 100 * 1.1**k) if options else (lambda k: 100 + 10 * k)
    rows = [f"{k},{price(k)!r}" for k in range(-10, 11) for _ in range(2)] + [f",{220 if options else 200}"] * 20
    path = write("size,price\n" + "\n".join(rows) + "\n")
    assert lrcli("train", path, "--solver", "exact", "--weight-decay", "0", "-q", *options).status == 0
    done = lrcli("predict", "--size", "")
    assert said in done.err
    assert float(done.out) == pytest.approx(220 if options else 200, rel=1e-6)


def test_a_value_that_may_be_two_is_an_error_with_both(model, lrcli, write):
    with pytest.raises(OptionError, match=r"^size '21\.000' may be 21 or 21,000; write 21 or 21000$"):
        predict_case(model, {"size": "21.000", "fuel": "A"})
    with pytest.raises(ModelError, match=r"^size '21\.000' may be 21 or 21,000; write 21 or 21000$"):
        model.predict(size="21.000", fuel="A")


def test_a_level_that_is_nearly_one_of_the_trainings_is_asked_for(lrcli, write):
    rows = "".join(f"{k},{('3 Series', '5 Series')[k % 2]},{10 * k + k % 3}\n" for k in range(1, 21))
    assert lrcli("train", write("size,model,price\n" + rows), "-q", "--solver", "exact").status == 0
    done = lrcli("predict", "--size", "4", "--model", "3 serie")
    assert done.status == 0
    assert done.err == "model '3 serie' was not seen in training; it adds 0; did you mean '3 Series'?\n"


def test_a_share_for_an_interval_is_asked_about(model):
    with pytest.raises(OptionError, match=r"^interval 0\.9 is less than 1 of 100 cases; is 90 meant\?$"):
        predict_case(model, {"size": "4", "fuel": "A"}, interval=0.9)


def test_a_message_names_columns_as_the_caller_does(model):
    with pytest.raises(OptionError, match=r"^size 'four' is not a number$"):
        predict_case(model, {"size": "four", "fuel": "A"})
    with pytest.raises(OptionError, match=r"^FUEL: no value; the model's features are SIZE, FUEL$"):
        read_values(model, {"size": "4"}, str.upper)
