"""The line of a file that each row of a table is in, by a second look at the file: learning needs no lines."""

from pathlib import Path

from lrcli.data.files.dataset import Files, files_of
from lrcli.data.files.frames import Frame, Table
from lrcli.data.rows.start import start_reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import LrcliError
from lrcli.jobs.selection import Selection


def lines_of_rows(data: Table | Frame, selection: Selection, count: int) -> list[tuple[str, int]] | None:
    """File and line of each row that was learned from, in their order.

    count: how many these are. None where a file cannot be read again, as a pipe, or is another one by now.
    """
    paths = files_of(data)
    if not all(isinstance(path, str) and Path(path).is_file() for path in paths):
        return None
    lines: list[tuple[str, int]] = []
    try:
        with Files(paths, selection.layout, None, selection.limits) as files, Workers() as workers:
            reading = start_reading(files, selection.decide, selection.where)
            for cells in reading.cells(workers):
                lines += ((cells.chunk.name, line) for line in cells.lines().tolist())
    except (LrcliError, OSError):
        return None
    return lines if len(lines) == count else None
