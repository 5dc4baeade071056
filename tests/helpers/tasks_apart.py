"""Tasks whose input and output become bytes, as on another machine, and limits so small that 500 rows are many."""

import pickle
from dataclasses import replace

from lrcli.data.rows.parcels import pack, unpack
from lrcli.data.rows.tasks import ExecutorTasks, run
from lrcli.limits import LIMITS

SMALL = replace(
    LIMITS,
    window_rows=500,
    block_bytes=6_000,
    first_bytes=9_000,
    head_bytes=4_000,
    portion_bytes=30_000,
    sample_rows=400,
    training_sample_rows=300,
    hashed_rows=200,
)


class Pickled(ExecutorTasks):
    """Tasks on an executor that share nothing with whoever gave them."""

    def submit(self, work, *given, near=None):
        content = pickle.dumps((work, given))
        return self.executor.submit(lambda: unpack(pack(run(*_unpacked(content)))))


def _unpacked(content):
    work, given = pickle.loads(content)
    return work, *given
