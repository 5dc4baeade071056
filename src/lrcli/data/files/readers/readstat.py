"""A file of SPSS, SAS or Stata. A variable whose values all have a label is read as these labels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lrcli.data.files.readers import csv_text, typed_rows
from lrcli.data.files.readers.container import Container, library

READER_BY_MARK = {  # by the first bytes, the name of the function that reads them
    b"$FL": "read_sav",
    b"HEADER RECORD": "read_xport",
    b"\0" * 12: "read_sas7bdat",
}


def table(container: Container) -> Iterator[bytes]:
    pyreadstat = library(container.name, "pyreadstat", package="pyreadstat", extra="statistics")
    start = container.seekable.read(200)
    usual = "read_por" if b"SPSS PORT FILE" in start else "read_dta"
    read = getattr(pyreadstat, next((name for mark, name in READER_BY_MARK.items() if start.startswith(mark)), usual))
    path, rows, encoding = container.path, container.limits.container_rows, container.layout.encoding
    options = {} if encoding is None else {"encoding": encoding}

    def read_rows(first: int, columns: list[str] | None = None) -> dict[str, list[Any]]:
        values, _ = read(path, row_offset=first, row_limit=rows, usecols=columns, output_format="dict", **options)
        return dict(values)

    try:
        _, about = read(path, metadataonly=True, **options)
        labels = {name: texts for name, texts in about.variable_value_labels.items() if texts}
        used = {name: texts for name, texts in labels.items() if _cover(texts, name, read_rows)}
        for name in labels.keys() - used.keys():
            container.remarks.append(f"column {name!r} as numbers, for not all of them have a label")
        first = 0
        while about.column_names and (piece := read_rows(first)) and (count := len(piece[about.column_names[0]])):
            columns = [_labelled(values, used.get(name)) for name, values in piece.items()]
            if not first:
                container.values += [typed_rows.kind_of(set(map(type, values))) for values in columns]
                yield csv_text.header_line(about.column_names)
            yield from csv_text.body(zip(*columns, strict=True))
            first += count
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise container.error(error) from None


def _cover(labels: Mapping[Any, str], name: str, read_rows: Callable[..., dict[str, list[Any]]]) -> bool:
    """Whether a variable has values and all of them have a label. A label for 99 alone makes ages no levels."""
    first, has_values = 0, False
    while piece := read_rows(first, [name])[name]:
        present = [value for value in piece if value is not None and value != ""]
        if not all(value in labels for value in present):
            return False
        first, has_values = first + len(piece), has_values or bool(present)
    return has_values


def _labelled(values: Sequence[Any], labels: Mapping[Any, str] | None) -> Sequence[Any]:
    return values if labels is None else [labels.get(value, value) for value in values]
