import csv

import pytest


@pytest.fixture
def table(tmp_path):
    """table(columns) → a file with these columns."""

    def write(**columns):
        path = tmp_path / "table.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([tuple(columns), *zip(*columns.values(), strict=True)])
        return str(path)

    return write
