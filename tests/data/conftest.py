"""What tests of reading use."""

from collections.abc import Callable

import pytest

from lrcli.data.columns import Columns
from lrcli.data.parallel import Workers
from lrcli.data.source import open_source
from lrcli.data.table import start_reading


@pytest.fixture
def lines_of() -> Callable[..., list[int]]:
    """lines_of(path, numeric, text, target=None) → the line of the file that each row begins in."""

    def lines(path, numeric=(), text=(), target=None):
        with open_source(path) as source, Workers() as workers:
            reading = start_reading(source, lambda source, first: Columns(target, numeric, text))
            return [line for cells in reading.cells(workers) for line in cells.lines().tolist()]

    return lines
