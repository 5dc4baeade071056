"""Settings for workers that only read for lrcli: `dask worker --preload lrcli.cluster.preload`.

Dask tells the C library to return freed memory to the system at once, and pyarrow imports pandas where it is installed.
Together they cost a worker half as much time again as its work. Dask calls `dask_setup` when the worker starts.
"""

from lrcli.process import hide_pandas, keep_freed_memory


def dask_setup(worker: object) -> None:
    keep_freed_memory()
    hide_pandas()
