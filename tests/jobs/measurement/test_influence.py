"""evaluate --diagnose: the rows that decide a least-squares fit, beside statsmodels' OLSInfluence and refits."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import OLSInfluence

import lrcli as library
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.measurement.influence import diagnose
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.learning.linear import Block
from lrcli.learning.solution.triangular_factor import basis, factor
from lrcli.learning.statistics.inference import LeastSquares
from lrcli.learning.statistics.influence import RowInfluence
from lrcli.limits import LIMITS
from lrcli.report.words.influence import normal_quantiles, quartile_line

EXACT = Recipe(solver="exact", split="none")


def numbers(n=300, seed=0):
    rng = np.random.default_rng(seed)
    age, mileage = rng.integers(0, 15, n).astype(float), np.round(rng.gamma(2, 40_000, n))
    price = np.round(20_000 - 600 * age - 0.05 * mileage + rng.standard_t(3, n) * 800)
    mileage[17], price[17] = 900_000.0, 25_000.0  # one row that decides
    return age, mileage, price


def text(age, mileage, price):
    rows = zip(age.tolist(), mileage.tolist(), price.tolist(), strict=True)
    return "age,mileage,price\n" + "".join(f"{a:g},{b:g},{c:g}\n" for a, b, c in rows)


def oracle(age, mileage, price):
    fit = sm.OLS(price, sm.add_constant(np.column_stack([age, mileage / 1e5]))).fit()
    return fit, OLSInfluence(fit)


@pytest.fixture
def model_and_path(write):
    path = write(text(*numbers()))
    return train(path, Selection(), EXACT).model, path


def of_line(row):
    return int(row.place.split()[-1]) - 2


def test_leverage_residuals_and_distances_are_statsmodels_to_ten_digits():
    rng = np.random.default_rng(3)
    n = 200
    X = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    codes = rng.integers(0, 4, (n, 1)) + 3
    y = X @ [1, 2, 3] + rng.normal(size=n)
    block = Block(X, codes, y)
    R = factor([block], n, 7)
    columns = basis(R, np.zeros(7))
    fit = LeastSquares(n, columns.solve(), columns.rest**2, R[:, :-1], columns, np.zeros(7))
    own = RowInfluence.of(block, fit)
    one_hot = (codes == np.arange(4, 7)).astype(float)
    reference = OLSInfluence(sm.OLS(y, np.column_stack([X, one_hot])).fit())
    assert own.leverage == pytest.approx(reference.hat_matrix_diag, rel=1e-10)
    assert own.standardized == pytest.approx(reference.resid_studentized_internal, rel=1e-9, abs=1e-11)
    assert own.cook == pytest.approx(reference.cooks_distance[0], rel=1e-9, abs=1e-13)
    L = np.eye(7)[[1, 2]]  # the weights of the numbers are the same however levels are coded
    assert own.in_errors(fit, L) == pytest.approx(-reference.dfbetas[:, [1, 2]].T, rel=1e-8, abs=1e-10)
    assert own.changes(fit, L) == pytest.approx(-reference.dfbeta[:, [1, 2]].T, rel=1e-8, abs=1e-12)
    loo = y - reference.resid_press
    assert own.fitted + own.prediction_changes() == pytest.approx(loo, rel=1e-9)


@pytest.mark.parametrize(
    "limits",
    [LIMITS, replace(LIMITS, window_rows=40), replace(LIMITS, window_rows=40, moments=False)],
    ids=["rows", "moments", "shuffled"],
)
def test_the_rows_that_decide_are_named_with_their_lines_however_rows_are_kept(model_and_path, limits):
    model, path = model_and_path
    age, mileage, price = numbers()
    fit, reference = oracle(age, mileage, price)
    cook = reference.cooks_distance[0]
    (found,) = diagnose(model, path, limits=limits).values()
    order = np.argsort(-cook)[:10]
    assert [of_line(row) for row in found.largest] == order.tolist()
    assert found.largest[0].place == "line 19"
    for row, k in zip(found.largest, order, strict=True):
        assert row.cook == pytest.approx(cook[k], rel=1e-7)
        assert row.leverage == pytest.approx(reference.hat_matrix_diag[k], rel=1e-8)
        assert row.standardized == pytest.approx(reference.resid_studentized_internal[k], rel=1e-7)
        assert row.fitted == pytest.approx(fit.fittedvalues[k], rel=1e-8)
        assert row.without == pytest.approx(price[k] - reference.resid_press[k], rel=1e-7)
    assert (found.rows, found.rank) == (300, 3)
    assert found.residual_std == pytest.approx(np.sqrt(fit.scale), rel=1e-8)
    assert (found.notable, found.decide) == (int((cook > 0.5).sum()), int((cook > 1).sum()))


def test_what_a_row_moves_is_what_the_fit_without_it_has(model_and_path):
    model, path = model_and_path
    age, mileage, price = numbers()
    full, _ = oracle(age, mileage, price)
    for row in diagnose(model, path)["price"].largest:
        k = of_line(row)
        without, _ = oracle(*(np.delete(values, k) for values in (age, mileage, price)))
        moved = dict(zip(["bias", "age", "mileage"], (without.params - full.params) / [1, 1, 1e5], strict=True))
        for change in row.changes:
            assert change.change == pytest.approx(moved[change.feature], rel=1e-6)


def test_a_row_that_is_the_only_one_of_a_level_decides_itself_and_is_counted(write):
    age, _, price = numbers()
    rows = zip(age.tolist(), price.tolist(), ["a", "b"] * 149 + ["a", "rare"], strict=True)
    path = write("age,kind,price\n" + "".join(f"{a:g},{kind},{c:g}\n" for a, c, kind in rows))
    model = train(path, Selection(), EXACT).model
    (found,) = diagnose(model, path).values()
    assert found.alone == 1
    assert all(of_line(row) != 299 for row in found.largest)


def test_a_logarithm_is_diagnosed_as_it_is_learned(write):
    age, mileage, price = numbers()
    price = np.abs(price) + 100
    path = write(text(age, mileage, price))
    model = train(path, Selection(log_target=True), EXACT).model
    _, reference = oracle(age, mileage, np.log(price))
    (found,) = diagnose(model, path).values()
    assert found.target == "log(price)"
    assert found.largest[0].cook == pytest.approx(reference.cooks_distance[0].max(), rel=1e-7)


def test_points_are_by_rising_fitted_value_and_hold_the_rows_that_decide(model_and_path):
    model, path = model_and_path
    (found,) = diagnose(model, path).values()
    points = found.points
    assert list(points.fitted) == sorted(points.fitted)
    assert len({len(points.fitted), len(points.residual), len(points.trend), len(points.spread)}) == 1
    _, reference = oracle(*numbers())
    assert max(points.leverage) == pytest.approx(reference.hat_matrix_diag.max(), rel=1e-8)


def test_quantiles_and_their_line_are_rs():
    """R: ppoints(5) = 0.119, 0.310, 0.5, …; qqline of 1..5 goes through (±0.6745, 2 and 4)."""
    assert normal_quantiles(5)[0] == pytest.approx(-1.1797611, abs=1e-6)
    assert normal_quantiles(20)[0] == pytest.approx(-1.9599640, abs=1e-6)
    intercept, slope = quartile_line([1.0, 2, 3, 4, 5])
    assert (intercept, slope) == pytest.approx((3, 1 / 0.6744898), abs=1e-6)


def test_the_command_shows_tables_and_four_pictures_and_the_page_has_them(lrcli, write):
    path = write(text(*numbers()))
    assert lrcli("train", path, "-q", "--solver", "exact", "--split", "none").status == 0
    shown = lrcli("evaluate", path, "--diagnose", "--report", "report.html")
    assert shown.status == 0
    out = " ".join(shown.out.split())
    for words in ("decide the fit", "line 19", "normal quantiles", "against leverage", "what they move most"):
        assert words in out
    assert max(map(len, shown.out.splitlines())) <= 80
    page = Path("report.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 4
    for name in ("residuals-fitted", "quantiles", "scale", "leverage"):
        assert f'id="{name}-title"' in page
    assert lrcli("evaluate", path).out.count("leverage") == 0
    document = lrcli("evaluate", path, "--diagnose", "--json").json
    assert document["influence"]["largest"][0]["place"] == "line 19"


def test_what_cannot_be_diagnosed_is_refused(lrcli, write):
    path = write(text(*numbers()))
    assert lrcli("train", path, "-q", "--solver", "exact").status == 0
    piped = lrcli("evaluate", "-", "--diagnose", stdin=text(*numbers()))
    assert piped.status != 0
    assert "standard input" in piped.err
    assert "--weights" in lrcli("evaluate", path, "--diagnose", "--weights", "age").err


def test_python_has_the_rows_as_a_frame():
    import pandas as pd

    frame = pd.DataFrame(dict(zip(("age", "mileage", "price"), numbers(), strict=True)))
    fit = library.train(frame, solver="exact", split="none")
    measured = library.evaluate(fit.model, frame, diagnose=True)
    assert measured.influential.loc[0, "place"] == "row 17"
    assert measured.influential.loc[0, "moved_feature"] == "mileage"
    assert library.evaluate(fit.model, frame).influential is None
