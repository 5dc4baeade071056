"""JSON lines, a list of records, or one object of columns, as pandas and web services write them.

Numbers stay as they are written. A file of records is read twice: a record may lack keys that a later one has, so that
the columns are known only at its end. One record at a time is in memory, and an object of columns is one record.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from lrcli.data.files.charset import Decoder
from lrcli.data.files.readers import csv_text
from lrcli.data.files.readers.container import Container
from lrcli.text import count

BETWEEN = re.compile(r"[\ufeff\s,]*")  # what stands before records and between them
HALF = 16  # characters of a word, number or escape that may be cut off at the end of what is read
LARGEST = 1 << 28  # characters of one record: more would fill the memory
Object = dict[str, Any]


DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


def table(container: Container) -> Iterator[bytes]:
    values = _values(container)
    first, second = next(values, None), next(values, None)
    if isinstance(first, list):
        yield from csv_text.of_rows(_lists(container))
    elif second is None and isinstance(first, dict) and any(isinstance(part, list | dict) for part in first.values()):
        yield from csv_text.of_rows(_of_object(container, first))
    else:
        yield from csv_text.of_rows(_records(container, lambda: _values(container)))


def _values(container: Container) -> Iterator[Any]:
    """The values of a file, or of the list that a file is, one after the other."""
    file, decoder = container.seekable, Decoder(container.name, container.layout.encoding)
    file.seek(0)
    text, number, size, in_list = "", 0, container.limits.block_bytes, False
    while data := file.read(size):
        text += decoder.decode(data).decode()
        place = _behind(text, 0)
        if not number and not in_list and text.startswith("[", place):
            in_list, place = True, place + 1
        while (place := _behind(text, place)) < len(text) and not (in_list and text[place] == "]"):
            try:
                value, place = DECODER.raw_decode(text, place)
            except json.JSONDecodeError as error:
                cut_off = error.msg.startswith("Unterminated string") or error.pos > len(text) - HALF
                if not cut_off or len(text) > LARGEST:
                    wrong = error.msg if not cut_off else "it is too long to be kept in memory; write JSON lines"
                    raise container.error(f"record {number + 1:,}: {wrong}") from None
                size = max(size, len(text))  # twice as much next time, so that a long record is not tried too often
                break
            number += 1
            yield value
        text = text[place:]
    if text.strip() and not in_list:
        raise container.error(f"record {number + 1:,} is cut off")
    if in_list and not text.startswith("]"):
        raise container.error(f"its list is cut off after {number:,} records")


def _behind(text: str, place: int) -> int:
    match = BETWEEN.match(text, place)
    return match.end() if match else place


def _records(container: Container, records: Any) -> Iterator[list[Any]]:
    """All keys of the records, then their values."""
    keys: dict[str, None] = {}
    nested: dict[str, str] = {}
    for number, record in enumerate(records(), 1):
        if not isinstance(record, dict):
            raise container.error(f"record {number:,} is {_kind(record)}, and others are objects with keys")
        keys |= dict.fromkeys(record)
        nested |= {key: _kind(value) for key, value in record.items() if isinstance(value, list | dict)}
    container.remarks += [f"column {key!r} left out, {kind}: neither numbers nor texts" for key, kind in nested.items()]
    columns = [key for key in keys if key not in nested]
    if not columns:
        raise container.error("it has no records with numbers or texts")
    yield columns
    for record in records():
        yield [record.get(key) for key in columns]


def _lists(container: Container) -> Iterator[list[Any]]:
    """Rows that are lists, whose first may name the columns."""
    for number, row in enumerate(_values(container), 1):
        if not isinstance(row, list) or any(isinstance(value, list | dict) for value in row):
            raise container.error(f"row {number:,} is no list of numbers and texts, as others are")
        yield row


def _of_object(container: Container, whole: Object) -> Iterator[list[Any]]:
    """The table of a file that is one object: pandas' orients split, columns and index, columns as lists, or an
    answer of a web service that has its records under one of its keys."""
    if isinstance(names := whole.get("columns"), list) and isinstance(rows := whole.get("data"), list):
        return chain([names], rows)
    lists = {key: part for key, part in whole.items() if isinstance(part, list)}
    if tables := [key for key, part in lists.items() if part and all(isinstance(one, dict) for one in part)]:
        key = container.choose("table", {key: count(len(lists[key]), "record") for key in tables})
        if len(whole) > 1:
            container.remarks.append(f"the records of {key!r}")
        return _records(container, lambda: iter(lists[key]))
    if len(lists) == len(whole):
        return _columns(container, whole)
    if all(isinstance(part, dict) for part in whole.values()):
        by_column = {key: tuple(part) for key, part in whole.items()}
        if len(set(by_column.values())) == 1 and all(key.isdecimal() for key in next(iter(by_column.values()))):
            return _columns(container, {key: list(part.values()) for key, part in whole.items()})
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
    kinds = {list: "a list", dict: "an object", bool: "true or false", str: "a number or a text"}
    return kinds.get(type(value), "null")
