"""Correlations of columns with each other, on as few columns of the terminal as there are."""

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from lrcli.data.describe.correlations import Correlations
from lrcli.text import count, fixed, plain

WIDEST_NAME = 24
NARROWEST_NAME = 6
LETTERS = "abcdefghijklmnopqrst"


def matrix(found: Correlations, width: int) -> Iterator[str]:
    """The lower half: a row and a letter for each column; in hundredths and with a legend where there is no room."""
    names = [plain(name) for name in found.names]
    aside = f"; {count(found.beside, 'more column')} of numbers not shown" if found.beside else ""
    longest = min(max(map(cell_len, names)), WIDEST_NAME)
    for size, write, what in ((6, decimals, ""), (4, hundredths, ", in hundredths")):
        room = width - 3 - size * (len(names) - 1)
        if room >= min(longest, NARROWEST_NAME):
            yield f"\ncorrelations{what}{aside}"
            yield rows(found, [cut(name, min(room, longest)) for name in names], size, write)
            return
    yield f"\ncorrelations, in hundredths{aside}"
    yield rows(found, [""] * len(names), 4, hundredths)
    yield "  ".join(f"{letter} {name}" for letter, name in zip(LETTERS, names, strict=False))


def rows(found: Correlations, names: Sequence[str], size: int, write: Callable[[float | None], str]) -> str:
    """One line a column; beneath them the letters of the columns."""
    lines = []
    for k, name in enumerate(names):
        cells = "".join(f"{write(found.r[k][j]):>{size}}" for j in range(k))
        lines.append(f"{LETTERS[k]} {name}{cells}".rstrip())
    head = " " * (cell_len(names[0]) + 2) + "".join(f"{LETTERS[j]:>{size}}" for j in range(len(names) - 1))
    return "\n".join([*lines, head.rstrip()])


def decimals(r: float | None) -> str:
    return fixed(r, 2)


def hundredths(r: float | None) -> str:
    return "–" if r is None else str(round(r * 100))


def cut(name: str, room: int) -> str:
    """A name in exactly so many columns of the terminal, its middle left out where it is longer."""
    if cell_len(name) <= room:
        return set_cell_size(name, room)
    head = (room - 1) // 2
    tail = room - 1 - head
    end = name[-tail:] if tail else ""
    return set_cell_size(set_cell_size(name, head) + "…" + end, room)
