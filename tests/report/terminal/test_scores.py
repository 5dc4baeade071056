"""A metric is one row: what the tables of the terminal and of the page have for each of them."""

from lrcli.learning.metrics import METRICS, Metric
from lrcli.model.record import Scores
from lrcli.report.terminal.scores import difference_cells, heads, score_cells
from lrcli.report.words.metrics import OF_EVALUATION, OF_PAGE, OF_TRAINING

BIAS = Metric("bias", "bias", "mean error", lambda sums: sums.mean, power=1)


def scores(mae, **more):
    return Scores(rows=1200, loss=2.0, mse=4.0, rmse=2.0, mae=mae, mape=12.5, r2=0.25, more=more)


def test_no_metric_is_missing_from_all_tables():
    assert {*OF_EVALUATION, *OF_TRAINING, *OF_PAGE} == {*METRICS}


def test_a_table_has_a_column_for_each_metric_in_their_order():
    assert heads(OF_EVALUATION) == ["", "rows", "MSE", "RMSE", "MAE", "MAPE", "R²"]
    assert score_cells(scores(1.5), OF_EVALUATION) == [
        "1,200", "4.00000", "2.00000", "1.50000", "12.50 %", "0.2500",
    ]  # fmt: skip


def test_a_further_metric_gets_its_column_from_its_row_alone():
    metrics = [*OF_TRAINING, BIAS]
    assert heads(metrics)[-1] == "bias"
    assert score_cells(scores(1.5, bias=-0.5), metrics)[-1] == "-0.500000"
    assert score_cells(scores(1.5), metrics)[-1] == "–"


def test_a_difference_of_errors_has_a_sign_and_one_of_shares_of_the_variance_has_none():
    assert difference_cells(scores(2.0), scores(1.5), OF_TRAINING)[-2:] == ["+0.5000", "0.0000"]
