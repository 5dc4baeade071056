"""The training as an estimator of scikit-learn, for its pipelines and searches: `pip install 'lrcli[sklearn]'`."""

from lrcli.sklearn.estimator import LinearSGDRegressor

__all__ = ["LinearSGDRegressor"]
