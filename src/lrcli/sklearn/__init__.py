"""The training as an estimator of scikit-learn, for its pipelines and searches: `pip install 'lrcli[sklearn]'`."""

try:
    from lrcli.sklearn.estimator import LinearSGDRegressor
except ModuleNotFoundError as error:
    if error.name != "sklearn":
        raise
    raise ImportError("lrcli.sklearn needs the package scikit-learn; pip install 'lrcli[sklearn]'") from None

__all__ = ["LinearSGDRegressor"]
