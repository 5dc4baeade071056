"""JSON lines, a list of records, or one object of columns, as pandas and web services write them.

Numbers keep the digits of the file. One record at a time is in memory; an object of columns is one record.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from lrcli.data.files.charset import Decoder
from lrcli.data.files.readers import csv_text, typed_rows
from lrcli.data.files.readers.container import Container
from lrcli.text import count

GAP_BETWEEN_RECORDS = re.compile(r"[\ufeff\s,]*")
CUT_OFF_CHARACTERS = 16  # at the end of a piece, where an error may be due to a word, number or escape that is cut off
LARGEST_RECORD_CHARACTERS = 1 << 28  # a larger one would fill the memory
Object = dict[str, Any]
MODEL = "lrcli-model"  # the "format" of a model file
DECODER = json.JSONDecoder(
    parse_float=csv_text.ExactNumber, parse_int=csv_text.ExactNumber, parse_constant=csv_text.ExactNumber
)


def table(container: Container) -> Iterator[bytes]:
    values = _values(container)
    first, second = next(values, None), next(values, None)
    if isinstance(first, list):
        yield from csv_text.from_rows(_with_kinds(container, lambda: _lists(container)))
    elif second is None and isinstance(first, dict) and any(isinstance(value, list | dict) for value in first.values()):
        yield from csv_text.from_rows(_of_object(container, first))
    else:
        yield from csv_text.from_rows(_records(container, lambda: _values(container)))


def _values(container: Container) -> Iterator[Any]:
    """The values of a file, or of the list that a file is, one after the other."""
    file, decoder = container.seekable, Decoder(container.name, container.layout.encoding)
    file.seek(0)
    text, number, size, in_list = "", 0, container.limits.block_bytes, False
    while data := file.read(size):
        text += decoder.decode(data).decode()
        position = _behind(text, 0)
        if not number and not in_list and text.startswith("[", position):
            in_list, position = True, position + 1
        while (position := _behind(text, position)) < len(text) and not (in_list and text[position] == "]"):
            try:
                value, position = DECODER.raw_decode(text, position)
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated string") or error.pos > len(text) - CUT_OFF_CHARACTERS
                if not cut_off or len(text) > LARGEST_RECORD_CHARACTERS:
                    wrong = error.msg if not cut_off else "it is too long to be kept in memory; write JSON lines"
                    raise container.error(f"record {number + 1:,}: {wrong}") from None
                size = max(size, len(text))  # twice as much next time, so that a long record is not tried too often
                break
            number += 1
            yield value
        text = text[position:]
    if text.strip() and not in_list:
        raise container.error(f"record {number + 1:,} is cut off")
    if in_list and not text.startswith("]"):
        raise container.error(f"its list is cut off after {number:,} records")


def _behind(text: str, position: int) -> int:
    match = GAP_BETWEEN_RECORDS.match(text, position)
    return match.end() if match else position


def _records(container: Container, records: Any) -> Iterator[list[Any]]:
    """The keys of all records, then the values of each."""
    # The records are read twice, since one may have a key that none before it had, and the header comes first.
    keys: dict[str, None] = {}
    types: dict[str, set[type]] = {}
    nested: dict[str, str] = {}
    are_features = False
    for number, whole in enumerate(records(), 1):
        record = _properties(whole)
        are_features |= record is not whole
        if not isinstance(record, dict):
            raise container.error(f"record {number:,} is {_kind(record)}, and others are objects with keys")
        keys |= dict.fromkeys(record)
        for key, value in record.items():
            types.setdefault(key, set()).add(type(value))
        nested |= {key: _kind(value) for key, value in record.items() if isinstance(value, list | dict)}
    container.remarks += ["the properties of its features, without their geometry"] * are_features
    container.remarks += [f"column {key!r} left out, {kind}: neither numbers nor texts" for key, kind in nested.items()]
    columns = [key for key in keys if key not in nested]
    if not columns:
        raise container.error("it has no records with numbers or texts")
    container.values += [typed_rows.kind_of(types[key]) for key in columns]
    yield columns
    cells = ([record.get(key) for key in columns] for record in map(_properties, records()))
    yield from typed_rows.with_marks(cells, container.values)


def _properties(record: Any) -> Any:
    """The properties of a feature, as GeoJSON calls a record; any other record as it is."""
    is_feature = isinstance(record, dict) and record.get("type") == "Feature" and "geometry" in record
    return record["properties"] if is_feature and isinstance(record.get("properties"), dict) else record


def _lists(container: Container) -> Iterator[list[Any]]:
    """Rows that are lists, the first of which may be a header."""
    for number, row in enumerate(_values(container), 1):
        if not isinstance(row, list) or any(isinstance(value, list | dict) for value in row):
            raise container.error(f"row {number:,} is no list of numbers and texts, as others are")
        yield row


def _with_kinds(container: Container, rows: Callable[[], Iterable[list[Any]]]) -> Iterator[list[Any]]:
    """Rows that are lists, the first of which is a header if it has texts alone, with the kinds of their columns."""
    types: list[set[type]] = []
    for number, row in enumerate(rows()):
        if number or not {*map(type, row)} <= {str}:
            types += [set() for _ in range(len(row) - len(types))]
            for index, value in enumerate(row):
                types[index].add(type(value))
    container.values += map(typed_rows.kind_of, types)
    yield from typed_rows.with_marks(rows(), container.values)


def _of_object(container: Container, whole: Object) -> Iterator[list[Any]]:
    """The table of a file that is one object: the orients split, columns and index of pandas, columns as lists, or the
    answer of a web service with records under one of its keys.
    """
    if isinstance(names := whole.get("columns"), list) and isinstance(rows := whole.get("data"), list):
        return _with_kinds(container, lambda: chain([names], rows))
    if whole.get("format") == MODEL:
        raise container.error("it is a model of lrcli, and no table; evaluate and predict take it by --model-file")
    lists = {key: value for key, value in whole.items() if isinstance(value, list)}
    if tables := [key for key, value in lists.items() if value and all(isinstance(record, dict) for record in value)]:
        key = container.choose("table", {key: count(len(lists[key]), "record") for key in tables})
        if len(whole) > 1:
            container.remarks.append(f"the records of {key!r}")
        return _records(container, lambda: iter(lists[key]))
    if len(lists) == len(whole):
        return _columns(container, whole)
    if all(isinstance(value, dict) for value in whole.values()):
        by_column = {key: tuple(value) for key, value in whole.items()}
        if len(set(by_column.values())) == 1 and all(key.isdecimal() for key in next(iter(by_column.values()))):
            return _columns(container, {key: list(value.values()) for key, value in whole.items()})
        if all(key.isdecimal() for key in whole):
            return _records(container, lambda: iter(whole.values()))
    raise container.error("its records cannot be told; write one object a line, or a list of objects")


def _columns(container: Container, columns: dict[str, list[Any]]) -> Iterator[list[Any]]:
    if len({len(values) for values in columns.values()}) > 1:
        lengths = ", ".join(f"{name!r} {len(values):,}" for name, values in columns.items())
        raise container.error(f"its columns have different lengths: {lengths}")
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return _records(container, lambda: iter(rows))


def _kind(value: Any) -> str:
    text = "a number or a text"
    kinds = {list: "a list", dict: "an object", bool: "true or false", str: text, csv_text.ExactNumber: text}
    return kinds.get(type(value), "null")
