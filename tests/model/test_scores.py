"""Scores by the name of a metric, whether it has a key of its own or came later."""

import msgspec
import pytest

from lrcli.model.file import to_json
from lrcli.model.record import OWN_KEYS, Scores

PLAIN = {"rows": 4, "loss": 2.0, "mse": 4.0, "rmse": 2.0, "mae": 1.5, "mape": None, "r2": 0.25}


def scores(**more):
    return Scores(**PLAIN, more=more)


def test_scores_without_further_metrics_have_no_key_for_them():
    assert msgspec.json.decode(to_json(msgspec.to_builtins(scores()))) == PLAIN


def test_a_metric_that_came_later_is_written_and_read_back_by_its_name():
    kept = msgspec.json.decode(to_json(msgspec.to_builtins(scores(bias=-0.5))), type=Scores)
    assert kept.value("bias") == -0.5
    assert scores().value("bias") is None


def test_every_metric_with_a_key_of_its_own_is_found_by_its_name():
    assert {name: scores().value(name) for name in OWN_KEYS} == {k: v for k, v in PLAIN.items() if k != "rows"}


@pytest.mark.parametrize(("name", "difference"), [("mae", 1.0), ("mape", None), ("bias", None)])
def test_a_difference_needs_both_values(name, difference):
    higher = msgspec.structs.replace(scores(), mae=2.5, mape=10.0)
    assert higher.difference(scores(), name) == difference
