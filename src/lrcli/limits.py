"""How much is read, kept, drawn and looked at: sizes that a result may depend on, and that no option changes.

They are one value, which travels with the open files and with what is read from them. So a test, or a machine of
another kind, can do with ten rows what is meant for a million. Whoever is given none takes the default at work.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes, rows and values. Each says why it is as large as it is."""

    # Reading. Blocks are fixed in size, never fitted to the machine, so that a result depends on the file alone.
    block_bytes: int = 1 << 20  # read at once, and parsed by one thread
    head_bytes: int = 1 << 18  # where the header and the delimiter are looked for
    head_records: int = 50  # and among how many records
    first_bytes: int = 2 << 20  # the first rows, which decide what the columns are
    container_rows: int = 1 << 16  # of a Parquet file, a database and the like, written as CSV at once
    copy_bytes: int = 1 << 25  # of a packed file that is read out of order: a larger copy is a temporary file
    unpacked_bytes: int = 1 << 27  # beyond which a packed file is looked at: is it made to fill the memory?
    unpacked_ratio: int = 400  # times its packed size: tables reach 30, of nothing but zeros 300, gzip at most 1,032

    # Many rows. A table of up to two windows is kept whole; beyond, windows become minibatches one after the other.
    window_rows: int = 64_000  # that are shuffled together; the 80 % that train are 200 minibatches of 256
    window_columns: int = 64  # windows of more columns have fewer rows: else one of 1,000 would take half a gigabyte
    moments: bool | None = None  # whether moments stand for minibatches; None: where they are fewer numbers than rows
    stack_bytes: int = 12 << 20  # of moments of minibatches; beyond, neighbours are merged. It stays near the caches
    asked_stack_bytes: int = 128 << 20  # where a person asked for a size of minibatch, which merging would change
    sample_rows: int = (
        200_000  # of each part, kept beside the moments: the MAE of normal errors is known to 0.2 % by them
    )
    training_sample_rows: int = 50_000  # of the part that only trains, whose absolute errors matter less
    slab_bytes: int = 4 << 20  # of kept rows that are read together in a pass over all
    error_rows: int = 200_000  # whose errors are looked at one by one, for the ranges around predictions

    # Describing. What is counted or sorted up to here is exact, and says so where it is not.
    quantile_values: int = 1_000_000  # of a column, 8 MB, for quartiles and histogram
    distinct_values: int = 100_000  # of a column that are told apart
    plot_points: int = 4_000  # that a picture of a command can show
    report_points: int = 2_000  # that a report shows, which a browser has to draw
    report_values: int = 20_000  # of a column that a report's histogram is of
    report_rows: int = 200_000  # that a report reads again where rows are kept in a file

    def rows_of_a_window(self, columns: int) -> int:
        """Rows of a window: 64,000, fewer of more than 64 columns."""
        return self.window_rows * self.window_columns // max(self.window_columns, columns)


LIMITS = Limits()


def default_limits() -> Limits:
    """Those of everything that was given none, looked up when it begins."""
    return LIMITS
