"""Columns that become several numbers, tried as one text, against trainings that are asked for either."""

import random

import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train

EXACT = Recipe(solver="exact", split="80/20", weight_decay=0.0)


def cars(price, more=""):
    """300 cars with one of 12 engines. price: of an engine, given its number, power and speed."""
    draw = random.Random(5)
    engines = [(k, 60 + 9 * k, 3000 + 250 * (k * 5 % 7)) for k in range(12)]
    rows = [draw.choice(engines) for _ in range(300)]
    lines = [f"{bhp} bhp @ {rpm} rpm,{price(k, bhp, rpm) + draw.gauss(0, 300):.2f}" for k, bhp, rpm in rows]
    return "\n".join(["max_power,price", *lines]) + f"\n{more}"


def by_engine(k, bhp, rpm):
    return 1000 * (k * 7 % 12)  # in no order of power or speed


def by_numbers(k, bhp, rpm):
    return 100 * bhp + 2 * rpm


@pytest.mark.parametrize("more", ["", "fast,5000\n"])  # a row that only the text has
def test_texts_that_tell_much_more_than_their_numbers_are_named_with_both_figures(write, more):
    path = write(cars(by_engine, more))
    result = train(path, Selection(), EXACT)
    as_text = train(write(cars(by_engine), "others.csv"), Selection(categorical=("max_power",)), EXACT).model
    own, text = (model.metrics.validation.r2 for model in (result.model, as_text))
    assert own < 0.5 < 0.95 < text < 0.995
    tried = f"max_power: R² {own:.2f} on validation rows as 2 numbers, {text:.2f} as one text (--categorical max_power)"
    assert [remark for remark in result.remarks if remark.startswith(tried)]
    assert not result.verdict.usable
    reasons = {reason.kind: reason for reason in result.verdict.reasons}
    assert reasons["better as text"].remedy == {"categorical": "max_power"}


def test_the_command_that_mends_it_is_usable(write, lrcli):
    path = write(cars(by_engine))
    options = ["--solver", "exact", "--split", "80/20", "-o", "m.json"]
    first, mended = (lrcli("train", path, *options, *more) for more in ((), ("--categorical", "max_power")))
    assert f"lrcli train {path} {' '.join(options)} --categorical max_power" in first.out
    assert "Not usable" in first.out
    assert "Not usable" not in mended.out


def test_numbers_that_tell_as_much_as_their_texts_are_no_reason_against_a_model(write):
    result = train(write(cars(by_numbers)), Selection(), EXACT)
    assert result.verdict.usable
    assert [remark for remark in result.remarks if remark.startswith("max_power: R² 0.99 on")]


def test_a_training_that_leaves_one_of_the_numbers_out_has_no_trial(write):
    result = train(write(cars(by_engine)), Selection(exclude=("max_power rpm",)), EXACT)
    assert not [remark for remark in result.remarks if "as one text (" in remark]


def test_what_comes_through_a_pipe_is_not_tried(monkeypatch):
    import io
    from types import SimpleNamespace

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(cars(by_engine).encode())))
    result = train("-", Selection(), EXACT)
    assert not [remark for remark in result.remarks if "as one text (" in remark]
