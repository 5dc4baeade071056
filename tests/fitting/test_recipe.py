"""Options that cannot be used, or would be ignored, are refused by name; the ranges are those of the lecture."""

from math import ceil, inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.tables.split import Split
from lrcli.errors import OptionError
from lrcli.fitting.recipe import Recipe, all_options
from lrcli.learning.optimizers import SGD, Adam
from lrcli.learning.schedules import ConstantRate, Cosine

OPTIMIZERS = ["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam"]
SCHEDULES = ["constant", "time", "inverse-scaling", "step", "exponential", "cosine", "plateau"]

# option → where it belongs, values just outside its range, the range in words, values just inside
OPTIONS = {
    "learning_rate": ({}, [0, -0.1], "above 0", [1e-300, 1e6]),
    "batch_size": ({}, [0, -1], "1 or more", [1, 10**9, "full"]),
    "epochs": ({}, [0, -1], "1 or more", [1, 10**9]),
    "l1": ({}, [-0.1], "0 or more", [0, 3.5]),
    "weight_decay": ({}, [-1e-300], "0 or more", [0, 1e6]),
    "tolerance": ({}, [-1e-300, 1], "0 or more and below 1", [0, 0.999]),
    "patience": ({}, [0, -1], "1 or more", [1, 10**9]),
    "seed": ({}, [-1], "0 or more", [0, 2**53 - 1]),
    "min_count": ({}, [0, -1], "1 or more", [1, 10]),
    "beta": ({"optimizer": "momentum"}, [-0.1, 1], "0 or more and below 1", [0, 0.999]),
    "alpha": ({"optimizer": "rmsprop"}, [-0.1, 1], "0 or more and below 1", [0, 0.999]),
    "rho": ({"optimizer": "adadelta"}, [-0.1, 1], "0 or more and below 1", [0, 0.999]),
    "beta1": ({"optimizer": "adam"}, [-0.1, 1], "0 or more and below 1", [0, 0.999]),
    "beta2": ({"optimizer": "adam"}, [-0.1, 1], "0 or more and below 1", [0, 0.999]),
    "epsilon": ({"optimizer": "adam"}, [0, -0.1], "above 0", [1e-300, 1]),
    "decay": ({"schedule": "time"}, [-0.1], "0 or more", [0, 10]),
    "power": ({"schedule": "inverse-scaling"}, [-0.1], "0 or more", [0, 10]),
    "gamma": ({"schedule": "step"}, [0, 1.1], "above 0 and at most 1", [1e-300, 1]),
    "every": ({"schedule": "step"}, [0, -1], "1 or more", [1, 10**9]),
    "factor": ({"schedule": "plateau"}, [0, 1], "above 0 and below 1", [1e-300, 0.999]),
    "plateau_patience": ({"schedule": "plateau"}, [0, -1], "1 or more", [1, 10**9]),
}
OWNERS = {
    "beta": ["momentum"],
    "alpha": ["rmsprop"],
    "rho": ["adadelta"],
    "beta1": ["adam"],
    "beta2": ["adam"],
    "epsilon": ["adagrad", "rmsprop", "adadelta", "adam"],
    "decay": ["time"],
    "power": ["inverse-scaling"],
    "gamma": ["step", "exponential"],
    "every": ["step"],
    "factor": ["plateau"],
    "plateau_patience": ["plateau"],
}


def refusal(**options):
    with pytest.raises(OptionError) as caught:
        Recipe.of(**options)
    return str(caught.value)


def test_every_option_that_is_a_number_is_tested_below():
    words = {"solver", "loss", "optimizer", "schedule", "standardize", "split"}
    assert set(all_options()) - words == set(OPTIONS)


# Ranges


@pytest.mark.parametrize(
    ("option", "value"),
    [(option, value) for option, (_, outside, *_) in OPTIONS.items() for value in [*outside, nan, inf, -inf]],
)
def test_a_value_out_of_range_is_refused_with_the_option_and_its_range(option, value):
    home, _, limits, _ = OPTIONS[option]
    assert refusal(**home, **{option: value}) == f"{option} {value} is not {limits}"


@pytest.mark.parametrize(
    ("option", "value"), [(option, value) for option, (*_, inside) in OPTIONS.items() for value in inside]
)
def test_a_value_at_the_edge_of_its_range_is_accepted(option, value):
    home = OPTIONS[option][0]
    assert Recipe.of(**home, **{option: value}).options()[option] == value


def test_only_a_minibatch_can_be_full():
    assert refusal(epochs="full").startswith("epochs ")


@pytest.mark.parametrize(
    ("option", "word", "words"),
    [
        ("solver", "qr", "sgd, exact"),
        ("optimizer", "adamw", ", ".join(OPTIMIZERS)),
        ("schedule", "linear", ", ".join(SCHEDULES)),
    ],
)
def test_an_unknown_word_is_refused_with_the_words_there_are(option, word, words):
    assert refusal(**{option: word}) == f"{option} '{word}' is none of {words}"


def test_a_split_that_is_none_is_refused():
    assert refusal(split="80-20").startswith("split '80-20'")


def test_an_option_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(TypeError, match="no option 'optimiser'; it has solver, loss, optimizer, beta"):
        Recipe.of(optimiser="sgd")


# What would be ignored


