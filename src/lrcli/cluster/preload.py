"""What Dask lets a worker do that reads for nothing but lrcli: `dask worker --preload lrcli.cluster.preload`.

Dask tells the C library to return freed memory at once, and pyarrow imports pandas. Together they take a worker as long
as half of its work.
"""

from lrcli.process import hide_pandas, keep_freed_memory


def dask_setup(worker: object) -> None:
    keep_freed_memory()
    hide_pandas()
