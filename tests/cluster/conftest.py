"""One scheduler with two worker processes for all tests of the cluster: to begin one takes seconds."""

import multiprocessing
import os

import pytest

from lrcli.cluster import dask
from lrcli.cluster.local import ANY_PORT, LOOPBACK

METHOD = "distributed.worker.multiprocessing-method"


@pytest.fixture(scope="session")
def scheduler():
    """A Dask cluster on ports that the system chooses."""
    distributed = pytest.importorskip("distributed", reason="needs pip install 'lrcli[cluster]'")
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from dask import config

    # Workers, also those that replace one that a test kills, are copies of a process that has imported what they need.
    with config.set({METHOD: "forkserver", "distributed.worker.profile.enabled": False}):
        distributed.utils.get_mp_context()  # sets what is imported, too
        multiprocessing.set_forkserver_preload(["distributed", "lrcli.jobs.train", "lrcli.data.tables.gather_apart"])
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=ANY_PORT, host=LOOPBACK, silence_logs="CRITICAL"
        ) as cluster:
            yield cluster
    if before is None:
        del os.environ["OPENBLAS_NUM_THREADS"]


@pytest.fixture(scope="session")
def tasks(scheduler):
    with dask.workers_at(scheduler.scheduler_address) as tasks:
        yield tasks
