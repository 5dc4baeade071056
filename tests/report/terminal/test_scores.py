"""A metric is one row: what the tables of the terminal and of the page have for each of them."""

from lrcli.learning.metrics import METRICS, Metric
from lrcli.model.record import Scores
from lrcli.report.terminal.scores import difference_cells, heads, score_cells
from lrcli.report.words.metrics import EVALUATION_METRICS, PAGE_METRICS, TRAINING_METRICS

BIAS = Metric("bias", "bias", "mean error", lambda sums: sums.mean, power=1)


def scores(mae, **more):
    return Scores(rows=1200, loss=2.0, mse=4.0, rmse=2.0, mae=mae, mape=12.5, r2=0.25, more=more)


def test_no_metric_is_missing_from_all_tables():
    assert {*EVALUATION_METRICS, *TRAINING_METRICS, *PAGE_METRICS} == {*METRICS}


def test_a_table_has_a_column_for_each_metric_in_their_order():
    assert heads(EVALUATION_METRICS) == ["", "rows", "MSE", "RMSE", "MAE", "MAPE", "R²"]
    assert score_cells(scores(1.5), EVALUATION_METRICS) == [
        "1,200", "4.00000", "2.00000", "1.50000", "12.50 %", "0.2500",
    ]  # fmt: skip


def test_a_further_metric_gets_its_column_from_its_row_alone():
    metrics = [*TRAINING_METRICS, BIAS]
    assert heads(metrics)[-1] == "bias"
    assert score_cells(scores(1.5, bias=-0.5), metrics)[-1] == "-0.500000"
    assert score_cells(scores(1.5), metrics)[-1] == "–"


def test_a_difference_of_errors_has_a_sign_and_one_of_shares_of_the_variance_has_none():
    assert difference_cells(scores(2.0), scores(1.5), TRAINING_METRICS)[-2:] == ["+0.5000", "0.0000"]
