"""Correlations of columns with each other, on as few columns of the terminal as there are."""

from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len

from lrcli.data.describe.correlations import Correlations
from lrcli.report.terminal.tables import shorten_middle
from lrcli.text import count, fixed, plain

WIDEST_NAME, NARROWEST_NAME = 24, 6  # columns of the terminal
COLUMN_LETTERS = "abcdefghijklmnopqrst"


def matrix(correlations: Correlations, width: int) -> Iterator[str]:
    """The lower half: a row and a letter for each column; in hundredths and with a legend where there is no room."""
    names = [plain(name) for name in correlations.names]
    omitted = f"; {count(correlations.beside, 'more column')} of numbers not shown" if correlations.beside else ""
    longest = min(max(map(cell_len, names)), WIDEST_NAME)
    for size, write, unit in ((6, decimals, ""), (4, hundredths, ", in hundredths")):
        room = width - 3 - size * (len(names) - 1)
        if room >= min(longest, NARROWEST_NAME):
            yield f"\ncorrelations{unit}{omitted}"
            heads = [shorten_middle(name, min(room, longest)) for name in names]
            yield matrix_rows(correlations, heads, size, write)
            return
    yield f"\ncorrelations, in hundredths{omitted}"
    yield matrix_rows(correlations, [""] * len(names), 4, hundredths)
    yield "  ".join(f"{letter} {name}" for letter, name in zip(COLUMN_LETTERS, names, strict=False))


def matrix_rows(
    correlations: Correlations, names: Sequence[str], size: int, write: Callable[[float | None], str]
) -> str:
    """One line for each column; beneath them the letters of the columns. size: columns of the terminal for a cell."""
    lines = []
    for k, name in enumerate(names):
        cells = "".join(f"{write(correlations.r[k][j]):>{size}}" for j in range(k))
        lines.append(f"{COLUMN_LETTERS[k]} {name}{cells}".rstrip())
    letters = "".join(f"{COLUMN_LETTERS[j]:>{size}}" for j in range(len(names) - 1))
    return "\n".join([*lines, (" " * (cell_len(names[0]) + 2) + letters).rstrip()])


def decimals(r: float | None) -> str:
    return fixed(r, 2)


def hundredths(r: float | None) -> str:
    return "–" if r is None else str(round(r * 100))
