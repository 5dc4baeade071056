"""What tests of reading use."""

from collections.abc import Callable

import pytest

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.rows.start import start_reading
from lrcli.data.rows.workers import Workers


@pytest.fixture
def lines_of() -> Callable[..., list[int]]:
    """lines_of(path, numeric, text, target=None) → the line of the file that each row begins in."""

    def lines(path, numeric=(), text=(), target=None):
        with Files([path]) as files, Workers() as workers:
            reading = start_reading(files, lambda first: Columns(target, numeric, text))
            return [line for cells in reading.cells(workers) for line in cells.lines().tolist()]

    return lines
