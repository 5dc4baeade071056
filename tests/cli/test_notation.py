"""How numbers are written, where a model already knows it."""

import pytest

KM = [1000 * (1 + k % 9) + k * 7 % 1000 for k in range(40)]


@pytest.fixture
def trained(lrcli, write):
    """A table of kilometres like 1.234 for one thousand and so on, which only the training was told."""
    table = write("km;price\n" + "".join(f"{km // 1000}.{km % 1000:03d};{300 + km}\n" for km in KM))
    assert lrcli("train", table, "--thousands", ".", "-q", "--solver", "exact").status == 0
    return table


def test_a_condition_reads_the_models_columns_as_the_model_does(lrcli, trained):
    done = lrcli("evaluate", trained, "--where", "km >= 5000", "--json")
    assert done.json["model"]["rows"] == sum(km >= 5000 for km in KM)
    assert done.json["model"]["mae"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("option", [("--decimal", ","), ("--thousands", "."), ("--day-first",)])
def test_options_of_notation_are_refused_where_they_would_do_nothing(lrcli, trained, option):
    done = lrcli("evaluate", trained, *option)
    assert done.status == 2
    assert f"{option[0]} has no effect here" in done.err
    assert lrcli("predict", trained, *option).status == 2
