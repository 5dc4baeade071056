"""What a report shows of a table is what the other commands say of it."""

import numpy as np
import pytest
from one_target import evaluate_of_one

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.measurement.prediction_diagnostics import DiagnosticsGatherer
from lrcli.jobs.selection import Selection
from lrcli.jobs.stats import stats
from lrcli.jobs.train import train
from lrcli.limits import LIMITS

ROWS = 3_000


@pytest.fixture
def table(write):
    """Two numbers, one of them missing at times, and a text; the price multiplies, and one row is far off."""
    rng = np.random.default_rng(5)
    a, b, kind = rng.normal(50, 10, ROWS), rng.normal(size=ROWS), rng.integers(0, 6, ROWS)
    price = np.exp(5 + a / 50 + b / 10 + kind / 20 + rng.normal(size=ROWS) / 20)
    price[1234] *= 3
    cells = zip(a.tolist(), b.tolist(), kind.tolist(), price.tolist(), strict=True)
    lines = [f"{a!r},{'' if k % 9 == 0 else repr(b)},k{kind},{y!r}" for k, (a, b, kind, y) in enumerate(cells)]
    return write("a,b,kind,price\n" + "\n".join(lines) + "\n")


FORMS = {"table": None, "moments": True, "shuffled": False}


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def form(request, within):
    """Rows in memory, their moments with a sample, or rows kept in pieces: from 500 rows on a table is many rows."""
    if request.param is not None:
        within(window_rows=250, block_bytes=4096, moments=request.param)


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.usefixtures("form")
def test_the_row_furthest_off_is_the_odd_one_with_the_prediction_of_the_model(table, log_target):
    trained = train(table, Selection(log_target=log_target), diagnose="report", recipe=Recipe(epochs=20))
    shown, model = trained.diagnostics, trained.model
    assert shown.rows == shown.described == ROWS
    assert shown.worst[0].actual == max(far.actual for far in shown.worst)
    assert evaluate_of_one(model, table).worst[0].line == 1236
    for far in shown.worst:
        assert model.predict_row(far.values) == pytest.approx(far.predicted, rel=1e-9)
    distances = [abs(far.predicted - far.actual) for far in shown.worst]
    expected = [error.size for error in evaluate_of_one(model, table).worst]
    assert distances == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.usefixtures("form")
def test_columns_are_described_as_by_stats(table, log_target):
    shown = train(table, Selection(log_target=log_target), diagnose="report", recipe=Recipe(epochs=2)).diagnostics
    described = {column.name: column for column in stats(table).columns}
    assert [column.name for column in shown.columns] == ["a", "b", "kind", "price"]
    for column in shown.columns:
        other = described[column.name]
        assert (column.count, column.missing) == (other.count, other.missing)
        if column.numbers:
            for of in ("mean", "std", "min", "median", "max"):
                assert getattr(column.numbers, of) == pytest.approx(getattr(other.numbers, of), rel=1e-9)
        else:
            assert dict(column.commonest) == dict(other.commonest)


@pytest.mark.usefixtures("form")
def test_the_points_are_rows_and_a_fifth_of_them_is_held_out(table):
    trained = train(table, diagnose="report", recipe=Recipe(epochs=20))
    shown = trained.diagnostics
    with open(table, encoding="utf-8") as file:
        prices = np.array([float(line.rsplit(",", 1)[1]) for line in list(file)[1:]])
    assert LIMITS.report_points / 2 <= len(shown.actual) <= LIMITS.report_points
    assert np.isin(shown.actual, prices).all()
    assert shown.held_out.mean() == pytest.approx(0.2, abs=0.05)
    error = shown.predicted - shown.actual
    assert np.sqrt(np.mean(error**2)) == pytest.approx(trained.model.metrics.train.rmse, rel=0.5)


def test_an_evaluation_shows_the_rows_that_it_measured(table):
    model = train(table, recipe=Recipe(epochs=20)).model
    gatherer = DiagnosticsGatherer(model)
    evaluation = evaluate_of_one(model, table, gatherers={model.target.name: gatherer}, where="a > 50")
    shown = gatherer.diagnostics({"model": evaluation.model})
    assert shown.rows == evaluation.model.rows
    assert [(far.actual, far.predicted) for far in shown.worst] == [
        (miss.actual, miss.predicted) for miss in evaluation.worst
    ]
    assert shown.worst[0].origin == f"{evaluation.worst[0].file}, line {evaluation.worst[0].line:,}"
    assert shown.held_out.all()


def test_nothing_is_gathered_for_a_report_that_nobody_asked_for(table):
    assert train(table, recipe=Recipe(epochs=2)).diagnostics is None
