"""A file of SPSS, SAS or Stata. Where all values of a variable have a label, the labels are what is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container, library

READERS = {  # by the first bytes, the name of the function that reads them
    b"$FL": "read_sav",
    b"HEADER RECORD": "read_xport",
    b"\0" * 12: "read_sas7bdat",
}


def table(container: Container) -> Iterator[bytes]:
    pyreadstat = library(container.name, "pyreadstat", package="pyreadstat", extra="statistics")
    start = container.seekable.read(200)
    usual = "read_por" if b"SPSS PORT FILE" in start else "read_dta"
    read = getattr(pyreadstat, next((name for mark, name in READERS.items() if start.startswith(mark)), usual))
    path, rows, encoding = container.path, container.limits.container_rows, container.layout.encoding
    how = {} if encoding is None else {"encoding": encoding}

    def some(first: int, columns: list[str] | None = None) -> dict[str, list[Any]]:
        values, _ = read(path, row_offset=first, row_limit=rows, usecols=columns, output_format="dict", **how)
        return dict(values)

    try:
        _, about = read(path, metadataonly=True, **how)
        labels = {name: texts for name, texts in about.variable_value_labels.items() if texts}
        used = {name: texts for name, texts in labels.items() if _cover(texts, name, some)}
        for name in labels.keys() - used.keys():
            container.remarks.append(f"column {name!r} as numbers, for not all of them have a label")
        yield csv_text.header(about.column_names)
        first = 0
        while about.column_names and (piece := some(first)) and (count := len(piece[about.column_names[0]])):
            columns = [_labelled(values, used.get(name)) for name, values in piece.items()]
            yield from csv_text.body(zip(*columns, strict=True))
            first += count
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise container.error(error) from None


def _cover(labels: Mapping[Any, str], name: str, some: Callable[..., dict[str, list[Any]]]) -> bool:
    """Whether all values of a variable have a label, and there is one: a label of 99 alone makes ages no levels."""
    first, covered = 0, False
    while piece := some(first, [name])[name]:
        present = [value for value in piece if value is not None and value != ""]
        if not all(value in labels for value in present):
            return False
        first, covered = first + len(piece), covered or bool(present)
    return covered


def _labelled(values: Sequence[Any], labels: Mapping[Any, str] | None) -> Sequence[Any]:
    return values if labels is None else [labels.get(value, value) for value in values]
