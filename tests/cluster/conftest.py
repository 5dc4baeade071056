"""One scheduler with two worker processes for all tests of the cluster: to begin one takes seconds."""

import os

import pytest

from lrcli.cluster import dask


@pytest.fixture(scope="session")
def scheduler():
    """A Dask cluster on ports that the system chooses."""
    distributed = pytest.importorskip("distributed", reason="needs pip install 'lrcli[cluster]'")
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1", silence_logs="CRITICAL"
    ) as cluster:
        yield cluster
    if before is None:
        del os.environ["OPENBLAS_NUM_THREADS"]


@pytest.fixture(scope="session")
def tasks(scheduler):
    with dask.workers_at(scheduler.scheduler_address) as tasks:
        yield tasks
