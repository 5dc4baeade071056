"""Who reads the files, where a cluster is named."""

from collections.abc import Iterator
from contextlib import contextmanager

from lrcli.data.rows.tasks import Tasks


@contextmanager
def workers_of(cluster: str | int | None) -> Iterator[Tasks | None]:
    """The workers of a cluster, where one is named."""
    if cluster is None:
        yield None
        return
    from lrcli.cluster.dask import workers_at

    with workers_at(str(cluster)) as tasks:
        yield tasks
