"""A record as JSON that a person can read, and read back: what is wrong with a file is said with its place."""

import os
import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from lrcli.errors import ModelError

FORMAT, VERSION = "lrcli-model", 1
NEWLINE = b"\n"
HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # of a character, which are no bytes that Python could not decode
Content = TypeVar("Content", bound=msgspec.Struct)


class Head(msgspec.Struct):
    """What says whether a JSON file is a model at all."""

    format: Any = None
    version: Any = None


def read(path: str | os.PathLike[str]) -> bytes:
    """A model file's content. Raise ModelError where there is none that can be read."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise ModelError(f"no model file {str(path)!r}; make one with: lrcli train DATA") from None
    except OSError as error:
        raise ModelError(f"cannot read the model file {path}: {error.strerror or error}") from None


def decode(content: bytes, kind: type[Content], path: str | os.PathLike[str]) -> Content:
    """The record that a file's content is; raise ModelError with file, place and problem for any other content."""
    try:
        content.decode()
        head = msgspec.json.decode(content, type=Head | list[Any] | str | float | bool | None)
        if not isinstance(head, Head) or head.format != FORMAT:
            raise ModelError(f'{path} is not a model of lrcli: its "format" is not "{FORMAT}"')
        if head.version != VERSION:
            raise ModelError(f"{path}: model version {head.version!r} is unknown; this lrcli reads version {VERSION}")
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        raise ModelError(f"{path}: {error}") from None
    except UnicodeDecodeError as error:
        line = 1 + content.count(NEWLINE, 0, error.start)
        raise ModelError(f"{path} is damaged: byte 0x{content[error.start]:02x} in line {line} is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise ModelError(f"{path} is damaged: {_with_line(str(error), content)}") from None
    except RecursionError:
        raise ModelError(f"{path} is damaged: too many brackets in one another") from None


def _with_line(message: str, text: bytes) -> str:
    """The decoder's message, with line and column for its byte."""
    before, _, byte = message.rstrip(")").rpartition("(byte ")
    if not byte.isdigit():
        return f"{message} after line {1 + text.count(NEWLINE)}" if "truncated" in message else message
    seen = text[: int(byte)]
    return f"{before.strip()} in line {1 + seen.count(NEWLINE)}, column {int(byte) - seen.rfind(NEWLINE)}"


def _is_flat(value: Any, line: str) -> bool:
    """Whether a value, in JSON a line, is a list without another one or an object in it."""
    if isinstance(value, dict):
        return False
    # The line has the answer sooner than the items have, unless a text among them has a bracket.
    nested = "{" in line or line.find("[", 1) > 0
    return not nested or not any(isinstance(item, dict | list | tuple) for item in value)


def _in_utf8(value: Any) -> Any:
    """The same values, with a replacement mark for what is no UTF-8 in a text."""
    match value:
        case str():
            return HALVES.sub("\ufffd", value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        case dict():
            return {_in_utf8(key): _in_utf8(item) for key, item in value.items()}
        case list() | tuple():
            return [_in_utf8(item) for item in value]
    return value


def to_json_lines(values: list[Any]) -> str:
    """One JSON document a line."""
    encoder = msgspec.json.Encoder()
    try:
        return encoder.encode_lines(values).decode()
    except UnicodeEncodeError:
        return encoder.encode_lines(_in_utf8(msgspec.to_builtins(values))).decode()


def to_json(value: Any, indent: str = "", width: int = 110) -> str:
    """JSON that a person can read: what fits in a line stands in a line, and lists of numbers always do."""
    try:
        line = msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # a file's name may be bytes that are no UTF-8, which JSON must be
        return to_json(_in_utf8(value), indent, width)
    if not value or not isinstance(value, dict | list | tuple):  # most values, which have no blanks to be set
        return line
    line = msgspec.json.format(line, indent=0)
    if len(indent) + len(line) <= width or _is_flat(value, line):
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        keys = [msgspec.json.encode(key).decode() for key in value]
        items = [to_json(item, deeper, width - len(key) - 4) for key, item in value.items()]
        rows = [f"{key}: {item}" for key, item in zip(keys, items, strict=True)]
    else:
        rows = [to_json(item, deeper, width) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(deeper + row for row in rows) + f"\n{indent}{closing}"