@pytest.mark.parametrize(
    ("option", "stranger"),
    [
        (option, name)
        for option, owners in OWNERS.items()
        for name in (OPTIMIZERS if owners[0] in OPTIMIZERS else SCHEDULES)
        if name not in owners
    ],
)
def test_a_hyperparameter_of_another_rule_is_refused_with_its_owners(option, stranger):
    kind = "optimizer" if stranger in OPTIMIZERS else "schedule"
    value = OPTIONS[option][3][0] or 0.5
    message = refusal(**{kind: stranger, option: value})
    assert message == f"{option} belongs to {' and '.join(OWNERS[option])}, not to {stranger}"


@pytest.mark.parametrize(("option", "owner"), [(option, name) for option, names in OWNERS.items() for name in names])
def test_a_hyperparameter_reaches_the_rule_it_belongs_to(option, owner):
    kind, made = ("optimizer", Recipe.rule) if owner in OPTIMIZERS else ("schedule", Recipe.pace)
    for value in OPTIONS[option][3]:
        assert getattr(made(Recipe.of(**{kind: owner, option: value})), option) == value


def test_a_hyperparameter_without_a_rule_must_be_of_the_default_rule():
    assert refusal(beta=0.5) == "beta belongs to momentum, not to adam"
    assert refusal(gamma=0.5) == "gamma belongs to step and exponential, not to cosine"
    assert Recipe.of(beta1=0.5).rule() == Adam(beta1=0.5)


STEPS = {
    option: inside[-1]
    for option, (*_, inside) in OPTIONS.items()
    if option not in ("weight_decay", "l1", "seed", "min_count")
}


@pytest.mark.parametrize(("option", "value"), [*STEPS.items(), ("optimizer", "adam"), ("schedule", "cosine")])
def test_the_exact_solver_refuses_every_option_of_steps(option, value):
    message = refusal(solver="exact", **{option: value})
    assert message.startswith(f"{option} ")
    assert "--solver exact" in message


def test_the_exact_solver_takes_what_concerns_it():
    recipe = Recipe(solver="exact", weight_decay=0.1, seed=7, standardize=False, split="60/40")
    assert (recipe.weight_decay, recipe.seed, recipe.standardize, recipe.split_of(10)) == (
        0.1,
        7,
        False,
        Split(60, 40, 0),
    )


# Defaults


def test_the_default_is_adam_with_a_cosine_to_zero():
    assert (Recipe().rule(), Recipe().pace()) == (Adam(), Cosine())
    assert (Recipe(optimizer="sgd").rule(), Recipe(schedule="constant").pace()) == (SGD(), ConstantRate())


def test_rows_are_held_out_by_default_only_where_there_are_many():
    assert Recipe().split_of(24) == Split(100, 0, 0)
    assert Recipe().split_of(10_000) == Split(80, 10, 10)
    assert Recipe(split="none").split_of(10_000) == Split(100, 0, 0)
    assert Recipe(split="3/1").split_of(24) == Split(3, 1, 0)


@pytest.mark.parametrize(
    ("rows", "size"), [(10, 10), (24, 16), (100, 16), (1000, 100), (2560, 256), (50_000, 256), (299_999, 256)]
)
def test_a_minibatch_is_a_tenth_of_the_rows_between_16_and_256(rows, size):
    assert Recipe().rows_of_a_minibatch(rows, 5) == size


@pytest.mark.parametrize(("wanted", "used"), [("full", 100), (1, 1), (32, 32), (1000, 100)])
def test_a_minibatch_has_the_rows_that_were_asked_for_if_there_are_as_many(wanted, used):
    assert Recipe(batch_size=wanted).rows_of_a_minibatch(100, 5) == used


@given(st.integers(1, 10**6))
def test_there_are_as_many_epochs_as_20000_steps_need_and_two_at_least(minibatches):
    assert Recipe().epochs_for(minibatches, lambda: inf) == max(2, ceil(20_000 / minibatches))
    assert Recipe(epochs=7).epochs_for(minibatches, lambda: 1.0) == 7


@pytest.mark.parametrize(
    ("minibatches", "condition", "epochs"), [(2, 1, 2_500), (2, 100, 2_500), (2, 101, 10_000), (5_000, 1, 2)]
)
def test_5000_steps_are_enough_where_the_loss_is_no_narrow_valley(minibatches, condition, epochs):
    assert Recipe().epochs_for(minibatches, lambda: condition) == epochs
    assert Recipe(epochs=9_999).epochs_for(minibatches, lambda: condition) == 9_999


def unknown():
    raise AssertionError("λ costs a pass over the minibatches")


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_rules_without_a_rate_of_their_own_take_one_over_the_largest_eigenvalue(optimizer):
    assert Recipe(optimizer=optimizer).rate(lambda: 4.0, 5) == 0.25
    assert Recipe(optimizer=optimizer, weight_decay=1.0).rate(lambda: 4.0, 5) == 0.2


@pytest.mark.parametrize(("optimizer", "rate"), [("adadelta", 1.0), ("adam", 0.1), (None, 0.1)])
def test_the_others_need_no_eigenvalue(optimizer, rate):
    assert Recipe(optimizer=optimizer).rate(unknown, 5) == rate


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_rate_that_was_asked_for_is_used(optimizer):
    assert Recipe(optimizer=optimizer, learning_rate=0.7).rate(unknown, 5) == 0.7
