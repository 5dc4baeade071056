"""What an option cannot be is an OptionError in the option's words, also where Python alone could give it."""

import re

import numpy as np
import pytest

import lrcli
from lrcli.errors import OptionError


@pytest.mark.parametrize("value", ["90", True, [90], "x"])
def test_a_percentage_that_is_no_number_is_an_error_wherever_it_may_stand(cars, value):
    model = lrcli.train(cars, solver="exact").model
    for ask in (
        lambda: model.predict(cars, interval=value),
        lambda: lrcli.evaluate(model, cars, interval=value),
        lambda: model.export("python", interval=value),
    ):
        with pytest.raises(OptionError, match=f"^interval {re.escape(repr(value))} is not a number$"):
            ask()


def test_numbers_of_numpy_are_percentages_and_numbers_of_folds(cars):
    model = lrcli.train(cars, solver="exact").model
    plain = model.predict(cars, interval=90)
    for value in (np.int64(90), np.float32(90)):
        assert model.predict(cars, interval=value).equals(plain)
    assert lrcli.crossval(cars, solver="exact", k=np.int64(3)).table.equals(
        lrcli.crossval(cars, solver="exact", k=3).table
    )


@pytest.mark.parametrize("value", ["5", 5.0, True, None])
def test_a_number_of_folds_that_is_none_is_an_error(cars, value):
    with pytest.raises(OptionError, match=f"^k {re.escape(repr(value))} is not a whole number$"):
        lrcli.crossval(cars, k=value)


def test_a_switch_is_true_or_false_and_no_word_for_it(cars):
    model = lrcli.train(cars, solver="exact").model
    for name, ask in {
        "inference": lambda **given: lrcli.train(cars, **given),
        "final": lambda **given: lrcli.crossval(cars, **given),
        "explain": lambda **given: model.predict(cars, **given),
    }.items():
        with pytest.raises(OptionError, match=f"^{name} is 'false', neither True nor False$"):
            ask(**{name: "false"})
