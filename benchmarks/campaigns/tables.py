"""Tables as nobody would write them: those of people, changed by chance."""

import random
from collections.abc import Callable

CELLS = (
    "", " ", "NA", "null", "-", "?", "n/a", "nan", "inf", "-inf", "1e308", "-1e308", "1e-320", "1e400", "0", "-0",
    "9" * 25, "9" * 400, "9" * 5000, "1.5", "1,5", "1.234,56", "1,234.56", "1 234", "1'234", "12 km", "€ 5", "5 €",
    "50%", "(5)", "5-", "−5", "true", "no", "ja", "2020-01-01", "01/02/2020", "31.12.1999", "2020-13-45", "12:30",
    "1e5", "0x10", "#", "# 1", '"', '""', '"a', 'a"b', "'", "\\", "\\N", "=1+1", "@x", "\x1b[31m", "\x00", "\u202e",
    "\ufeff", "é", "ß", "𝟓", "٣", "½", "<b>", "a\nb", "a,b", "a;b", "sum", "total", "120.000", "999", "1;2;3",
)  # fmt: skip
NAMES = (
    "",
    " ",
    "price",
    "Price",
    "a",
    "a",
    "x:y",
    "log(x)",
    "x^2",
    "*",
    "-o",
    "--json",
    "1",
    "é",
    "\x1b",
    "price_predicted",
    "x y",
    '"',
    "output",
)
LINE_ENDS = ("\n", "\r\n", "\r")
DELIMITERS = (",", ";", "\t", "|", " ", "::")
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-32", "cp1251", "utf-7")


def of_chance(draw: random.Random) -> bytes:
    """A table of few rows and columns with cells of all kinds."""
    delimiter, end = draw.choice(DELIMITERS), draw.choice(LINE_ENDS)
    kinds = [_kind(draw) for _ in range(draw.randint(0, 5))]
    kinds.append((lambda: f"{draw.gauss(0, 1000):.2f}") if draw.random() < 0.7 else _kind(draw))  # the target
    rows = [[draw.choice(NAMES) + (str(k) if draw.random() < 0.8 else "") for k in range(len(kinds))]]
    rows += [[kind() for kind in kinds] for _ in range(draw.choice((0, 1, 2, 3, 5, 10, 30, 100)))]
    text = end.join(delimiter.join(row) for row in rows) + draw.choice(("", end, end * 3))
    return text.encode(draw.choice(ENCODINGS) if draw.random() < 0.2 else "utf-8", "replace")


def _kind(draw: random.Random) -> Callable[[], str]:
    """What writes the cells of a column: mostly alike, now and then anything."""
    usual = draw.choice(
        (
            lambda: str(draw.randint(-5, 5)),
            lambda: f"{draw.gauss(0, 1000):.2f}",
            lambda: repr(draw.uniform(0, 10 ** draw.randint(-300, 300))),
            lambda: draw.choice("abc"),
            lambda: f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.20{draw.randint(10, 30)}",
            lambda: f"{draw.randint(1, 999)}.{draw.randint(0, 999):03} km",
            lambda: "7",
            lambda: draw.choice(CELLS),
        )
    )
    odd = draw.choice((0, 0, 0, 0.02, 0.2))
    return lambda: draw.choice(CELLS) if draw.random() < odd else usual()


def spoiled(data: bytes, draw: random.Random) -> bytes:
    """Some rows of a table with a few faults."""
    lines = data.splitlines(keepends=True)
    start = draw.randrange(1, max(len(lines) - 40, 2))
    data = b"".join([lines[0], *lines[start : start + draw.randint(2, 40)]])
    for _ in range(draw.choice((0, 1, 1, 2, 3, 8))):
        data = draw.choice(FAULTS)(data, draw)
    return data


def _at(data: bytes, draw: random.Random) -> int:
    return draw.randint(0, len(data))


def _insert(data: bytes, draw: random.Random) -> bytes:
    at = _at(data, draw)
    return data[:at] + draw.choice(CELLS).encode() + data[at:]


def _flip(data: bytes, draw: random.Random) -> bytes:
    at = _at(data, draw)
    return data[:at] + bytes([draw.choice((0, 10, 13, 34, 39, 44, 59, 92, 255, draw.randrange(256)))]) + data[at + 1 :]


def _cut(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted((_at(data, draw), _at(data, draw)))
    return data[:start] + data[min(end, start + draw.choice((1, 5, 50, 5000))) :]


def _repeat(data: bytes, draw: random.Random) -> bytes:
    start, end = sorted((_at(data, draw), _at(data, draw)))
    return data[:end] + data[start:end] * draw.choice((1, 3)) + data[end:]


def _lines(data: bytes, draw: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    k = draw.randrange(len(lines))
    change = draw.randrange(6)
    if change == 0:
        lines.insert(
            k, draw.choice((b"\n", b"# note\n", b"sep=;\n", b"Total,1,2\n", b"a title\n", b",,,\n", b"-----\n"))
        )
    elif change == 1:
        draw.shuffle(lines)
    elif change == 2:
        lines[k] = lines[k].rstrip() + b",\n"
    elif change == 3:
        lines[k] = lines[k].rsplit(b",", 1)[0] + b"\n"
    elif change == 4:
        lines = lines[k:]
    else:
        lines[k:] = [b"# " + line for line in lines[k:]]
    return b"".join(lines)


def _exchange(data: bytes, draw: random.Random) -> bytes:
    mark = draw.choice((b",", b".", b"\n", b"1", b"0", b" "))
    other = draw.choice((b";", b",", b"\t", b"\r\n", b"\r", b"", b'"', b" ", b"."))
    return data.replace(mark, other, draw.choice((-1, 1, 5)))


def _cell(data: bytes, draw: random.Random) -> bytes:
    """A column whose cells are all something else."""
    lines = data.split(b"\n")
    column, cell = draw.randrange(1 + lines[0].count(b",")), draw.choice(CELLS).encode()
    for k in range(draw.choice((0, 1)), len(lines)):
        cells = lines[k].split(b",")
        if column < len(cells) and draw.random() < 0.9:
            cells[column] = cell
        lines[k] = b",".join(cells)
    return b"\n".join(lines)


def _encode(data: bytes, draw: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(draw.choice(ENCODINGS), "replace")


FAULTS = (_insert, _flip, _cut, _repeat, _lines, _lines, _exchange, _cell, _encode)
