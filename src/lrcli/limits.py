"""How much is read, kept and drawn at once: sizes that a result may depend on, and that no option changes.

They are one record, which travels with the open files and with what is read from them. So a test can exercise with ten
rows what is written for a million. A function that gets no limits takes the default ones when it is called.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes, rows and values, each with the reason for its size."""

    # Reading. Blocks are fixed in size, never fitted to the machine, so that a result depends on the file alone.
    block_bytes: int = 1 << 20  # read at once, and parsed by one thread
    head_bytes: int = 1 << 18  # where the header and the delimiter are looked for
    head_records: int = 50  # and among how many records
    record_bytes: int = 1 << 25  # a longer record is a quote that never closes, or no row: each byte of it takes 15
    first_bytes: int = 2 << 20  # the first rows, which decide what the columns are
    container_rows: int = 1 << 16  # of a Parquet file, a database and the like, written as CSV at once
    container_bytes: int = 1 << 25  # of these rows: fewer are written at once where their texts are long
    portion_bytes: int = 1 << 25  # of a text, read by one task elsewhere: seconds of work, and little to do again
    rows_here_bytes: int = 1 << 30  # of rows that a worker of a cluster keeps from one task to the next
    copy_bytes: int = 1 << 25  # of a packed file that is read out of order: a larger copy is a temporary file
    # Beyond these the ratio of a packed file is checked: it may be made to fill the memory.
    unpacked_bytes: int = 1 << 27
    unpacked_ratio: int = 400  # times its packed size: tables reach 30, of nothing but zeros 300, gzip at most 1,032

    # Adding up. So many rows have a sum of their own: some 1 MB of a usual table, and few against those of a portion.
    bundle_rows: int = 15_000

    # Many rows. A table of up to two windows is kept whole; beyond, windows become minibatches one after the other.
    window_rows: int = 64_000  # that are shuffled together; the 80 % that train are 200 minibatches of 256
    window_columns: int = 64  # windows of more columns have fewer rows: else one of 1,000 would take half a gigabyte
    moments: bool | None = None  # whether moments stand for minibatches; None: where they are fewer numbers than rows
    stack_bytes: int = 12 << 20  # of moments of minibatches; beyond, neighbours are merged. It stays near the caches
    asked_stack_bytes: int = 128 << 20  # where --batch-size was given, which merging would change
    most_stack_bytes: int = 1 << 30  # of minibatches that are whole windows; beyond, neighbouring windows are merged
    # Rows of each role, kept beside the moments: by these the MAE of normal errors is known to 0.2 %.
    sample_rows: int = 200_000
    training_sample_rows: int = 50_000  # of the rows that only train, whose absolute errors matter less
    hashed_rows: int = 100_000  # in which rows that repeat are looked for: a share of 1 % is known to 0.1 %
    slab_bytes: int = 4 << 20  # of kept rows that are read together in a pass over all
    encoded_bytes: int = 1 << 28  # of encoded rows that are kept for many passes; beyond, each pass encodes them anew
    delta_rows: int = 100_000  # from whose errors Huber's δ is told, to 0.5 %
    error_rows: int = 200_000  # whose errors are kept one by one, for the ranges around predictions

    # Describing. Up to these sizes a figure is exact; beyond, it is an estimate and is marked as one.
    quantile_values: int = 1_000_000  # of a column, 8 MB, for quartiles and histogram
    distinct_values: int = 100_000  # of a column that are told from one another and counted
    plot_points: int = 4_000  # that a picture of a command can show
    report_points: int = 2_000  # that a report shows, which a browser has to draw
    report_values: int = 20_000  # of a column, for a report's histogram
    report_rows: int = 200_000  # that a report reads again where rows are kept in a file

    def rows_of_a_window(self, columns: int) -> int:
        """Rows of a window: 64,000, fewer of more than 64 columns."""
        return self.window_rows * self.window_columns // max(self.window_columns, columns)

    def rows_of_a_bundle(self, columns: int) -> int:
        """Rows of a bundle: 15,000, fewer of more than 64 columns."""
        return max(1, self.bundle_rows * self.window_columns // max(self.window_columns, columns))


LIMITS = Limits()


def default_limits() -> Limits:
    """The limits of a call that was given none."""
    return LIMITS
