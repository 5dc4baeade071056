"""Opening a table: its first bytes tell how it is written, what its columns are called and where its rows begin."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lrcli.data.files.characters import with_usual_characters
from lrcli.data.files.chunk import TableHead, delimiter_characters
from lrcli.data.files.formats import ARFF, ARFF_NAME
from lrcli.data.files.frames import Frame
from lrcli.data.files.layout import DELIMITERS, Layout
from lrcli.data.files.records import Records, count_lines, last_end
from lrcli.data.files.source import Source
from lrcli.data.files.stream import OnBytes, Stream, open_stream
from lrcli.data.files.structure.preamble import find_preamble
from lrcli.data.files.structure.quoting import Quoting, find_quoting
from lrcli.data.files.structure.start import TableStart, find_start
from lrcli.data.files.structure.whole_table import Whole, begins_like_total, look_at_whole
from lrcli.errors import DataError
from lrcli.limits import Limits
from lrcli.notation.missing import MISSING

BOM = b"\xef\xbb\xbf"
QUOTED_LINES = 2  # so many lines that are one quoted cell each are no accident


def open_source(
    path: str | Frame,
    layout: Layout,
    *,
    on_bytes: OnBytes | None = None,
    limits: Limits | None = None,
    live: bool = False,
    hashed: bool = True,
) -> Source:
    """Open a file, a frame, or standard input for "-", and read its header. Raise DataError where that fails."""
    stream = open_stream(path, layout, on_bytes=on_bytes, limits=limits, live=live, hashed=hashed)
    try:
        source = _with_header(stream, stream.layout)
    except DataError:
        stream.close()
        raise
    return replace(source, missing=(*MISSING, *layout.missing_values), words=("", *layout.missing_values))


def _with_header(stream: Stream, layout: Layout) -> Source:
    """The source of a stream, whose header is read."""
    name, data, limits = stream.name, stream.read(), stream.limits
    # A live stream that pauses has to show its header and one row.
    more = data
    while len(data) < limits.head_bytes and not (stream.paused and count_lines(data) > 1) and (more := stream.read()):
        data += more
    if not data.removeprefix(BOM).strip():
        raise DataError(f"{name} is empty")
    body = data[_skip_lines(name, data, layout.skip_lines or 0) :].removeprefix(BOM)
    while (preamble := find_preamble(body, layout)).size == len(body) and (more := stream.read()):
        data, body = data + more, body + more
    body = body[preamble.size :]
    if not body:
        raise DataError(f"{name} has no line that is not a comment")
    if re.match(ARFF, body, re.IGNORECASE):  # below more comments than those bytes that tell a format
        raise DataError(f"{name} is {ARFF_NAME}; save its table as CSV")
    offset = len(data) - len(body)
    delimiters = (
        delimiter_characters(layout.delimiters)
        if layout.delimiter
        else f"{DELIMITERS} ".replace(layout.quote or "", "")
    )
    quoting = find_quoting(body[: limits.head_bytes].decode(errors="replace"), delimiters, layout.quote)
    records = _first_records(body, delimiters, quoting, limits)
    edges = [(offset + a, offset + b) for a, b in zip(records.starts.tolist(), records.ends.tolist(), strict=True)]
    texts = [with_usual_characters(data[a:b]).decode() for a, b in edges]
    if layout.delimiter is None:
        _refuse_quoted_lines(name, texts, quoting.quote)
    lines = (records.lines + 1 + count_lines(data[:offset])).tolist()
    start = find_start(name, texts, lines, layout, quoting, preamble)
    first = edges[start.first_row][0] if start.first_row < len(edges) else None
    head = _head(data, offset, edges, start, first)
    rest = data[len(head.data) :]
    whole = Whole()
    if not more:  # the whole table is known
        whole = look_at_whole(rest, count_lines(head.data) + 1, start.dialect, layout, start.header)
    encoding = [f"encoding {stream.decoder.encoding}"] * stream.decoder.is_unusual
    return Source(
        stream=stream,
        header=start.header,
        dialect=start.dialect,
        named=start.header_record is not None,
        head=head,
        rest=rest,
        read_with=(*stream.remarks, *preamble.remarks, *start.read_with, *encoding),
        remarks=(*start.remarks, *whole.remarks),
        units=start.units,
        summaries=whole.summaries,
        begins_like_total=bool(more) and begins_like_total(texts[start.first_row :], start.dialect, layout),
        groups=whole.groups,
    )


def _first_records(body: bytes, delimiters: str, quoting: Quoting, limits: Limits) -> Records:
    """The first whole records; at least one, however long it is."""
    quote, escape = quoting.quote.encode(), quoting.escape.encode()
    top = body[: limits.head_bytes]
    end = last_end(top, delimiters, quote, escape) or last_end(body, delimiters, quote, escape) or len(body)
    records, limit = Records.of(body[:end], delimiters, quote, escape=escape), limits.head_records
    return Records(records.starts[:limit], records.ends[:limit], records.lines[:limit])


def _head(
    data: bytes, offset: int, edges: Sequence[tuple[int, int]], start: TableStart, first: int | None
) -> TableHead:
    """The bytes before the first row. edges: start and end of each record in `data`. first: start of the first row."""
    if start.header_record is None:
        return TableHead(b"", data[:first])
    begin, end = edges[start.header_record]
    behind = end
    for _ in range(start.surplus):
        behind = data.rindex(start.dialect.parser_delimiter.encode(), begin, behind)
    first = _line_end(data, end) if first is None else first
    wide = tuple(edges[k][1] for k in start.wide)
    return TableHead(data[:behind], data[behind:first], data[begin:end], wide, start.padding)


def _refuse_quoted_lines(name: str, records: Sequence[str], quote: str) -> None:
    """Raise DataError where each record is one cell in quotes that holds delimiters."""
    inside = [record[1:-1] for record in records if len(record) > 1 and record[0] == record[-1] == quote]
    bare = [text.replace(quote * 2, "") for text in inside]
    if len(bare) < max(QUOTED_LINES, len(records)) or any(quote in text for text in bare):
        return
    mark = next((mark for mark in DELIMITERS if all(mark in text for text in bare)), None)
    if mark:
        raise DataError(
            f"{name}: each line is one cell in quotes that holds {mark!r}, as if it had been quoted twice; "
            f"take away the outer quotes of each line, and make {quote * 2} inside it {quote}"
        )


def _skip_lines(name: str, data: bytes, count: int) -> int:
    """The position where the line after so many begins."""
    lines = data.splitlines(keepends=True)[:count] if count else []
    if count and sum(map(len, lines)) == len(data):
        raise DataError(f"{name} has no more than the {count} lines that --skip-lines skips")
    return sum(map(len, lines))


def _line_end(data: bytes, position: int) -> int:
    """The position behind the line end at this position; the position itself where there is none."""
    if data.startswith(b"\r\n", position):
        return position + 2
    return position + data.startswith((b"\n", b"\r"), position)
