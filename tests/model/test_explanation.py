"""A prediction is the average row's and what each feature adds to that, whatever the numbers are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.model.explanation import active_feature, feature_groups
from lrcli.model.features import Categorical, Numeric
from lrcli.notation.terms import Factor

numbers = st.floats(-1e9, 1e9)
weights = st.floats(-1e6, 1e6)


def number(name, weight, mean, factors=()):
    return Numeric(name, weight, weight * mean, mean, 1.0, 0.0, 1.0, factors=list(factors))


def slope(level, weight, mean):
    return number(f"age:brand={level}", weight, mean, [Factor("age"), Factor("brand", level=level)])


@given(st.lists(st.tuples(weights, numbers, numbers), min_size=1, max_size=6), numbers)
def test_average_and_contributions_add_up_to_the_prediction(columns, bias):
    features = [number(f"x{k}", weight, mean) for k, (weight, mean, _) in enumerate(columns)]
    parts = [weight * value for weight, _, value in columns]
    average = math.fsum([bias, *(feature.average for feature in features)])
    contributions = [group.contribution(parts) for group in feature_groups(features)]
    size = math.fsum(map(abs, [bias, *parts, *(feature.average for feature in features)]))
    assert math.fsum([average, *contributions]) == pytest.approx(math.fsum([bias, *parts]), abs=1e-15 * size + 1e-300)


@given(weights, numbers)
def test_a_number_at_its_mean_contributes_nothing(weight, mean):
    feature = number("x", weight, mean)
    (group,) = feature_groups([feature])
    assert group.contribution([weight * mean]) == 0


def test_the_slopes_of_one_term_are_one_group_and_other_features_their_own():
    features = [
        number("age", 1.0, 5.0),
        slope("BMW", -3.0, 1.0),
        Categorical("fuel", {"diesel": 2.0}, None),
        slope("Opel", -9.0, 2.0),
    ]
    groups = feature_groups(features)
    assert [(group.name, group.indices) for group in groups] == [("age", (0,)), ("age:brand", (1, 3)), ("fuel", (2,))]
    assert groups[1].average == -3.0 - 18.0
    assert groups[1].contribution([7.0, -15.0, 2.0, 0.0]) == -15.0 + 21.0


def test_the_active_slope_is_that_of_the_rows_level():
    features = [slope("BMW", -3.0, 1.0), slope("Opel", -9.0, 2.0)]
    (group,) = feature_groups(features)
    assert active_feature(group, features, {"age": 5.0, "brand": "Opel"}) is features[1]
    assert active_feature(group, features, {"age": 5.0, "brand": "Fiat"}) is None
