"""A later file's levels in another spelling count as the training's, in every place where a model uses them."""

import pytest

from lrcli import train

FUELS = ("diesel", "petrol", "gas oil")
TABLE = "fuel,age,price\n" + "".join(
    f"{FUELS[k % 3]},{k % 14},{20000 - (700, 400, 900)[k % 3] * (k % 14) - 50 * (k % 7)}\n" for k in range(84)
)
AS_TRAINED = "fuel,age\ndiesel,3\npetrol,5\ngas oil,7\nsolar,4\n"
OTHERWISE = "fuel,age\n DIESEL,3\nPetrol ,5\nGas  Oil,7\nsolar,4\n"


@pytest.mark.parametrize("features", ["fuel,age", "age,fuel:age", "fuel,age,fuel:age", "fuel,age^2,fuel:age^2"])
def test_a_level_in_another_case_or_with_other_blanks_is_found_for_effect_and_slope(write, features):
    model = train(write(TABLE), features=features, split="none").model
    expected = model.predict(write(AS_TRAINED, "as_trained.csv"))
    given = model.predict(write(OTHERWISE, "otherwise.csv"))
    assert given["price_predicted"].tolist() == expected["price_predicted"].tolist()
    said = "fuel: 'DIESEL' is read as 'diesel', 'Petrol' is read as 'petrol', 'Gas  Oil' is read as 'gas oil'"
    assert said in given.attrs["remarks"]


def test_a_level_with_two_spellings_in_training_is_no_guess(write):
    """Diesel and DIESEL have slopes of their own: a third spelling is neither."""
    both = TABLE + "".join(f"DIESEL,{k % 14},{9000 - 100 * (k % 14)}\n" for k in range(28))
    model = train(write(both), features="fuel,age,fuel:age", split="none").model
    given = model.predict(write("fuel,age\nDiesel,3\nunknown,3\n", "given.csv"))["price_predicted"]
    assert given[0] == given[1]
